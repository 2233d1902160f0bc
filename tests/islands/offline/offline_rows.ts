/** Rows and views of the desk of queue `q` on the day of the tests of what works offline. */
import type { DeskRow, DeskView } from "../../../islands/desk_state.ts";
import { row, view } from "../desk/desk_rows.ts";

const JOINED_AT = "2026-11-20T09:00:00.000Z";

/** A row of somebody who waits since nine; `label` names its ticket and its patient too. */
export function deskRow(label: string, fields: Partial<DeskRow> = {}): DeskRow {
  const ids = { label, queueId: "q", patientId: `patient-${label}` };
  return row(`ticket-${label}`, { ...ids, day: "2026-11-20", joinedAt: JOINED_AT, quote: null, ...fields });
}

/** A view with these rows, of a queue that is ordered by arrival. */
export function deskViewOf(
  rows: readonly DeskRow[],
  { queue = {}, more = 0 }: { readonly queue?: Partial<DeskView["queue"]>; readonly more?: number } = {},
): DeskView {
  const made = view(rows);
  const waiting = rows.filter(({ status }) => status === "waiting").length;
  const counts = { ...made.queue.counts, waiting };
  const name = "Walk-in";
  return {
    rows,
    more,
    queue: { ...made.queue, id: "q", name, ordering: "arrival", waiting, counts, ...queue },
  };
}
