/**
 * Stepping out and coming back: hold and resume, putting oneself back after a call, leaving, and removal (SPEC §2).
 */
import type { CommandOf } from "./events.ts";
import { clockAt } from "./header.ts";
import { keyAt, unusedKey } from "./place.ts";
import type { TicketCommand } from "./commands.ts";
import type { OrderKey, Ticket } from "./schema.ts";
import {
  accept,
  type QueueDecision,
  refuse,
  refusedUnseen,
  type Situation,
  stepStamp,
  ticketFor,
  ticketInState,
  wrongState,
} from "./situation.ts";
import { isEnded } from "./ticket.ts";

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
  return accept({ type: "TicketHeld", ...stepStamp(situation, ticket), holdEndsAt });
}

/** Makes a held person callable again. */
export function decideResume(situation: Situation, command: TicketCommand<string>): QueueDecision {
  const found = ticketInState(situation, command, { state: "held", tried: "resume" });
  if ("rejection" in found) return found;
  const { ticket } = found;
  return accept({ type: "TicketResumed", ...stepStamp(situation, ticket), cause: "asked" });
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
  return accept({ type: "TicketDeferred", ...stepStamp(situation, ticket), key });
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
  const unseen = refusedUnseen(situation, found.ticket, { tried: "leave with" });
  if (unseen !== null) return unseen;
  return accept({
    type: "TicketCancelled",
    ...stepStamp(situation, found.ticket),
    cause: "left",
    reasonId: null,
  });
}

/** Removes a person before the service starts. */
export function decideCancel(situation: Situation, command: CommandOf<"Cancel">): QueueDecision {
  const found = ticketFor(situation, command);
  if ("rejection" in found) return found;
  if (isBeyondCancelling(found.ticket)) return wrongState(situation, found.ticket, { tried: "cancel" });
  const unseen = refusedUnseen(situation, found.ticket, { tried: "cancel" });
  if (unseen !== null) return unseen;
  return accept({
    type: "TicketCancelled",
    ...stepStamp(situation, found.ticket),
    cause: "staff",
    reasonId: command.reasonId,
  });
}

function isBeyondCancelling(ticket: Ticket): boolean {
  return isEnded(ticket.state) || ticket.state === "serving";
}
