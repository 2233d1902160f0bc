/**
 * The rules of a queue in the form that the runtime drives: decide, evolve, what is due, and what each event asks
 * of the store beyond the log. It joins the files of this folder and adds no rule of its own.
 */
import { assert } from "../shared/assert.ts";
import type { ClaimLeft, Decision, Domain, Effects } from "../shared/domain.ts";
import type { PatientId, QueueId, TenantId } from "../shared/ids.ts";
import { decide } from "./decide.ts";
import { repeatedFor } from "./decide_call.ts";
import { deadline, due } from "./due.ts";
import type { EventOf } from "./events.ts";
import { evolve } from "./evolve.ts";
import type { QueueCommand, QueueOutcome, QueueReference } from "./commands.ts";
import { type Lease, QUEUE_EVENT_VERSION, type QueueConfig, QueueEvent, type UndoAction } from "./schema.ts";
import { type Headline, patientClaim, prefixClaim } from "./situation.ts";
import { dumpState, loadState, packRow } from "./snapshot.ts";
import { type Estimate, type SeenTicket, seeTicket } from "./seen.ts";
import { QueueState } from "./state.ts";
import { queueRecords } from "./store.ts";
import { isLive } from "./ticket.ts";
import { brokenInvariant } from "./verify.ts";

export type QueueDomain = Domain<QueueState, QueueCommand, QueueEvent, QueueOutcome, QueueReference>;

const NO_EFFECTS: Effects = { takes: [], releases: [], records: [] };

export interface QueueDomainDeps {
  readonly estimate: Estimate;
  /** The marker of a person in no line yet, which the commit of their join removes. */
  orphanKey(tenantId: TenantId, patientId: PatientId): Deno.KvKey;
}

/** The domain of queues. */
export function createQueueDomain({ estimate, orphanKey }: QueueDomainDeps): QueueDomain {
  const headline: Headline = (state, work) => estimate(state, work)?.headlineMinutes ?? null;
  return {
    kind: "queue",
    eventVersion: QUEUE_EVENT_VERSION,
    create: (actorId) => new QueueState(actorId as QueueId),
    decide: (state, command, turn) => readable(command, decide(state, command, { turn, headline })),
    due,
    deadline,
    evolve: (state, event, seq) => evolve(state, { event, seq }),
    outcome: (state, command, events) => outcomeOf(state, outcome(state, command, events), estimate),
    reference,
    recall: (state, named) => outcomeOf(state, named, estimate),
    effects: (state, event) => {
      const asked = effects(state, event);
      if (event.type !== "TicketJoined" || !event.isNewPatient || state.header.config === null) return asked;
      const marker = { key: orphanKey(state.header.config.tenantId, event.patientId), value: null };
      return { ...asked, records: [marker] };
    },
    startsSegment: (event) => event.type === "DayOpened",
    isBulkRelease: (event) => event.type === "DayEnded",
    leftClaims,
    isHolding,
    upcast,
    instantOf: (event) => event.at,
    dump: dumpState,
    pack: packRow,
    load: (actorId, rows) => loadState(actorId as QueueId, rows),
    broken: brokenInvariant,
  };
}

/**
 * Throws rather than let a log hold what no replay could read: that would cost the queue, this costs the command.
 * Joins are the many, and made of nothing but what their endpoint has bounded: they are not looked at twice.
 */
function readable(command: QueueCommand, decision: Decision<QueueEvent>): Decision<QueueEvent> {
  if ("rejection" in decision || command.type === "Join") return decision;
  for (const event of decision.events) {
    assert(QueueEvent.safeParse(event).success, `Cannot record ${event.type}: no replay could read it`);
  }
  return decision;
}

function outcomeOf(
  state: QueueState,
  found: NamedOutcome,
  estimate: Estimate,
): QueueOutcome {
  const see = (id: string | null): SeenTicket | null => {
    const ticket = id === null ? undefined : state.ticket(id);
    return ticket === undefined ? null : seeTicket(state, ticket, estimate);
  };
  return {
    seen: see(found.ticketId),
    next: see(found.nextId ?? null),
    isRepeat: found.isRepeat ?? false,
    lease: found.leaseId === undefined ? null : leaseIn(state, found.leaseId),
    queueSeq: state.header.seq,
  };
}

function leaseIn({ header }: QueueState, leaseId: string): Lease | null {
  return header.leases.find((lease) => lease.leaseId === leaseId) ?? null;
}

function reference({ seen, next, lease }: QueueOutcome): QueueReference {
  const named = { ticketId: seen?.ticket.id ?? null, nextId: next?.ticket.id ?? null };
  return lease === null ? named : { ...named, leaseId: lease.leaseId };
}

/** Which tickets the answer to a command tells of. */
interface NamedOutcome {
  readonly ticketId: string | null;
  readonly nextId?: string | null;
  readonly isRepeat?: boolean;
  readonly leaseId?: string;
}

