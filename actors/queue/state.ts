/**
 * The memory of one queue: its header, its tickets and every index over them. Each index follows from a ticket's
 * previous and next value in one place, and a journal takes changes back. It holds no rules: what may change is
 * decided in `decide.ts`, what an event changes is said in `evolve.ts`.
 */
import { assert } from "../shared/assert.ts";
import type { Rewindable } from "../shared/domain.ts";
import type { PatientId, QueueId, TicketId } from "../shared/ids.ts";
import { emptyHeader, presenceOf, type QueueHeader } from "./header.ts";
import { isLeased, leasedLabel } from "./lease.ts";
import { comparePlaces, type Place } from "./order.ts";
import { type Load, RankedList } from "./ranked_list.ts";
import type { Ticket, TicketState } from "./schema.ts";
import { deadlineOf, isInLine, isLive } from "./ticket.ts";

export type { QueueHeader } from "./header.ts";

/** People to be served before somebody, and the sums of their prior minutes and of those minutes squared. */
export interface Work {
  readonly people: number;
  readonly minutes: number;
  readonly minutesSquared: number;
}

const LABEL_DIGITS = 3;
/** Work is summed in whole seconds, so that sums do not depend on the order of additions. */
const SECONDS = 60;
const NO_WORK: Work = { people: 0, minutes: 0, minutesSquared: 0 };

interface Change {
  readonly id: TicketId;
  readonly previous: Ticket | undefined;
}

const byIssue = (a: Ticket, b: Ticket): number => a.joinedSeq - b.joinedSeq;
const byDeadline = (a: Ticket, b: Ticket): number =>
  (deadlineOf(a) ?? 0) - (deadlineOf(b) ?? 0) || byIssue(a, b);
const byLastCall = (a: Ticket, b: Ticket): number =>
  (a.lastCalledAt ?? 0) - (b.lastCalledAt ?? 0) || byIssue(a, b);
const byStart = (a: Ticket, b: Ticket): number => (a.startedAt ?? 0) - (b.startedAt ?? 0) || byIssue(a, b);
const only = (ticket: Ticket | undefined, holds: (ticket: Ticket) => boolean): Ticket | undefined =>
  ticket !== undefined && holds(ticket) ? ticket : undefined;
const stateIn = (...states: readonly TicketState[]) => (ticket: Ticket): boolean =>
  states.includes(ticket.state);

const isWaiting = stateIn("waiting");
const isWaitlisted = stateIn("waitlisted");
const isCalled = stateIn("called");
const isServing = stateIn("serving");
const isSummoned = stateIn("called", "serving");
const hasRank = (ticket: Ticket): boolean => isInLine(ticket.state);
const hasDeadline = (ticket: Ticket): boolean => deadlineOf(ticket) !== null;
const isActive = (ticket: Ticket): boolean => isLive(ticket.state) || ticket.state === "waitlisted";
/** A ticket that can be undone may come back with its number. */
const keepsNumber = (ticket: Ticket): boolean => isActive(ticket) || ticket.undoable !== null;

