/**
 * What every rule of a queue looks at, and the words in which it answers. Rules take a situation and a command and
 * return a decision; they change nothing.
 */
import type { ClaimId, Decision, Turn } from "../shared/domain.ts";
import { reject, type Rejection, type RejectionCode } from "../shared/errors.ts";
import type { PatientId, TicketId } from "../shared/ids.ts";
import type { QueueConfig, QueueEvent, Quote, Ticket, TicketState } from "./schema.ts";
import type { QueueState, Work } from "./state.ts";
import { isInLine, UNDO_MS, undoActionOf } from "./ticket.ts";
import { claimFor } from "./claim.ts";
import { comparePlaces, type Place } from "./order.ts";

/** The promised wait in minutes behind `work`, or null where no number is promised. */
export type Headline = (state: QueueState, work: Work) => number | null;

/** A created queue, the turn, and the wait that a newcomer is quoted. */
export interface Situation {
  readonly state: QueueState;
  readonly config: QueueConfig;
  readonly turn: Turn;
  readonly headline: Headline;
  /** When a desk without a connection says it did this (see `claim.ts`), or null: now. */
  readonly claimedAt: number | null;
}

export type QueueDecision = Decision<QueueEvent>;

/** The decision to do `events`. */
export function accept(...events: readonly QueueEvent[]): QueueDecision {
  return { events };
}

/** The decision to refuse: see {@link reject} for the wording. */
export function refuse(
  code: RejectionCode,
  detail: string,
  facts?: Readonly<Record<string, unknown>>,
): { readonly rejection: Rejection } {
  return { rejection: reject(code, detail, facts) };
}

/** Who gave the ticket its present state, and when: a call is the caller's, whoever acknowledged it since. */
function stepOf(ticket: Ticket): Step {
  const { state, calledBy, lastCalledAt } = ticket;
  return state === "called" ? { by: calledBy, at: lastCalledAt } : changeOf(ticket);
}

/** Who changed the ticket last, and when; by nobody in particular while it is as it joined. */
function changeOf({ changedBy, changedAt, joinedAt }: Ticket): Step {
  return { by: changedBy, at: changedAt ?? joinedAt };
}

interface Step {
  readonly by: string | null;
  readonly at: number | null;
}

/** What a refusal tells of a ticket: its state and, to staff, who brought it there. */
export function factsOf({ turn }: Situation, ticket: Ticket, { by, at }: Step = stepOf(ticket)): Facts {
  return { state: ticket.state, at, ...(isStaff(turn.by) ? { by } : {}) };
}
type Facts = Readonly<Record<string, unknown>>;

/** True for what staff or a key of theirs did: not a patient, the holder of a link, a stranger or the clock. */
export function isStaff(by: string): boolean {
  return by.startsWith("staff:") || by.startsWith("key:");
}

/** Refuses with the present state of the ticket. */
export function wrongState(
  situation: Situation,
  ticket: Ticket,
  { tried }: { readonly tried: string },
): { readonly rejection: Rejection } {
  const label = situation.state.labelOf(ticket);
  const detail = `Cannot ${tried} ticket ${label}: it is ${ticket.state}`;
  return refuse("wrong_state", detail, factsOf(situation, ticket));
}

/** The ticket that a command names, or why it cannot be acted upon: unknown here, or changed since it was seen. */
export function ticketFor(
  situation: Situation,
  command: { readonly ticketId: TicketId; readonly ifVersion?: number },
): { readonly ticket: Ticket } | { readonly rejection: Rejection } {
  const ticket = situation.state.ticket(command.ticketId);
  if (ticket === undefined) {
    return refuse("not_found", `Cannot find ticket ${command.ticketId} in this queue`);
  }
  const { ifVersion } = command;
  if (ifVersion !== undefined && ifVersion !== ticket.version) {
    const label = situation.state.labelOf(ticket);
    const detail = `Cannot change version ${ifVersion} of ticket ${label}: it has version ${ticket.version}`;
    const facts = factsOf(situation, ticket, changeOf(ticket));
    return refuse("stale_version", detail, { version: ticket.version, ...facts });
  }
  return { ticket };
}

