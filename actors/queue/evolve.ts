/**
 * What each event makes of a queue's state: new values for the header and for the tickets it names. It decides
 * nothing and must answer the same for the same log, whatever the rules have become since.
 */
import { assert, assertNever } from "../shared/assert.ts";
import type { TicketId } from "../shared/ids.ts";
import { dayEnded, dayOpened, queueChanged, statusChanged } from "./evolve_queue.ts";
import { happenedAt } from "./claim.ts";
import {
  callOf,
  later,
  restoredChange,
  stoodFor,
  UNCALLED,
  undoableAfter,
  undoableByStaff,
} from "./evolve_undo.ts";
import { type QueueHeader, withGiven, withoutGiven } from "./header.ts";
import { isLeased, withUsed } from "./lease.ts";
import type { QueueEvent, Ticket, UndoAction } from "./schema.ts";
import type { QueueState } from "./state.ts";
import { makeTicket, type TicketChange } from "./ticket.ts";
import type { EventOf, Logged } from "./events.ts";

type HeaderChange = Partial<QueueHeader>;

/** Applies an event at its log position. Throws on a bug or a corrupt log only. */
export function evolve(state: QueueState, logged: Logged<QueueEvent>): void {
  const { event, seq } = logged;
  const before = state.header;
  assert(seq > before.seq, `Cannot apply event ${seq} after event ${before.seq}`);
  const placesBefore = freePlaces(state);
  const change = apply(state, logged);
  const header: QueueHeader = { ...before, ...change, seq, lastAt: event.at };
  state.setHeader(header);
  const promotion = promotionAfter(state, event, placesBefore);
  if (promotion !== header.promotion) state.setHeader({ ...header, promotion });
}

function apply(state: QueueState, { event, seq }: Logged<QueueEvent>): HeaderChange {
  switch (event.type) {
    case "QueueCreated":
      return { config: event.config, revision: 1, status: "open", statusSince: event.at };
    case "QueueChanged":
      return queueChanged(state, { event, seq });
    case "QueueArchived":
      return { isArchived: true, status: "closed", statusSince: event.at, statusReasonId: event.reasonId };
    case "QueueOpened":
    case "QueuePaused":
    case "QueueClosed":
      return statusChanged(state, { event, seq });
    case "DayEnded":
      return dayEnded(state, { event, seq });
    case "DayOpened":
      return dayOpened(state, event);
    case "NumbersLeased": {
      const { leaseId, by: owner, index, count } = event;
      return { leases: [...state.header.leases, { leaseId, owner, index, count, used: [] }] };
    }
    case "ProviderStatusSet": {
      const { status, until, reasonId } = event;
      const presence = { status, until, reasonId, since: happenedAt(event) };
      const providers = { ...state.header.providers, [event.providerId]: presence };
      return { providers };
    }
    default:
      return applyToTicket(state, event, seq);
  }
}

type TicketEvent = Extract<QueueEvent, { readonly ticketId: TicketId }>;

function applyToTicket(state: QueueState, event: TicketEvent, seq: number): HeaderChange {
  if (event.type === "TicketJoined") return joined(state, event, seq);
  const ticket = state.ticket(event.ticketId);
  assert(ticket !== undefined, `Cannot apply ${event.type}: ticket ${event.ticketId} is unknown`);
  const change = changeOf(state.header, ticket, event);
  if (change !== null) {
    const changed = { ...change, version: seq, changedAt: event.at, changedBy: event.by };
    state.putTicket(makeTicket(ticket, changed));
  }
  return headerChangeOf(state.header, ticket, event);
}

