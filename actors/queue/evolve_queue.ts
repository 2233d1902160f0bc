/**
 * What the events about a whole queue make of its state: a changed configuration, opening and pausing, the end and
 * the start of a service day. Bulk changes of tickets follow here from one event each.
 */
import { assert } from "../shared/assert.ts";
import { happenedAt } from "./claim.ts";
import type { EventOf, Logged } from "./events.ts";
import { NO_LEASES, type QueueHeader } from "./header.ts";
import { keyOf } from "./place.ts";
import type { OrderKey, QueueConfig, Ticket } from "./schema.ts";
import type { QueueState } from "./state.ts";
import { deadlineOf, isEnded, makeTicket } from "./ticket.ts";

/** An ended ticket is remembered at least this long: its link works for a day after its end (SPEC §1). */
export const REMEMBERED_MS = 24 * 3_600_000;

type HeaderChange = Partial<QueueHeader>;

/** A change of what keys are made of gives everybody but emergencies the key of the new policy. */
export function queueChanged(
  state: QueueState,
  { event, seq }: Logged<EventOf<"QueueChanged">>,
): HeaderChange {
  const previous = state.header.config;
  assert(previous !== null, "Cannot apply QueueChanged: the queue is not created");
  if (isReordering(previous, event.config)) reorder(state, event.config, seq);
  return { config: event.config, revision: state.header.revision + 1 };
}

/** True when keys made under the one configuration do not compare with those made under the other. */
export function isReordering(from: QueueConfig, to: QueueConfig): boolean {
  if (from.ordering !== to.ordering) return true;
  const a = from.headStartMinutes;
  const b = to.headStartMinutes;
  return to.ordering === "priority" &&
    (a.urgent !== b.urgent || a.need !== b.need || a.needsMax !== b.needsMax);
}

function reorder(state: QueueState, config: QueueConfig, seq: number): void {
  for (const ticket of [...state.issued]) {
    if (isEnded(ticket.state) && ticket.undoable === null) continue;
    const key = reorderedKey(state, config, ticket);
    const undoable = reorderedUndo(state, config, ticket);
    if (key === ticket.key && undoable === ticket.undoable) continue;
    state.putTicket(makeTicket(ticket, { key, undoable, version: seq }));
  }
}

function reorderedKey(state: QueueState, config: QueueConfig, ticket: Ticket): OrderKey {
  return ticket.class === "emergency"
    ? ticket.key
    : keyOf(state, config, { ...ticket, since: ticket.joinedAt });
}

/** The place that an undo gives back follows the new policy too, with the class that it gives back. */
function reorderedUndo(state: QueueState, config: QueueConfig, ticket: Ticket): Ticket["undoable"] {
  const { undoable } = ticket;
  const ticketClass = undoable?.was?.class ?? ticket.class;
  if (undoable === null || ticketClass === "emergency") return undoable;
  return {
    ...undoable,
    key: keyOf(state, config, { ...ticket, class: ticketClass, since: ticket.joinedAt }),
  };
}

/** Opening or closing after a pause lets the clocks of grace and hold go on where they stood. */
export function statusChanged(
  state: QueueState,
  { event, seq }: Logged<EventOf<"QueueOpened" | "QueuePaused" | "QueueClosed">>,
): HeaderChange {
  const change = { statusSince: happenedAt(event), statusReasonId: event.reasonId };
  if (event.type === "QueuePaused") return { ...change, status: "paused", pausedAt: event.at };
  const { pausedAt } = state.header;
  if (pausedAt !== null) shiftDeadlines(state, event.at - pausedAt, seq);
  return { ...change, status: event.type === "QueueOpened" ? "open" : "closed", pausedAt: null };
}

function shiftDeadlines(state: QueueState, ms: number, seq: number): void {
  if (ms === 0) return;
  for (const ticket of [...state.deadlines]) {
    const endsAt = (deadlineOf(ticket) ?? 0) + ms;
    const change = ticket.state === "held" ? { holdEndsAt: endsAt } : { graceEndsAt: endsAt };
    state.putTicket(makeTicket(ticket, { ...change, version: seq }));
  }
}

/**
 * The end of a service day (SPEC §2): whoever is not being served is cancelled, unless the queue carries its people
 * over. What had ended stays ended: nothing of a past day can be undone, but for the last minutes of a queue that
 * goes on.
 */
export function dayEnded(state: QueueState, { event, seq }: Logged<EventOf<"DayEnded">>): HeaderChange {
  const carriesOver = state.header.config?.carriesOver ?? false;
  for (const ticket of [...state.issued]) {
    const isPast = ticket.undoable !== null && (!carriesOver || ticket.undoable.until < event.at);
    const undoable = isPast ? null : ticket.undoable;
    const staysAsItIs = isEnded(ticket.state) || carriesOver || ticket.state === "serving";
    if (staysAsItIs) carry(state, { ticket, undoable, seq });
    else {
      const { at, by } = event;
      const end = { state: "cancelled", cause: "day_ended", endedAt: at, undoable: null } as const;
      state.putTicket(makeTicket(ticket, { ...end, version: seq, changedAt: at, changedBy: by }));
    }
  }
  return { day: null, lastDate: event.date, leases: NO_LEASES };
}

/** Whoever lives on stands outside the position formula from here; with the day goes what could be undone of it. */
function carry(
  state: QueueState,
  { ticket, undoable, seq }: {
    readonly ticket: Ticket;
    readonly undoable: Ticket["undoable"];
    readonly seq: number;
  },
): void {
  const isIrregular = ticket.isIrregular || !isEnded(ticket.state);
  if (isIrregular === ticket.isIrregular && undoable === ticket.undoable) return;
  state.putTicket(makeTicket(ticket, { isIrregular, undoable, version: seq }));
}

/** A new service day: numbers start at 1, and what ended more than {@link REMEMBERED_MS} ago is forgotten. */
export function dayOpened(state: QueueState, event: EventOf<"DayOpened">): HeaderChange {
  for (const ticket of [...state.issued]) {
    if (isEnded(ticket.state) && (ticket.endedAt ?? 0) + REMEMBERED_MS <= event.at) {
      state.dropTicket(ticket.id);
    }
  }
  const { lastCalledTicketId } = state.header;
  const isKnown = lastCalledTicketId !== null && state.ticket(lastCalledTicketId) !== undefined;
  return {
    day: { date: event.date, startsAt: event.startsAt, endsAt: event.endsAt },
    lastTokenNumber: 0,
    highestTokenCalled: 0,
    lastCalledTicketId: isKnown ? lastCalledTicketId : null,
  };
}
