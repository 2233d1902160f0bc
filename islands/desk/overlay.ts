/**
 * What this desk did and the server has not shown yet, laid over the view: rows look as they will when it is
 * confirmed. Pure; a step ends when the view has caught up with it, and is simply taken out when it was refused.
 */
import type { Need, TicketClass } from "../../actors/queue/schema.ts";
import { assertNever } from "../../actors/shared/assert.ts";
import type { DeskRow, DeskView } from "../desk_state.ts";

/** What a step does to its row. */
export type StepChange =
  | { readonly kind: "call"; readonly room: string | null; readonly by: string }
  | { readonly kind: "start" | "hold" | "resume" | "gone" | "keep" }
  | { readonly kind: "move"; readonly position: number }
  | { readonly kind: "class"; readonly class: TicketClass }
  | { readonly kind: "needs"; readonly needs: readonly Need[] };

/** `sent`: no answer yet. `queued`: kept in the outbox until the server can be reached. `done`: confirmed as `version`. */
export type StepState =
  | { readonly kind: "sent" }
  | { readonly kind: "queued"; readonly key: string }
  | { readonly kind: "done"; readonly version: number };

export interface Step {
  readonly id: number;
  readonly ticketId: string;
  readonly change: StepChange;
  /** Epoch ms. */
  readonly at: number;
  readonly state: StepState;
}

/** The steps that `view` does not show yet: a confirmed one ends when the view reaches its version. */
export function unsettled(steps: readonly Step[], view: DeskView): readonly Step[] {
  const left = steps.filter(({ state }) => state.kind !== "done" || state.version > view.queue.version);
  return left.length === steps.length ? steps : left;
}

/** `view` as it looks once all `steps` are confirmed. The same view when there are none. */
export function withSteps(view: DeskView, steps: readonly Step[]): DeskView {
  if (steps.length === 0) return view;
  const rows = renumbered(steps.reduce<readonly DeskRow[]>(applied, view.rows));
  return rows === view.rows ? view : { ...view, rows };
}

function applied(rows: readonly DeskRow[], step: Step): readonly DeskRow[] {
  const index = rows.findIndex((row) => row.ticketId === step.ticketId);
  const row = rows[index];
  if (row === undefined) return rows;
  const others = rows.toSpliced(index, 1);
  const { change } = step;
  switch (change.kind) {
    case "call":
      return [calledRow(row, { at: step.at, room: change.room, by: change.by }), ...others];
    case "start": {
      const started = { ...row, status: "serving" as const, startedAt: new Date(step.at).toISOString() };
      const called = others.filter(({ status }) => status === "called").length;
      return others.toSpliced(called, 0, started);
    }
    case "hold":
      return rows.with(index, { ...row, status: "held" });
    case "resume":
      return rows.with(index, { ...row, status: "waiting", holdEndsAt: null });
    case "gone":
      return others;
    case "keep":
      return rows;
    case "move":
      return others.toSpliced(busyCount(others) + change.position - 1, 0, row);
    case "class":
      return rows.with(index, { ...row, class: change.class });
    case "needs":
      return rows.with(index, { ...row, needs: change.needs });
    default:
      return assertNever(change);
  }
}

function calledRow(
  row: DeskRow,
  { at, room, by }: { readonly at: number; readonly room: string | null; readonly by: string },
): DeskRow {
  const lastCalledAt = new Date(at).toISOString();
  if (row.status === "called") return { ...row, room, calledBy: by, lastCalledAt, calls: row.calls + 1 };
  const calledAt = lastCalledAt;
  return { ...row, status: "called", room, calledBy: by, calledAt, lastCalledAt, calls: 1, position: 0 };
}

function busyCount(rows: readonly DeskRow[]): number {
  return rows.filter(({ status }) => status === "called" || status === "serving").length;
}

/** The window holds the line from its start, so places count from 1. */
export function renumbered(rows: readonly DeskRow[]): readonly DeskRow[] {
  let place = 0;
  return rows.map((row) => {
    if (row.status !== "waiting" && row.status !== "held") return row;
    place += 1;
    return row.position === place ? row : { ...row, position: place };
  });
}

/** How a row is marked while a step of its own is under way: on the way, or among the `kept` until the server is back. */
export function marksOf(
  steps: readonly Step[],
  kept: Iterable<string> = [],
): ReadonlyMap<string, "sent" | "queued"> {
  const marks = new Map<string, "sent" | "queued">();
  for (const ticketId of kept) marks.set(ticketId, "queued");
  for (const { ticketId, state } of steps) if (state.kind !== "done") marks.set(ticketId, state.kind);
  return marks;
}

/** How many rows somebody would see change if `next` took the place of `shown`; waits that drift do not count. */
export function changesBetween(shown: DeskView, next: DeskView): number {
  const before = new Map(shown.rows.map((row) => [row.ticketId, row]));
  let count = 0;
  for (const row of next.rows) {
    const old = before.get(row.ticketId);
    before.delete(row.ticketId);
    if (old === undefined || old.version !== row.version) count += 1;
  }
  return count + before.size + (shown.queue.status === next.queue.status ? 0 : 1);
}
