/**
 * What each event makes of a queue's state: new values for the header and for the tickets it names. It decides
 * nothing and must answer the same for the same log, whatever the rules have become since.
 */
import { assert, assertNever } from "../shared/assert.ts";
import type { TicketId } from "../shared/ids.ts";
import { dayEnded, dayOpened, queueChanged, statusChanged } from "./evolve_queue.ts";
import { type QueueHeader, withGiven } from "./header.ts";
import type { QueueEvent, Ticket } from "./schema.ts";
import type { QueueState } from "./state.ts";
import { makeTicket, type TicketChange } from "./ticket.ts";
import type { EventOf, Logged } from "./events.ts";

/** A removal, cancel or no-show can be undone for this long (SPEC §2). */
export const UNDO_MS = 5 * 60_000;

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
    case "ProviderStatusSet": {
      const { status, until, reasonId } = event;
      const providers = { ...state.header.providers, [event.providerId]: { status, until, reasonId } };
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
  const change = changeOf(state, ticket, event);
  if (change !== null) state.putTicket(makeTicket(ticket, { ...change, version: seq }));
  return headerChangeOf(state.header, ticket, event);
}

function joined(state: QueueState, event: EventOf<"TicketJoined">, seq: number): HeaderChange {
  const { day, lastTokenNumber } = state.header;
  assert(day !== null, "Cannot apply TicketJoined: no service day is open");
  const isWaiting = event.state === "waiting";
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
    joinedAt: event.at,
    enteredAt: isWaiting ? event.at : null,
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
    isIrregular: !isWaiting,
  });
  return { lastTokenNumber: Math.max(lastTokenNumber, event.tokenNumber) };
}

const NO_NEEDS: Ticket["needs"] = Object.freeze([]);

/** What the event makes of its ticket; null when it leaves the ticket as it is. */
function changeOf(
  state: QueueState,
  ticket: Ticket,
  event: Exclude<TicketEvent, { type: "TicketJoined" }>,
): TicketChange | null {
  switch (event.type) {
    case "TicketPromoted":
      return { state: "waiting", enteredAt: event.at, quote: event.quote };
    case "PromotionSkipped":
      return null;
    case "TicketCalled":
      return calledChange(event);
    case "TicketRecalled":
      return {
        lastCalledAt: event.at,
        calledBy: event.by,
        calls: ticket.calls + 1,
        room: event.room ?? ticket.room,
      };
    case "TicketAcknowledged":
      return { acknowledgedAt: event.at };
    case "ServiceStarted":
      return { state: "serving", startedAt: event.at, providerId: event.providerId, graceEndsAt: null };
    case "ServiceCompleted":
      return { state: "completed", endedAt: event.at };
    case "TicketMissed":
      return { state: "no_show", cause: event.cause, ...ending(state, ticket, event.at) };
    case "TicketCancelled":
      return { state: "cancelled", cause: event.cause, ...ending(state, ticket, event.at) };
    case "TicketHeld":
      return { state: "held", holdEndsAt: event.holdEndsAt, isIrregular: true };
    case "TicketResumed":
      return { state: "waiting", holdEndsAt: null };
    case "TicketDeferred":
      return { ...UNCALLED, key: event.key, deferrals: ticket.deferrals + 1, isIrregular: true };
    case "TicketMoved":
      return { key: event.key, isIrregular: true };
    case "TicketReclassed":
      return { class: event.class, key: event.key, isIrregular: true };
    case "NeedsConfirmed":
      return { needs: event.needs, key: event.key };
    case "TicketRestored":
      return restoredChange(state.header, ticket, event);
    case "PaymentRecorded":
      return { paidAt: event.paidAt };
    case "LinkRevoked":
      return { code: event.code, linkVersion: ticket.linkVersion + 1 };
    default:
      return assertNever(event);
  }
}

/** A waiting ticket that was never called, or whose next call starts anew. */
const UNCALLED = {
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

function calledChange(event: EventOf<"TicketCalled">): TicketChange {
  return {
    state: "called",
    providerId: event.providerId,
    room: event.room,
    calledBy: event.by,
    firstCalledAt: event.at,
    lastCalledAt: event.at,
    calls: 1,
    graceEndsAt: event.graceEndsAt,
    acknowledgedAt: null,
  };
}

/** An end that can be undone. Clocks that a pause had stopped are put as if they had run on from this instant. */
function ending(state: QueueState, ticket: Ticket, at: number): TicketChange {
  const { pausedAt } = state.header;
  const stoodMs = pausedAt === null ? 0 : at - pausedAt;
  return {
    endedAt: at,
    graceEndsAt: later(ticket.graceEndsAt, stoodMs),
    holdEndsAt: later(ticket.holdEndsAt, stoodMs),
    undoable: { state: ticket.state, key: ticket.key, until: at + UNDO_MS },
  };
}

/** The time that a ticket was ended does not count against its grace or its hold. */
function restoredChange(
  header: QueueHeader,
  ticket: Ticket,
  event: EventOf<"TicketRestored">,
): TicketChange {
  const endedMs = (header.pausedAt ?? event.at) - (ticket.endedAt ?? event.at);
  const back = { key: event.key, endedAt: null, cause: null, undoable: null, isIrregular: true };
  switch (event.state) {
    case "called":
      return { ...back, state: "called", graceEndsAt: later(ticket.graceEndsAt, endedMs) };
    case "held":
      return { ...back, state: "held", holdEndsAt: later(ticket.holdEndsAt, endedMs) };
    case "waitlisted":
      return { ...back, state: "waitlisted" };
    default:
      return { ...back, ...UNCALLED, holdEndsAt: null };
  }
}

function later(instant: number | null, ms: number): number | null {
  return instant === null ? null : instant + ms;
}

function headerChangeOf(header: QueueHeader, ticket: Ticket, event: TicketEvent): HeaderChange {
  if (event.type === "ServiceCompleted") return { servicesCompleted: header.servicesCompleted + 1 };
  if (event.type !== "TicketCalled") return {};
  const isToday = ticket.day === header.day?.date;
  return {
    lastCalledTicketId: ticket.id,
    highestTokenCalled: isToday
      ? Math.max(header.highestTokenCalled, ticket.tokenNumber)
      : header.highestTokenCalled,
    given: event.caller === null ? header.given : withGiven(header.given, event.caller, ticket.id),
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
  return places > placesBefore ? { after: null } : state.header.promotion;
}