function joined(state: QueueState, event: EventOf<"TicketJoined">, seq: number): HeaderChange {
  const { day, lastTokenNumber } = state.header;
  assert(day !== null, "Cannot apply TicketJoined: no service day is open");
  const isWaiting = event.state === "waiting";
  const claimedAt = event.claimedAt ?? null;
  const joinedAt = claimedAt ?? event.at;
  state.putTicket({
    id: event.ticketId,
    patientId: event.patientId,
    code: event.code,
    linkVersion: 1,
    day: day.date,
    tokenNumber: event.tokenNumber,
    state: event.state,
    class: event.class,
    needs: NO_NEEDS,
    declaredNeeds: event.declaredNeeds.length === 0 ? NO_NEEDS : event.declaredNeeds,
    mode: event.mode,
    appointmentType: event.appointmentType,
    key: event.key,
    joinedAt,
    enteredAt: isWaiting ? joinedAt : null,
    joinedSeq: seq,
    version: seq,
    quote: event.quote,
    paidAt: null,
    providerId: null,
    room: null,
    calledBy: null,
    firstCalledAt: null,
    lastCalledAt: null,
    calls: 0,
    graceEndsAt: null,
    acknowledgedAt: null,
    holdEndsAt: null,
    deferrals: 0,
    startedAt: null,
    endedAt: null,
    cause: null,
    undoable: null,
    isIrregular: !isWaiting || claimedAt !== null,
    claimedAt,
    changedAt: null,
    changedBy: null,
  });
  if (isLeased(event.tokenNumber)) return leaseUsed(state.header, event);
  return { lastTokenNumber: Math.max(lastTokenNumber, event.tokenNumber) };
}

function leaseUsed({ leases }: QueueHeader, { lease }: EventOf<"TicketJoined">): HeaderChange {
  assert(lease !== undefined, "Cannot apply TicketJoined: a leased number without its lease");
  return { leases: withUsed(leases, lease) };
}

const NO_NEEDS: Ticket["needs"] = Object.freeze([]);

/** What the event makes of its ticket; null when it leaves the ticket as it is. */
function changeOf(
  header: QueueHeader,
  ticket: Ticket,
  event: Exclude<TicketEvent, { type: "TicketJoined" }>,
): TicketChange | null {
  switch (event.type) {
    case "TicketPromoted":
      return { state: "waiting", enteredAt: event.at, quote: event.quote, undoable: null };
    case "PromotionSkipped":
      return null;
    case "TicketCalled":
      return calledChange(ticket, event);
    case "TicketRecalled":
      return {
        lastCalledAt: happenedAt(event),
        calledBy: event.by,
        calls: ticket.calls + 1,
        room: event.room ?? ticket.room,
        undoable: null,
      };
    case "TicketAcknowledged":
      return { acknowledgedAt: happenedAt(event) };
    case "ServiceStarted":
      return startedChange(header, ticket, event);
    case "ServiceCompleted": {
      const undoable = undoableAfter(ticket, { action: "complete", at: event.at });
      return { state: "completed", endedAt: happenedAt(event), undoable };
    }
    case "TicketMissed":
      return { state: "no_show", cause: event.cause, ...ending(header, ticket, event) };
    case "TicketCancelled":
      return { state: "cancelled", cause: event.cause, ...ending(header, ticket, event) };
    case "TicketHeld": {
      const undoable = undoableByStaff(ticket, { action: "hold", at: event.at, by: event.by });
      return { state: "held", holdEndsAt: event.holdEndsAt, isIrregular: true, undoable };
    }
    case "TicketResumed":
      return { state: "waiting", holdEndsAt: null, undoable: null };
    case "TicketDeferred":
      return deferredChange(header, ticket, event);
    case "TicketMoved": {
      const undoable = undoableAfter(ticket, { action: "move", at: event.at });
      return { key: event.key, isIrregular: true, undoable };
    }
    case "TicketReclassed": {
      const was = { class: ticket.class };
      const undoable = undoableAfter(ticket, { action: "priority", at: event.at, was });
      return { class: event.class, key: event.key, isIrregular: true, undoable };
    }
    case "NeedsConfirmed":
      return { needs: event.needs, key: event.key, undoable: null };
    case "TicketRestored":
      return restoredChange(header, ticket, event);
    case "PaymentRecorded":
      return { paidAt: event.paidAt };
    case "LinkRevoked":
      return { code: event.code, linkVersion: ticket.linkVersion + 1 };
    default:
      return assertNever(event);
  }
}

function calledChange(ticket: Ticket, event: EventOf<"TicketCalled">): TicketChange {
  const calledAt = happenedAt(event);
  return {
    state: "called",
    providerId: event.providerId,
    room: event.room,
    calledBy: event.by,
    firstCalledAt: calledAt,
    lastCalledAt: calledAt,
    calls: 1,
    graceEndsAt: event.graceEndsAt,
    acknowledgedAt: null,
    undoable: undoableAfter(ticket, { action: "call", at: event.at }),
  };
}

