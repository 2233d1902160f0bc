/**
 * Taking the last step of staff back, within five minutes (SPEC §2). What each step leaves behind for that is said in
 * `evolve_undo.ts`; here is only whether it may be used.
 */
import type { TicketCommand } from "./commands.ts";
import { unusedKey } from "./place.ts";
import type { Ticket, TicketState, Undoable } from "./schema.ts";
import {
  accept,
  doneAt,
  factsOf,
  patientClaim,
  type QueueDecision,
  refuse,
  refusedUnseen,
  type Situation,
  stepStamp,
  ticketFor,
} from "./situation.ts";
import { isEnded, isInLine, isLive, undoActionOf } from "./ticket.ts";

/** Puts a ticket back to before its last step; never refused for capacity. A missed person waits again. */
export function decideUndo(situation: Situation, command: TicketCommand<string>): QueueDecision {
  const found = ticketFor(situation, command);
  if ("rejection" in found) return found;
  const { ticket } = found;
  const { state } = situation;
  const label = state.labelOf(ticket);
  const { undoable } = ticket;
  if (undoable === null) {
    const detail = `Cannot undo ticket ${label}: it is ${ticket.state} and nothing of it can be undone`;
    return refuse("undo_impossible", detail, factsOf(situation, ticket));
  }
  const unseen = refusedUnseen(situation, ticket, { tried: "undo" });
  if (unseen !== null) return unseen;
  const action = undoActionOf(ticket, undoable);
  if (doneAt(situation, ticket) > undoable.until) {
    const facts = { ...factsOf(situation, ticket), action, undoUntilAt: undoable.until };
    return refuse("undo_expired", `Cannot undo ticket ${label}: its last step is over 5 min ago`, facts);
  }
  const restored = restoredState(ticket, undoable);
  if (isEnded(ticket.state) && holdsAnother(situation, ticket, restored)) {
    const detail = `Cannot undo ticket ${label}: the patient holds another place by now`;
    return refuse("undo_impossible", detail, factsOf(situation, ticket));
  }
  const key = isInLine(restored) ? unusedKey(state.line, ticket, { key: undoable.key }) : undoable.key;
  return accept({ type: "TicketRestored", ...stepStamp(situation, ticket), state: restored, key, action });
}

function restoredState(ticket: Ticket, undoable: Undoable): TicketState {
  return ticket.state === "no_show" ? "waiting" : undoable.state;
}

function holdsAnother(situation: Situation, ticket: Ticket, restored: TicketState): boolean {
  const { state, config, turn } = situation;
  if (state.activeOf(ticket.patientId) !== undefined) return true;
  return isLive(restored) && turn.heldBy(patientClaim(config, ticket.patientId)) !== null;
}
