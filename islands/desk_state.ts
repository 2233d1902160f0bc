/**
 * A desk's view of a queue as the stream tells it: a whole window first, then patches of it. Pure; the other half, which
 * makes the patches, is `actors/queue/view_desk.ts`.
 */
import { assert } from "../actors/shared/assert.ts";
import type { DeskPatch, DeskRow, DeskView } from "../actors/queue/view_desk.ts";

export type { DeskPatch, DeskRow, DeskView };

/** The view after `patch`. Throws when `patch` was not made from `view`: the receiver must take a whole view then. */
export function applyDeskPatch(view: DeskView, patch: DeskPatch): DeskView {
  const removed = new Set(patch.removed);
  const byId = new Map(
    view.rows.filter((row) => !removed.has(row.ticketId)).map((row) => [row.ticketId, row]),
  );
  for (const change of patch.rows) {
    const row = { ...byId.get(change.ticketId), ...change };
    assert(isWhole(row), `Cannot patch row ${change.ticketId}: it is not in the view`);
    byId.set(change.ticketId, row);
  }
  const order = patch.order ?? [...byId.keys()];
  return {
    queue: { ...view.queue, ...patch.queue, counts: patch.counts, version: patch.version },
    rows: order.map((ticketId) => {
      const row = byId.get(ticketId);
      assert(row !== undefined, `Cannot order row ${ticketId}: it is not in the view`);
      return row;
    }),
    more: patch.more,
  };
}

function isWhole(row: Partial<DeskRow>): row is DeskRow {
  return row.id !== undefined && row.status !== undefined && row.deferrals !== undefined;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === "object" && value !== null ? { ...value } : null;
}

/**
 * The view after a `queue-update` whose body is `body`: a window replaces it, a patch changes it. Null when a patch
 * does not fit what is here: the whole view must be asked for.
 */
export function nextDeskView(current: DeskView | null, body: unknown): DeskView | null {
  const data = fieldsOf(fieldsOf(body)?.["data"]);
  // Written by our own server in this release or the last: the shapes only grow.
  if (data?.["view"] === "window") return data as unknown as DeskView;
  if (data?.["view"] !== "patch" || current === null) return null;
  try {
    return applyDeskPatch(current, data as unknown as DeskPatch);
  } catch {
    return null;
  }
}
