/**
 * What a step leaves behind so that it can be taken back, and what taking it back makes of the ticket. It decides
 * nothing: whether a step may be taken back is said in `decide_undo.ts`.
 */
import type { EventOf } from "./events.ts";
import type { QueueHeader } from "./header.ts";
import type { Ticket, Undoable, UndoAction } from "./schema.ts";
import { isStaff } from "./situation.ts";
import { type TicketChange, UNDO_MS } from "./ticket.ts";

interface Step {
  readonly action: UndoAction;
  /** When the queue learned of it, epoch ms. */
  readonly at: number;
  readonly was?: NonNullable<Undoable["was"]>;
}

/** What `action` leaves behind on `ticket`, which is the value before it. */
export function undoableAfter(ticket: Ticket, { action, at, was }: Step): Undoable {
  const { state, key } = ticket;
  const until = at + UNDO_MS;
  return was === undefined ? { state, key, until, action } : { state, key, until, action, was };
}

/** The same for what people also do themselves: theirs is not the staff's to take back. */
export function undoableByStaff(ticket: Ticket, step: Step & { readonly by: string }): Undoable | null {
  return isStaff(step.by) ? undoableAfter(ticket, step) : null;
}

/** How a call stands, for a step that ends it; its grace is put `stoodMs` later (see {@link stoodFor}). */
export function callOf(
  ticket: Ticket,
  stoodMs: number,
): Pick<
  Ticket,
  | "providerId"
  | "room"
  | "calledBy"
  | "firstCalledAt"
  | "lastCalledAt"
  | "calls"
  | "graceEndsAt"
  | "acknowledgedAt"
> {
  const { providerId, room, calledBy, firstCalledAt, lastCalledAt, calls, acknowledgedAt } = ticket;
  const graceEndsAt = later(ticket.graceEndsAt, stoodMs);
  return { providerId, room, calledBy, firstCalledAt, lastCalledAt, calls, graceEndsAt, acknowledgedAt };
}

/** How long a pause has held the clocks at `at`, ms: an undo counts them as if they had run on until the step. */
export function stoodFor({ pausedAt }: QueueHeader, at: number): number {
  return pausedAt === null ? 0 : at - pausedAt;
}

/** A waiting ticket that was never called, or whose next call starts anew. */
export const UNCALLED = {
  state: "waiting",
  room: null,
  providerId: null,
  calledBy: null,
  firstCalledAt: null,
  lastCalledAt: null,
  calls: 0,
  graceEndsAt: null,
  acknowledgedAt: null,
} as const;

/** The ticket as before its last step; the time since then counts against neither its grace nor its hold. */
export function restoredChange(
  header: QueueHeader,
  ticket: Ticket,
  event: EventOf<"TicketRestored">,
): TicketChange {
  const { undoable } = ticket;
  const was = undoable?.was;
  const steppedAt = undoable === null ? event.at : undoable.until - UNDO_MS;
  const sinceMs = (header.pausedAt ?? event.at) - steppedAt;
  const back = { ...was, key: event.key, endedAt: null, cause: null, undoable: null, isIrregular: true };
  // A move or a change of class: only the rank was another.
  if (ticket.state === event.state) return back;
  switch (event.state) {
    case "called": {
      const graceEndsAt = later(was?.graceEndsAt ?? ticket.graceEndsAt, sinceMs);
      return { ...back, state: "called", startedAt: null, graceEndsAt };
    }
    case "held":
      return { ...back, state: "held", holdEndsAt: later(ticket.holdEndsAt, sinceMs) };
    case "serving":
    case "waitlisted":
      return { ...back, state: event.state };
    default:
      return { ...back, ...UNCALLED, holdEndsAt: null };
  }
}

/** `instant` so much later; none stays none. */
export function later(instant: number | null, ms: number): number | null {
  return instant === null ? null : instant + ms;
}
