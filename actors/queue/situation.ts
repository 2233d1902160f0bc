/**
 * What every rule of a queue looks at, and the words in which it answers. Rules take a situation and a command and
 * return a decision; they change nothing.
 */
import type { ClaimId, Decision, Turn } from "../shared/domain.ts";
import { reject, type Rejection, type RejectionCode } from "../shared/errors.ts";
import type { PatientId, TicketId } from "../shared/ids.ts";
import type { QueueConfig, QueueEvent, Quote, Ticket, TicketState } from "./schema.ts";
import type { QueueState, Work } from "./state.ts";
import { isInLine } from "./ticket.ts";
import { comparePlaces, type Place } from "./order.ts";

/** The promised wait in minutes behind `work`, or null where no number is promised. */
export type Headline = (state: QueueState, work: Work) => number | null;

/** A created queue, the turn, and the wait that a newcomer is quoted. */
export interface Situation {
  readonly state: QueueState;
  readonly config: QueueConfig;
  readonly turn: Turn;
  readonly headline: Headline;
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

/** Refuses with the present state of the ticket. */
export function wrongState(
  situation: Situation,
  ticket: Ticket,
  { tried }: { readonly tried: string },
): { readonly rejection: Rejection } {
  const label = situation.state.labelOf(ticket);
  return refuse("wrong_state", `Cannot ${tried} ticket ${label}: it is ${ticket.state}`, {
    state: ticket.state,
  });
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
    return refuse("stale_version", detail, { version: ticket.version });
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
  if ("rejection" in found || found.ticket.state === state) return found;
  return wrongState(situation, found.ticket, { tried });
}

/** What every event carries: the instant and who asked. */
export function stamp(situation: Situation): { readonly at: number; readonly by: string } {
  return { at: situation.turn.at, by: situation.turn.by };
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
