/**
 * Changing somebody's rank by hand: moves, class changes, confirmed needs (SPEC §3). Each is an event with its new
 * key, so that every change of the order has a recorded cause.
 */
import type { CommandOf } from "./events.ts";
import { headStartMs } from "./order.ts";
import { keyAt, keyOf, unusedKey } from "./place.ts";
import { offerTo } from "./promote.ts";
import type { Need, OrderKey, QueueEvent, Ticket, TicketClass } from "./schema.ts";
import {
  accept,
  doneAt,
  type QueueDecision,
  refusedUnseen,
  type Situation,
  stepStamp,
  ticketFor,
  wrongState,
} from "./situation.ts";
import { isEnded, isInLine } from "./ticket.ts";

/** Moves a waiting or held person to a 1-based position, as near as their tier allows; to the same place: nothing. */
export function decideMove(situation: Situation, command: CommandOf<"Move">): QueueDecision {
  const found = ticketFor(situation, command);
  if ("rejection" in found) return found;
  const { ticket } = found;
  if (!isInLine(ticket.state)) return wrongState(situation, ticket, { tried: "move" });
  const unseen = refusedUnseen(situation, ticket, { tried: "move" });
  if (unseen !== null) return unseen;
  const { line } = situation.state;
  const { key, index } = keyAt(line, ticket, { index: command.position - 1 });
  if (index === line.rank(ticket)) return accept();
  const { reasonId } = command;
  const position = index + 1;
  return accept({ type: "TicketMoved", ...stepStamp(situation, ticket), key, position, reasonId });
}

/** Gives a ticket another class. A waitlisted person who becomes an emergency enters the line at once. */
export function decidePriority(situation: Situation, command: CommandOf<"SetPriority">): QueueDecision {
  const found = ticketFor(situation, command);
  if ("rejection" in found) return found;
  const { ticket } = found;
  if (isEnded(ticket.state) || ticket.state === "serving") {
    return wrongState(situation, ticket, { tried: "change the class of" });
  }
  if (ticket.class === command.class) return accept();
  const unseen = refusedUnseen(situation, ticket, { tried: "change the class of" });
  if (unseen !== null) return unseen;
  const key = reclassedKey(situation, ticket, command.class);
  const reclassed: QueueEvent = {
    type: "TicketReclassed",
    ...stepStamp(situation, ticket),
    class: command.class,
    key,
    reasonId: command.reasonId,
  };
  if (ticket.state !== "waitlisted" || command.class !== "emergency") return accept(reclassed);
  return accept(reclassed, offerTo(situation, { ...ticket, key }, { before: [reclassed] }));
}

function reclassedKey(situation: Situation, ticket: Ticket, ticketClass: TicketClass): OrderKey {
  const { state, config } = situation;
  const { line } = state;
  if (ticketClass !== "emergency" && ticket.class !== "emergency") {
    return shiftedKey(situation, ticket, { class: ticketClass, needs: ticket.needs });
  }
  const key = keyOf(state, config, { ...ticket, class: ticketClass, since: doneAt(situation, ticket) });
  return unusedKey(line, ticket, { key });
}

/** Sets the needs that count; under the `priority` policy they give a head start. */
export function decideNeeds(situation: Situation, command: CommandOf<"ConfirmNeeds">): QueueDecision {
  const found = ticketFor(situation, command);
  if ("rejection" in found) return found;
  const { ticket } = found;
  if (isEnded(ticket.state) || ticket.state === "serving") {
    return wrongState(situation, ticket, { tried: "confirm needs of" });
  }
  const needs = [...new Set(command.needs)];
  if (isSameNeeds(needs, ticket.needs)) return accept();
  const key = shiftedKey(situation, ticket, { class: ticket.class, needs });
  return accept({ type: "NeedsConfirmed", ...stepStamp(situation, ticket), needs, key });
}

function isSameNeeds(a: readonly Need[], b: readonly Need[]): boolean {
  return a.length === b.length && a.every((need) => b.includes(need));
}

/** The ticket's key with the difference in head start: what a move or a deferral made of it stays. */
function shiftedKey(
  situation: Situation,
  ticket: Ticket,
  next: { readonly class: TicketClass; readonly needs: readonly Need[] },
): OrderKey {
  const { config, state } = situation;
  if (config.ordering !== "priority" || next.class === "emergency") return ticket.key;
  const [tier, major, minor, suffix] = ticket.key;
  const key: OrderKey = [
    tier,
    major + headStartMs(config, ticket) - headStartMs(config, next),
    minor,
    suffix,
  ];
  return unusedKey(state.line, ticket, { key });
}