/** The state of one queue actor. Only `evolve` and loading change it, through the three primitives. */
export class QueueState implements Rewindable {
  #header: QueueHeader;
  #markedHeader: QueueHeader;
  #journal: Change[] = [];
  readonly #tickets = new Map<TicketId, Ticket>();
  readonly #codes = new Map<string, TicketId>();
  /** The live or waitlisted ticket of a patient: at most one in a queue. */
  readonly #active = new Map<PatientId, TicketId>();
  readonly #ended = new Map<PatientId, TicketId[]>();
  /** How many tickets of earlier days have a number that people may still see: today's numbers step over them. */
  readonly #carried = new Map<number, number>();
  readonly #counts: Record<TicketState, number> = {
    waitlisted: 0,
    waiting: 0,
    held: 0,
    called: 0,
    serving: 0,
    completed: 0,
    no_show: 0,
    cancelled: 0,
  };
  readonly #called = new RankedList<Ticket>({ compare: byLastCall });
  readonly #serving = new RankedList<Ticket>({ compare: byStart });
  readonly #summoned = new RankedList<Ticket>({ compare: byLastCall });
  /** Everybody in memory in order of issue. */
  readonly issued = new RankedList<Ticket>({ compare: byIssue });
  /** Waiting and held, in order. */
  readonly line = new RankedList<Ticket, Place>({ compare: comparePlaces });
  /** Waiting, in order, weighed by their prior service time. */
  readonly callable = new RankedList<Ticket, Place>({
    compare: comparePlaces,
    weigh: (ticket) => Math.round((this.priorMinutesOf(ticket) ?? 0) * SECONDS),
  });
  readonly waitlist = new RankedList<Ticket, Place>({ compare: comparePlaces });
  /** Called with a grace, held with an expiry: the earliest first. */
  readonly deadlines = new RankedList<Ticket>({ compare: byDeadline });

  constructor(queueId: QueueId) {
    this.#header = emptyHeader(queueId);
    this.#markedHeader = this.#header;
  }

  get header(): QueueHeader {
    return this.#header;
  }

  /** How many tickets in memory are in each state. */
  get counts(): Readonly<Record<TicketState, number>> {
    return this.#counts;
  }

  /** Tickets changed since the last mark. */
  get changed(): readonly TicketId[] {
    return this.#journal.map((change) => change.id);
  }

  /** Every ticket in memory, in order of issue. */
  tickets(): Iterable<Ticket> {
    return this.issued;
  }

  ticket(id: string): Ticket | undefined {
    return this.#tickets.get(id as TicketId);
  }

  /** The ticket followed by a tracking code, revoked codes excluded. */
  byCode(code: string): Ticket | undefined {
    const id = this.#codes.get(code);
    return id === undefined ? undefined : this.#tickets.get(id);
  }

  /** The patient's waiting, held, called or serving ticket. */
  liveOf(patientId: string): Ticket | undefined {
    return only(this.activeOf(patientId), (ticket) => isLive(ticket.state));
  }

  waitlistedOf(patientId: string): Ticket | undefined {
    return only(this.activeOf(patientId), isWaitlisted);
  }

  /** The patient's live or waitlisted ticket. */
  activeOf(patientId: string): Ticket | undefined {
    const id = this.#active.get(patientId as PatientId);
    return id === undefined ? undefined : this.#tickets.get(id);
  }

  /** Live, else waitlisted, else the one that ended last. */
  latestOf(patientId: string): Ticket | undefined {
    const active = this.activeOf(patientId);
    if (active !== undefined) return active;
    let latest: Ticket | undefined;
    for (const id of this.#ended.get(patientId as PatientId) ?? []) {
      const ticket = this.#tickets.get(id);
      if (ticket !== undefined && (latest === undefined || endOrder(ticket, latest) > 0)) latest = ticket;
    }
    return latest;
  }

  /** 1-based among waiting and held; 0 in called and serving; null otherwise. */
  position(ticket: Ticket): number | null {
    if (isInLine(ticket.state)) return this.line.rank(ticket) + 1;
    return isLive(ticket.state) ? 0 : null;
  }

  /** Callable people with a lesser key; 0 in called and serving; null when the ticket has no rank. */
  ahead(ticket: Ticket): number | null {
    if (isInLine(ticket.state)) return this.callable.rank(ticket);
    return isLive(ticket.state) ? 0 : null;
  }

  /** The callable people with a lesser key than `place`. */
  workAhead(place: Place): Work {
    return workOf(this.callable.before(place));
  }

  /** What a routine newcomer finds before them: everybody callable. */
  workForNewcomer(): Work {
    return this.callable.count === 0 ? NO_WORK : workOf(this.callable.total());
  }

  /** Called tickets, the longest uncalled first. */
  called(): Iterable<Ticket> {
    return this.#called;
  }

  /** Tickets being served, the longest served first. */
  serving(): Iterable<Ticket> {
    return this.#serving;
  }

  /** At most `limit` tickets that joined after `ticket`, in order of issue. */
  issuedAfter(ticket: Ticket, limit: number): readonly Ticket[] {
    return [...this.issued.from(this.issued.rank(ticket) + 1, limit)];
  }

  /** At most `limit` called or serving tickets, the latest call first. */
  recentlyCalled(limit: number): readonly Ticket[] {
    return [...this.#summoned.from(this.#summoned.count - limit, limit)].reverse();
  }

  /** The number as people see it, `A-014`, or `A-X07` for a leased one; unique together with the ticket's day. */
  labelOf(ticket: Pick<Ticket, "tokenNumber">): string {
    const prefix = this.#header.config?.prefix ?? "";
    if (isLeased(ticket.tokenNumber)) return leasedLabel(prefix, ticket.tokenNumber);
    return `${prefix}-${String(ticket.tokenNumber).padStart(LABEL_DIGITS, "0")}`;
  }

  /** The expected minutes of the ticket's service before anything was measured, or null when cleared. */
  priorMinutesOf(ticket: { readonly appointmentType: string | null }): number | null {
    const config = this.#header.config;
    if (config === null) return null;
    const type = ticket.appointmentType;
    if (type === null || !Object.hasOwn(config.serviceMinutes, type)) return config.defaultServiceMinutes;
    const prior = config.serviceMinutes[type];
    return prior === undefined ? config.defaultServiceMinutes : prior;
  }

  /** Providers of this queue who are available or busy. */
  workingProviders(): number {
    const ids = this.#header.config?.providerIds ?? [];
    const statuses = ids.map((id) => presenceOf(this.#header, id).status);
    return statuses.filter((status) => status === "available" || status === "busy").length;
  }

  /** While nobody works: the first expected return of a provider, epoch ms. Null when somebody works or none is known. */
  expectedReturnAt(): number | null {
    if (this.workingProviders() > 0) return null;
    const returns = (this.#header.config?.providerIds ?? [])
      .map((id) => presenceOf(this.#header, id).until)
      .filter((until) => until !== null);
    return returns.length === 0 ? null : Math.min(...returns);
  }

  /** People who count against the capacity (SPEC §4). */
  inQueue(): number {
    return this.#counts.waiting + this.#counts.held + this.#counts.called + this.#counts.serving;
  }

  /** True when a ticket of an earlier day that is active, or can be undone, has this number. */
  isCarriedNumber(tokenNumber: number): boolean {
    return this.#carried.has(tokenNumber);
  }

  /** Makes `next` the value of its ticket. */
  putTicket(next: Ticket): void {
    const previous = this.#tickets.get(next.id);
    this.#journal.push({ id: next.id, previous });
    this.#apply(previous, next);
  }

  /** Forgets a ticket. */
  dropTicket(id: TicketId): void {
    const previous = this.#tickets.get(id);
    assert(previous !== undefined, `Cannot drop ticket ${id}: it is unknown`);
    this.#journal.push({ id, previous });
    this.#apply(previous, undefined);
  }

  setHeader(next: QueueHeader): void {
    const previous = this.#header;
    this.#header = next;
    if (previous.config !== next.config) this.callable.reweigh();
    if (previous.day?.date !== next.day?.date) this.#recountCarried();
  }

  mark(): void {
    this.#journal = [];
    this.#markedHeader = this.#header;
  }

  rewind(): void {
    for (const { id, previous } of this.#journal.reverse()) this.#apply(this.#tickets.get(id), previous);
    this.setHeader(this.#markedHeader);
    this.#journal = [];
  }

  #apply(previous: Ticket | undefined, next: Ticket | undefined): void {
    if (next !== undefined) this.#tickets.set(next.id, next);
    else if (previous !== undefined) this.#tickets.delete(previous.id);
    this.issued.update(previous, next);
    this.line.update(only(previous, hasRank), only(next, hasRank));
    this.callable.update(only(previous, isWaiting), only(next, isWaiting));
    this.waitlist.update(only(previous, isWaitlisted), only(next, isWaitlisted));
    this.deadlines.update(only(previous, hasDeadline), only(next, hasDeadline));
    this.#called.update(only(previous, isCalled), only(next, isCalled));
    this.#serving.update(only(previous, isServing), only(next, isServing));
    this.#summoned.update(only(previous, isSummoned), only(next, isSummoned));
    this.#count(previous, next);
    this.#indexCode(previous, next);
    this.#indexPatient(previous, next);
    this.#indexCarried(previous, next);
  }

  #count(previous: Ticket | undefined, next: Ticket | undefined): void {
    if (previous !== undefined) this.#counts[previous.state] -= 1;
    if (next !== undefined) this.#counts[next.state] += 1;
  }

  #indexCode(previous: Ticket | undefined, next: Ticket | undefined): void {
    const from = previous?.code ?? null;
    const to = next?.code ?? null;
    if (from === to) return;
    if (from !== null) this.#codes.delete(from);
    if (to !== null && next !== undefined) this.#codes.set(to, next.id);
  }

  #indexPatient(previous: Ticket | undefined, next: Ticket | undefined): void {
    const was = only(previous, isActive);
    const is = only(next, isActive);
    if (was === undefined && is !== undefined) this.#activate(is);
    if (was !== undefined && is === undefined) this.#active.delete(was.patientId);
    const hadEnded = previous !== undefined && was === undefined;
    const hasEnded = next !== undefined && is === undefined;
    if (!hadEnded && hasEnded) {
      const ended = this.#ended.get(next.patientId);
      if (ended === undefined) this.#ended.set(next.patientId, [next.id]);
      else ended.push(next.id);
    }
    if (hadEnded && !hasEnded) this.#forgetEnd(previous);
  }

  #activate(ticket: Ticket): void {
    assert(!this.#active.has(ticket.patientId), `Cannot list ticket ${ticket.id}: its patient holds another`);
    this.#active.set(ticket.patientId, ticket.id);
  }

  #indexCarried(previous: Ticket | undefined, next: Ticket | undefined): void {
    const today = this.#header.day?.date;
    if (previous !== undefined && previous.day !== today && keepsNumber(previous)) {
      this.#countCarried(previous.tokenNumber, -1);
    }
    if (next !== undefined && next.day !== today && keepsNumber(next)) {
      this.#countCarried(next.tokenNumber, 1);
    }
  }

  #forgetEnd(ticket: Ticket): void {
    const others = (this.#ended.get(ticket.patientId) ?? []).filter((id) => id !== ticket.id);
    if (others.length === 0) this.#ended.delete(ticket.patientId);
    else this.#ended.set(ticket.patientId, others);
  }

  #countCarried(tokenNumber: number, sign: 1 | -1): void {
    const count = (this.#carried.get(tokenNumber) ?? 0) + sign;
    if (count > 0) this.#carried.set(tokenNumber, count);
    else this.#carried.delete(tokenNumber);
  }

  #recountCarried(): void {
    this.#carried.clear();
    const today = this.#header.day?.date;
    for (const ticket of this.issued) {
      if (ticket.day !== today && keepsNumber(ticket)) this.#countCarried(ticket.tokenNumber, 1);
    }
  }
}

function endOrder(a: Ticket, b: Ticket): number {
  return (a.endedAt ?? 0) - (b.endedAt ?? 0) || a.version - b.version;
}

function workOf(load: Load): Work {
  return {
    people: load.count,
    minutes: load.weight / SECONDS,
    minutesSquared: load.weightSquared / (SECONDS * SECONDS),
  };
}
