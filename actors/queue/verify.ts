/**
 * The invariants of a queue's state: a cheap look after every turn and a full look that rebuilds everything from the
 * tickets. They answer in words and change nothing.
 */
import { comparePlaces } from "./order.ts";
import { type Ticket, TICKET_STATES } from "./schema.ts";
import type { QueueState } from "./state.ts";
import { deadlineOf, isInLine, isLive } from "./ticket.ts";

/** Looked at one by one after a turn; a bulk change is left to {@link verifyState}. */
const CHANGES_LOOKED_AT_MAX = 100;

/** The first broken invariant, or null. Costs O(changes since the mark). */
export function brokenInvariant(state: QueueState): string | null {
  return brokenCount(state) ?? brokenChange(state);
}

function brokenCount(state: QueueState): string | null {
  const { counts, line, callable, waitlist } = state;
  for (const name of TICKET_STATES) {
    if (counts[name] < 0) return `Count of ${name} is ${counts[name]}`;
  }
  if (line.count !== counts.waiting + counts.held) return `Line has ${line.count}, counts say otherwise`;
  if (callable.count !== counts.waiting) {
    return `Callable are ${callable.count}, waiting are ${counts.waiting}`;
  }
  if (waitlist.count !== counts.waitlisted) {
    return `Waitlist has ${waitlist.count}, counts say ${counts.waitlisted}`;
  }
  const all = TICKET_STATES.reduce((sum, name) => sum + counts[name], 0);
  return state.issued.count === all ? null : `Issued are ${state.issued.count}, counts say ${all}`;
}

function brokenChange(state: QueueState): string | null {
  for (const id of state.changed.slice(-CHANGES_LOOKED_AT_MAX)) {
    const ticket = state.ticket(id);
    if (ticket === undefined) continue;
    const broken = brokenTicket(state, ticket);
    if (broken !== null) return broken;
  }
  return null;
}

function brokenTicket(state: QueueState, ticket: Ticket): string | null {
  const { id } = ticket;
  if (state.issued.find(ticket) !== ticket) return `Ticket ${id} is not in the order of issue`;
  if ((state.line.find(ticket) === ticket) !== isInLine(ticket.state)) {
    return `Ticket ${id} is wrongly ranked`;
  }
  if ((state.callable.find(ticket) === ticket) !== (ticket.state === "waiting")) {
    return `Ticket ${id} is wrongly callable`;
  }
  if ((state.waitlist.find(ticket) === ticket) !== (ticket.state === "waitlisted")) {
    return `Ticket ${id} is wrongly waitlisted`;
  }
  if ((state.liveOf(ticket.patientId) === ticket) !== isLive(ticket.state)) {
    return `Ticket ${id} is not its patient's`;
  }
  return ticket.code === null || state.byCode(ticket.code) === ticket
    ? null
    : `Ticket ${id} is not found by its code`;
}

/** The first broken invariant after rebuilding everything from the tickets, or null. Costs O(tickets). */
export function verifyState(state: QueueState): string | null {
  const tickets = [...state.issued];
  const waiting = tickets.filter((ticket) => ticket.state === "waiting");
  const inLine = tickets.filter((ticket) => isInLine(ticket.state));
  return brokenCount(state) ??
    brokenEach(state, tickets) ??
    brokenUniqueness(tickets) ??
    differs("line", [...state.line], inLine.sort(comparePlaces)) ??
    differs("callable", [...state.callable], waiting.sort(comparePlaces)) ??
    differs("called", [...state.called()], tickets.filter((ticket) => ticket.state === "called")) ??
    differs("serving", [...state.serving()], tickets.filter((ticket) => ticket.state === "serving")) ??
    differs("deadlines", [...state.deadlines], tickets.filter((ticket) => deadlineOf(ticket) !== null)) ??
    brokenPositions(state) ??
    brokenWork(state);
}

function brokenEach(state: QueueState, tickets: readonly Ticket[]): string | null {
  for (const name of TICKET_STATES) {
    const found = tickets.filter((ticket) => ticket.state === name).length;
    if (found !== state.counts[name]) return `Count of ${name} is ${state.counts[name]}, found ${found}`;
  }
  for (const ticket of tickets) {
    if (state.ticket(ticket.id) !== ticket) {
      return `Ticket ${ticket.id} in the order of issue is not the present one`;
    }
    const broken = brokenTicket(state, ticket);
    if (broken !== null) return broken;
  }
  return null;
}

function brokenUniqueness(tickets: readonly Ticket[]): string | null {
  const numbers = new Set<string>();
  const active = new Set<string>();
  for (const ticket of tickets) {
    const number = `${ticket.day} ${ticket.tokenNumber}`;
    if (numbers.has(number)) return `Number ${ticket.tokenNumber} of ${ticket.day} was issued twice`;
    numbers.add(number);
    if (!isLive(ticket.state) && ticket.state !== "waitlisted") continue;
    if (active.has(ticket.patientId)) return `The patient of ticket ${ticket.id} holds two`;
    active.add(ticket.patientId);
  }
  return null;
}

/** Compares as sets when the order of `expected` is not that of the index. */
function differs(name: string, found: readonly Ticket[], expected: readonly Ticket[]): string | null {
  if (found.length !== expected.length) {
    return `Index ${name} has ${found.length} tickets, expected ${expected.length}`;
  }
  const isOrdered = name === "line" || name === "callable";
  const wanted = new Set(expected);
  const index = found.findIndex((ticket, at) => isOrdered ? ticket !== expected[at] : !wanted.has(ticket));
  return index < 0 ? null : `Index ${name} differs at ${index}`;
}

function brokenPositions(state: QueueState): string | null {
  let expected = 0;
  for (const ticket of state.line) {
    expected += 1;
    if (state.position(ticket) !== expected) {
      return `Ticket ${ticket.id} has position ${state.position(ticket)}, not ${expected}`;
    }
  }
  return null;
}

function brokenWork(state: QueueState): string | null {
  let minutes = 0;
  let people = 0;
  for (const ticket of state.callable) {
    const work = state.workAhead(ticket);
    if (work.people !== people) return `Ticket ${ticket.id} has ${work.people} ahead, not ${people}`;
    if (Math.abs(work.minutes - minutes) > WORK_MINUTES_TOLERANCE) {
      return `Work ahead of ticket ${ticket.id} is wrong`;
    }
    people += 1;
    minutes += Math.round((state.priorMinutesOf(ticket) ?? 0) * 60) / 60;
  }
  return null;
}

/** The sums here are in floating minutes, those of the state in whole seconds. */
const WORK_MINUTES_TOLERANCE = 1e-3;