function outcome(state: QueueState, command: QueueCommand, events: readonly QueueEvent[]): NamedOutcome {
  if (command.type === "CallNext") {
    const called = calledIn(events);
    if (called !== null) return { ticketId: called };
    return { ticketId: repeatedFor(state, command), isRepeat: true };
  }
  if (command.type === "LeaseNumbers") return { ticketId: null, leaseId: command.leaseId };
  const ticketId = "ticketId" in command ? command.ticketId : null;
  return command.type === "Complete" ? { ticketId, nextId: calledIn(events) } : { ticketId };
}

function calledIn(events: readonly QueueEvent[]): string | null {
  const called = events.find((event): event is EventOf<"TicketCalled"> => event.type === "TicketCalled");
  return called?.ticketId ?? null;
}

/** Asked right after the event was applied. The end of a day asks for nothing: its claims are swept by a reader. */
function effects(state: QueueState, event: QueueEvent): Effects {
  const { config, queueId } = state.header;
  if (config === null) return NO_EFFECTS;
  switch (event.type) {
    case "QueueCreated":
      return {
        takes: [{ claim: prefixClaim(config), holder: queueId, isFresh: false }],
        releases: [],
        records: queueRecords(queueId, config),
      };
    case "QueueChanged":
      return prefixEffects(queueId, event);
    case "QueueArchived":
      return { ...NO_EFFECTS, releases: [prefixClaim(config)] };
    case "TicketJoined":
      return joinedEffects(config, event);
    case "TicketPromoted":
      return claimEffects(state, config, event.ticketId);
    case "TicketRestored":
      return hadEnded(event) ? claimEffects(state, config, event.ticketId) : NO_EFFECTS;
    case "ServiceCompleted":
    case "TicketMissed":
    case "TicketCancelled":
      return endEffects(state, config, event.ticketId);
    default:
      return NO_EFFECTS;
  }
}

function prefixEffects(queueId: QueueId, event: EventOf<"QueueChanged">): Effects {
  const { config, previousPrefix } = event;
  if (previousPrefix === null) return NO_EFFECTS;
  return {
    takes: [{ claim: prefixClaim(config), holder: queueId, isFresh: false }],
    releases: [prefixClaim({ ...config, prefix: previousPrefix })],
    records: [],
  };
}

function joinedEffects(config: QueueConfig, event: EventOf<"TicketJoined">): Effects {
  const { isNewPatient, patientId, ticketId } = event;
  if (event.state === "waitlisted") return NO_EFFECTS;
  const claim = patientClaim(config, patientId);
  return { ...NO_EFFECTS, takes: [{ claim, holder: ticketId, isFresh: isNewPatient }] };
}

function claimEffects(state: QueueState, config: QueueConfig, ticketId: string): Effects {
  const ticket = state.ticket(ticketId);
  if (ticket === undefined || !isLive(ticket.state)) return NO_EFFECTS;
  const claim = patientClaim(config, ticket.patientId);
  return { ...NO_EFFECTS, takes: [{ claim, holder: ticket.id, isFresh: false }] };
}

/** Only the undo of an end takes the claim again: whoever goes on has it. Version 1 undid nothing else. */
function hadEnded({ action }: EventOf<"TicketRestored">): boolean {
  return action === undefined || ENDS.has(action);
}

const ENDS: ReadonlySet<UndoAction> = new Set(["cancel", "leave", "no-show", "complete"] as const);

/** A waitlisted ticket held no claim; what the ticket was before its end is what an undo would restore. */
function endEffects(state: QueueState, config: QueueConfig, ticketId: string): Effects {
  const ticket = state.ticket(ticketId);
  if (ticket === undefined || ticket.undoable?.state === "waitlisted") return NO_EFFECTS;
  return { ...NO_EFFECTS, releases: [patientClaim(config, ticket.patientId)] };
}

/** The claims of those whom the end of a day sent home; a claim that they hold again elsewhere has another holder. */
function leftClaims(state: QueueState, event: QueueEvent): readonly ClaimLeft[] {
  const { config } = state.header;
  if (config === null || event.type !== "DayEnded") return [];
  const left: ClaimLeft[] = [];
  for (const ticket of state.issued) {
    if (ticket.cause !== "day_ended" || ticket.endedAt !== event.at) continue;
    left.push({ claim: patientClaim(config, ticket.patientId), holder: ticket.id });
  }
  return left;
}

/** True while the ticket is live, or, for a label prefix, while the queue is not archived. */
function isHolding(state: QueueState, holder: string): boolean {
  const { queueId, config, isArchived } = state.header;
  if (holder === queueId) return config !== null && !isArchived;
  const ticket = state.ticket(holder);
  return ticket !== undefined && isLive(ticket.state);
}

function upcast(raw: unknown, version: number): QueueEvent {
  if (version >= 1 && version <= QUEUE_EVENT_VERSION) return QueueEvent.parse(raw);
  throw new RangeError(`Cannot read a queue event of version ${version}`);
}