/** The same, provided the ticket is in `state`: `tried` says in the refusal what only that state allows. */
export function ticketInState(
  situation: Situation,
  command: { readonly ticketId: TicketId; readonly ifVersion?: number },
  { state, tried }: { readonly state: TicketState; readonly tried: string },
): { readonly ticket: Ticket } | { readonly rejection: Rejection } {
  const found = ticketFor(situation, command);
  if ("rejection" in found) return found;
  if (found.ticket.state !== state) return wrongState(situation, found.ticket, { tried });
  return refusedUnseen(situation, found.ticket, { tried }) ?? found;
}

/**
 * Refuses what a desk without a connection did while another member of staff took a step with the ticket: it was not
 * seen there, and must not be overwritten unseen. Null when nobody did.
 */
export function refusedUnseen(
  situation: Situation,
  ticket: Ticket,
  { tried }: { readonly tried: string },
): { readonly rejection: Rejection } | null {
  const { claimedAt, turn, state } = situation;
  const { by, at } = lastStepOf(ticket);
  if (claimedAt === null || at === null || at <= claimedAt) return null;
  if (by === null || by === turn.by || !isStaff(by)) return null;
  const label = state.labelOf(ticket);
  const detail = `Cannot ${tried} ticket ${label} from before: it is ${ticket.state} since then`;
  return refuse("wrong_state", detail, factsOf(situation, ticket, { by, at }));
}

/** The ticket's last step, and when the queue learned of it; what changes nothing of where it stands is none. */
function lastStepOf(ticket: Ticket): Step {
  const { undoable, changedBy } = ticket;
  const isCall = undoable === null || undoActionOf(ticket, undoable) === "call";
  if (isCall && ticket.state === "called") return stepOf(ticket);
  return { by: changedBy, at: undoable === null ? null : undoable.until - UNDO_MS };
}

/** What every event carries: the instant of the turn and who asked. */
export function stamp(situation: Situation): { readonly at: number; readonly by: string } {
  return { at: situation.turn.at, by: situation.turn.by };
}

/** What an event of a command about `ticket` carries: the instant, who asked, and when a desk says it was. */
export function stepStamp(
  situation: Situation,
  ticket: Ticket,
): { readonly at: number; readonly by: string; readonly ticketId: TicketId; readonly claimedAt?: number } {
  const { claimedAt, turn } = situation;
  const { at, by } = turn;
  const claim = claimedAt === null ? at : claimFor(ticket, claimedAt);
  return claim >= at ? { at, by, ticketId: ticket.id } : { at, by, ticketId: ticket.id, claimedAt: claim };
}

/** When this is done: as the desk says, else now. Never before what already happened to `ticket`. */
export function doneAt({ claimedAt, turn }: Situation, ticket: Ticket): number {
  return claimedAt === null ? turn.at : Math.min(turn.at, claimFor(ticket, claimedAt));
}

/** The claim of a patient's one live ticket in a tenant. */
export function patientClaim(config: Pick<QueueConfig, "tenantId">, patientId: PatientId): ClaimId {
  return [config.tenantId, "patient", patientId];
}

/** The claim of a label prefix in a facility. */
export function prefixClaim(config: QueueConfig): ClaimId {
  return [config.facilityId, "prefix", config.prefix];
}

/** What somebody at `place` is told, as if the events `before` had happened. */
export function quoteAt(
  situation: Situation,
  place: Place,
  { before }: { readonly before: readonly QueueEvent[] },
): Quote {
  const { state } = situation;
  const ahead = state.workAhead(place);
  let rank = state.line.rank(place);
  let { people, minutes, minutesSquared } = ahead;
  for (const event of before) {
    const effect = lineEffect(event);
    const ticket = effect === 0 || !("ticketId" in event) ? undefined : state.ticket(event.ticketId);
    if (ticket === undefined || comparePlaces(ticket, place) >= 0) continue;
    if (effect < 0 && !isInLine(ticket.state)) continue;
    rank += effect;
    if (effect < 0 && ticket.state !== "waiting") continue;
    const prior = state.priorMinutesOf(ticket) ?? 0;
    people += effect;
    minutes += effect * prior;
    minutesSquared += effect * prior * prior;
  }
  const headlineMinutes = situation.headline(state, { people, minutes, minutesSquared });
  return { position: rank + 1, headlineMinutes };
}

function lineEffect(event: QueueEvent): -1 | 0 | 1 {
  if (event.type === "TicketCancelled" || event.type === "TicketCalled") return -1;
  return event.type === "TicketPromoted" ? 1 : 0;
}
