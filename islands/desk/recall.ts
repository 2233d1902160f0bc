/**
 * When somebody who was called may be called again (SPEC §2), so that a page can say it beforehand. Pure; the server
 * decides.
 */
import type { DeskRow } from "../desk_state.ts";

/** A recall is at least so long after the last call, and at most so often. */
export const RECALL_AFTER_MS = 5 * 60_000;
export const RECALLS_MAX = 3;

/** Whether a called person may be called again: now, from an instant on (epoch ms), or never more. */
export type Recall =
  | { readonly kind: "now" | "later"; readonly from: number; readonly left: number }
  | { readonly kind: "never" };

/** The rule of recalls for the called `row` at `now` (epoch ms). */
export function recallOf(row: Pick<DeskRow, "calls" | "calledAt" | "lastCalledAt">, now: number): Recall {
  const left = RECALLS_MAX - (row.calls - 1);
  if (left <= 0) return { kind: "never" };
  // A day kept on this computer by the release before knows only the first call.
  const calledAt = row.lastCalledAt ?? row.calledAt;
  const from = calledAt === null ? 0 : Date.parse(calledAt) + RECALL_AFTER_MS;
  return { kind: now < from ? "later" : "now", from, left };
}
