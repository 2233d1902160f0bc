/**
 * Stepping out and coming back: hold and resume, putting oneself back after a call, leaving, removal, and undoing
 * an end (SPEC §2).
 */
import type { CommandOf } from "./events.ts";
import { clockAt } from "./header.ts";
import { keyAt, unusedKey } from "./place.ts";
import type { OrderKey, Ticket, TicketCommand, TicketState, Undoable } from "./schema.ts";
import {
  accept,
  patientClaim,
  type QueueDecision,
  refuse,
  type Situation,
  stamp,
  ticketFor,
  ticketInState,
  wrongState,
} from "./situation.ts";
import { isEnded, isInLine, isLive } from "./ticket.ts";

/** SPEC §2: how often a called person may put themselves back. */
export const DEFERRALS_MAX = 2;

const MINUTE_MS = 60_000;

/** Lets a waiting person step out; they keep their rank and are passed over. */
export function decideHold(situation: Situation, command: TicketCommand<string>): QueueDecision {
  const found = ticketInState(situation, command, { state: "waiting", tried: "hold" });
  if ("rejection" in found) return found;
  const { ticket } = found;
  const { state, config, turn } = situation;
  const holdEndsAt = clockAt(state.header, turn.at) + Math.round(config.holdMinutes * MINUTE_MS);
  return accept({ type: "TicketHeld", ...stamp(situation), ticketId: ticket.id, holdEndsAt });
}

/** Makes a held person callable again. */
export function decideResume(situation: Situation, command: TicketCommand<string>): QueueDecision {
  const found = ticketInState(situation, command, { state: "held", tried: "resume" });
  if ("rejection" in found) return found;
  const { ticket } = found;
  return accept({ type: "TicketResumed", ...stamp(situation), ticketId: ticket.id, cause: "asked" });
}

/** Puts a called person back into the line, some places down, at most {@link DEFERRALS_MAX} times. */
export function decideDefer(situation: Situation, command: TicketCommand<string>): QueueDecision {
  const found = ticketInState(situation, command, { state: "called", tried: "defer" });
  if ("rejection" in found) return found;
  const { ticket } = found;
  if (ticket.deferrals >= DEFERRALS_MAX) {
    const label = situation.state.labelOf(ticket);
    const facts = { deferrals: ticket.deferrals };
    return refuse(
      "defer_limit",
      `Cannot defer ticket ${label}: it was deferred ${ticket.deferrals} times`,
      facts,
    );
  }
  const key = deferredKey(situation, ticket);
  return accept({ type: "TicketDeferred", ...stamp(situation), ticketId: ticket.id, key });
}

function deferredKey(situation: Situation, ticket: Ticket): OrderKey {
  const { line } = situation.state;
  const rank = line.rank(ticket);
  const { key, index } = keyAt(line, ticket, { index: rank + situation.config.deferPlaces });
  return index > rank ? key : unusedKey(line, ticket, { key: ticket.key });
}

/** Lets a person give up their place before the service starts. */
export function decideLeave(situation: Situation, command: TicketCommand<string>): QueueDecision {
  const found = ticketFor(situation, command);
  if ("rejection" in found) return found;
  if (isBeyondCancelling(found.ticket)) return wrongState(situation, found.ticket, { tried: "leave with" });
  return accept({
    type: "TicketCancelled",
    ...stamp(situation),
    ticketId: found.ticket.id,
    cause: "left",
    reasonId: null,
  });
}

/** Removes a person before the service starts. */
export function decideCancel(situation: Situation, command: CommandOf<"Cancel">): QueueDecision {
  const found = ticketFor(situation, command);
  if ("rejection" in found) return found;
  if (isBeyondCancelling(found.ticket)) return wrongState(situation, found.ticket, { tried: "cancel" });
  return accept({
    type: "TicketCancelled",
    ...stamp(situation),
    ticketId: found.ticket.id,
    cause: "staff",
    reasonId: command.reasonId,
  });
}

function isBeyondCancelling(ticket: Ticket): boolean {
  return isEnded(ticket.state) || ticket.state === "serving";
}

/** Takes back a removal, cancel or no-show; never refused for capacity. A missed person waits again. */
export function decideUndo(situation: Situation, command: TicketCommand<string>): QueueDecision {
  const found = ticketFor(situation, command);
  if ("rejection" in found) return found;
  const { ticket } = found;
  const { state, turn } = situation;
  const label = state.labelOf(ticket);
  const { undoable } = ticket;
  if (undoable === null) {
    const detail = `Cannot undo ticket ${label}: it is ${ticket.state} and nothing of it can be undone`;
    return refuse("undo_impossible", detail, { state: ticket.state });
  }
  if (turn.at > undoable.until) {
    return refuse("undo_expired", `Cannot undo ticket ${label}: it ended more than 5 min ago`, {
      undoUntilAt: undoable.until,
    });
  }
  const restored = restoredState(ticket, undoable);
  if (holdsAnother(situation, ticket, restored)) {
    return refuse("undo_impossible", `Cannot undo ticket ${label}: the patient holds another place by now`);
  }
  const key = isInLine(restored) ? unusedKey(state.line, ticket, { key: undoable.key }) : undoable.key;
  return accept({ type: "TicketRestored", ...stamp(situation), ticketId: ticket.id, state: restored, key });
}

function restoredState(ticket: Ticket, undoable: Undoable): TicketState {
  return ticket.state === "no_show" ? "waiting" : undoable.state;
}

function holdsAnother(situation: Situation, ticket: Ticket, restored: TicketState): boolean {
  const { state, config, turn } = situation;
  if (state.activeOf(ticket.patientId) !== undefined) return true;
  return isLive(restored) && turn.heldBy(patientClaim(config, ticket.patientId)) !== null;
}