function startedChange(
  header: QueueHeader,
  ticket: Ticket,
  event: EventOf<"ServiceStarted">,
): TicketChange {
  const was = { graceEndsAt: later(ticket.graceEndsAt, stoodFor(header, event.at)) };
  const undoable = undoableAfter(ticket, { action: "start", at: event.at, was });
  const startedAt = happenedAt(event);
  return { state: "serving", startedAt, providerId: event.providerId, graceEndsAt: null, undoable };
}

function deferredChange(
  header: QueueHeader,
  ticket: Ticket,
  event: EventOf<"TicketDeferred">,
): TicketChange {
  const { at, by, key } = event;
  const { deferrals } = ticket;
  const was = { ...callOf(ticket, stoodFor(header, at)), deferrals };
  const undoable = undoableByStaff(ticket, { action: "defer", at, by, was });
  return { ...UNCALLED, key, deferrals: deferrals + 1, isIrregular: true, undoable };
}

/** An end that can be undone. */
function ending(
  header: QueueHeader,
  ticket: Ticket,
  event: EventOf<"TicketMissed" | "TicketCancelled">,
): TicketChange {
  const { at } = event;
  const stoodMs = stoodFor(header, at);
  return {
    endedAt: happenedAt(event),
    graceEndsAt: later(ticket.graceEndsAt, stoodMs),
    holdEndsAt: later(ticket.holdEndsAt, stoodMs),
    undoable: undoableAfter(ticket, { action: endAction(event), at }),
  };
}

function endAction(event: EventOf<"TicketMissed" | "TicketCancelled">): UndoAction {
  if (event.type === "TicketMissed") return "no-show";
  return event.cause === "left" ? "leave" : "cancel";
}

function headerChangeOf(header: QueueHeader, ticket: Ticket, event: TicketEvent): HeaderChange {
  if (event.type === "ServiceCompleted") return { servicesCompleted: header.servicesCompleted + 1 };
  if (event.type === "TicketRestored") return restoredHeader(header, event);
  if (event.type !== "TicketCalled") return {};
  const isToday = ticket.day === header.day?.date && !isLeased(ticket.tokenNumber);
  return {
    lastCalledTicketId: ticket.id,
    highestTokenCalled: isToday
      ? Math.max(header.highestTokenCalled, ticket.tokenNumber)
      : header.highestTokenCalled,
    given: event.caller === null ? header.given : withGiven(header.given, event.caller, ticket.id),
  };
}

/** A call that was taken back was given to nobody, a service that was taken back is not done. */
function restoredHeader(header: QueueHeader, event: EventOf<"TicketRestored">): HeaderChange {
  const { action, ticketId } = event;
  if (action === "complete") return { servicesCompleted: header.servicesCompleted - 1 };
  if (action !== "call") return {};
  const { lastCalledTicketId, given } = header;
  return {
    lastCalledTicketId: lastCalledTicketId === ticketId ? null : lastCalledTicketId,
    given: withoutGiven(given, ticketId),
  };
}

/** Places left under the capacity: 0 when full or over it, infinite without one. */
export function freePlaces(state: QueueState): number {
  const capacity = state.header.config?.capacity ?? null;
  return capacity === null ? Infinity : Math.max(0, capacity - state.inQueue());
}

/** Where the offering of free places to the waitlist stands after `event`. */
function promotionAfter(
  state: QueueState,
  event: QueueEvent,
  placesBefore: number,
): QueueHeader["promotion"] {
  const places = freePlaces(state);
  if (places === 0 || state.waitlist.count === 0) return null;
  if (event.type === "PromotionSkipped") {
    const skipped = state.ticket(event.ticketId);
    assert(skipped !== undefined, `Cannot skip ticket ${event.ticketId}: it is unknown`);
    return state.waitlist.rank(skipped) + 1 < state.waitlist.count ? { after: skipped.key } : null;
  }
  // Whoever is back on the waitlist may have missed the offer of a place that is still free.
  const isBack = event.type === "TicketRestored" && event.state === "waitlisted";
  return isBack || places > placesBefore ? { after: null } : state.header.promotion;
}
