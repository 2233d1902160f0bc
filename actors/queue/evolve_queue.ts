/**
 * What the events about a whole queue make of its state: a changed configuration, opening and pausing, the end and
 * the start of a service day. Bulk changes of tickets follow here from one event each.
 */
import { assert } from "../shared/assert.ts";
import type { EventOf, Logged } from "./events.ts";
import type { QueueHeader } from "./header.ts";
import { keyFor } from "./order.ts";
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
    if (ticket.class === "emergency") continue;
    if (isEnded(ticket.state) && ticket.undoable === null) continue;
    const key: OrderKey = keyFor(config, { ...ticket, since: ticket.joinedAt });
    const undoable = ticket.undoable === null ? null : { ...ticket.undoable, key };
    state.putTicket(makeTicket(ticket, { key, undoable, version: seq }));
  }
}

/** Opening or closing after a pause lets the clocks of grace and hold go on where they stood. */
export function statusChanged(
  state: QueueState,
  { event, seq }: Logged<EventOf<"QueueOpened" | "QueuePaused" | "QueueClosed">>,
): HeaderChange {
  const change = { statusSince: event.at, statusReasonId: event.reasonId };
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
    if (isEnded(ticket.state)) {
      const isPast = ticket.undoable !== null && (!carriesOver || ticket.undoable.until < event.at);
      if (isPast) {
        state.putTicket(makeTicket(ticket, { undoable: null, version: seq }));
      }
    } else if (carriesOver || ticket.state === "serving") carry(state, ticket, seq);
    else {
      const change = { state: "cancelled", cause: "day_ended", endedAt: event.at, version: seq } as const;
      state.putTicket(makeTicket(ticket, change));
    }
  }
  return { day: null, lastDate: event.date };
}

function carry(state: QueueState, ticket: Ticket, seq: number): void {
  if (!ticket.isIrregular) state.putTicket(makeTicket(ticket, { isIrregular: true, version: seq }));
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
