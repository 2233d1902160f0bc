/**
 * Whether somebody may join, and where they come to stand: one live ticket per patient, capacity, waitlist, token
 * number and quote (SPEC §2, §4).
 */
import { assert } from "../shared/assert.ts";
import type { Rejection } from "../shared/errors.ts";
import type { EventOf } from "./events.ts";
import { happenedAt } from "./claim.ts";
import { isLeased, leaseFault } from "./lease.ts";
import { keyOf } from "./place.ts";
import { promote } from "./promote.ts";
import type { JoinCommand } from "./commands.ts";
import type { Need, OrderKey, QueueEvent } from "./schema.ts";
import { patientClaim, type QueueDecision, quoteAt, refuse, type Situation, stamp } from "./situation.ts";
import type { QueueState } from "./state.ts";

type Refusal = { readonly rejection: Rejection };

/** Lets a person join, on the waitlist when the queue is full and they accept that. */
export function decideJoin(situation: Situation, command: JoinCommand): QueueDecision {
  const refusal = refusedToOthers(command) ?? refusedSecond(situation, command) ??
    refusedStatus(situation, command);
  if (refusal !== null) return refusal;
  assert(
    situation.state.ticket(command.ticketId) === undefined,
    `Cannot issue ticket ${command.ticketId} twice`,
  );
  if (isStaffEmergency(command)) return enter(situation, command, []);
  const { events, places, isUnfinished } = promote(situation, []);
  if (places > 0 && !isUnfinished) return enter(situation, command, events);
  const promoted = events.filter((event) => event.type === "TicketPromoted").length;
  const full = refusedFull(situation, command, situation.state.waitlist.count - promoted);
  if (full !== null) return full;
  return {
    events: [...events, ...joinedEvents(situation, command, { before: events, state: "waitlisted" })],
  };
}

/** Into the line: this takes the patient's one live ticket, which a place on the waitlist does not. */
function enter(situation: Situation, command: JoinCommand, before: readonly QueueEvent[]): QueueDecision {
  const refusal = refusedElsewhere(situation, command);
  if (refusal !== null) return refusal;
  return { events: [...before, ...joinedEvents(situation, command, { before, state: "waiting" })] };
}

/** A staff-entered emergency passes pause and capacity (SPEC §2, §4). */
function isStaffEmergency(command: JoinCommand): boolean {
  return command.isStaff && command.class === "emergency";
}

function refusedToOthers(command: JoinCommand): Refusal | null {
  if (command.isStaff) return null;
  if (command.class !== null) {
    return refuse("forbidden", `Cannot join as ${command.class}: only staff set a class`);
  }
  if (command.lease === undefined && command.claimedAt === undefined) return null;
  return refuse("forbidden", "Cannot join with a number or an instant of one's own: only staff do");
}

function refusedSecond(situation: Situation, command: JoinCommand): Refusal | null {
  const { state } = situation;
  const mine = state.activeOf(command.patientId);
  if (mine === undefined) return null;
  const facts = { ticketId: mine.id, queueId: state.header.queueId };
  return refuse("already_waiting", "Cannot join twice: the patient has a place in this queue", facts);
}

function refusedElsewhere(situation: Situation, command: JoinCommand): Refusal | null {
  const { config, turn } = situation;
  const owner = command.isNewPatient ? null : turn.heldBy(patientClaim(config, command.patientId));
  if (owner === null) return null;
  const facts = { ticketId: owner.holder, queueId: owner.actorId };
  return refuse("already_waiting", "Cannot join twice: the patient has a place in another queue", facts);
}

function refusedStatus(situation: Situation, command: JoinCommand): Refusal | null {
  const { status } = situation.state.header;
  if (status === "closed") return refuse("queue_closed", "Cannot join: queue is closed");
  if (status === "paused" && !isStaffEmergency(command)) {
    return refuse("queue_paused", "Cannot join: queue is paused");
  }
  return null;
}

function refusedFull(situation: Situation, command: JoinCommand, waitlisted: number): Refusal | null {
  const { state, config } = situation;
  const isOffered = waitlisted < config.waitlistCapacity;
  if (command.acceptWaitlist && isOffered) return null;
  const inQueue = state.inQueue();
  const facts = {
    capacity: config.capacity,
    inQueue,
    waitlist: isOffered,
    choices: isOffered ? ["waitlist"] : [],
  };
  return refuse(
    "queue_full",
    `Cannot join: ${inQueue} people fill the capacity of ${config.capacity}`,
    facts,
  );
}

function joinedEvents(
  situation: Situation,
  command: JoinCommand,
  entry: { readonly before: readonly QueueEvent[]; readonly state: "waiting" | "waitlisted" },
): readonly QueueEvent[] {
  const joinedSeq = situation.state.header.seq + entry.before.length + 1;
  const lease = leaseFor(situation, command);
  const tokenNumber = lease?.fault === null ? lease.tokenNumber : nextTokenNumber(situation.state);
  const needs: readonly Need[] = command.isStaff ? [...new Set(command.declaredNeeds)] : [];
  const stamped = joinStamp(situation, tokenNumber);
  const standing = { joinedSeq, tokenNumber, stamped };
  const key = newcomerKey(situation, command, { ...standing, needs: [] });
  const finalKey = needs.length === 0 ? key : newcomerKey(situation, command, { ...standing, needs });
  const isWaiting = entry.state === "waiting";
  const regular: EventOf<"TicketJoined"> = {
    type: "TicketJoined",
    ...stamped,
    ticketId: command.ticketId,
    patientId: command.patientId,
    isNewPatient: command.isNewPatient,
    code: command.code,
    tokenNumber,
    state: entry.state,
    class: command.class ?? "routine",
    declaredNeeds: [...new Set(command.declaredNeeds)],
    mode: command.mode,
    appointmentType: command.appointmentType,
    key,
    quote: isWaiting ? quoteAt(situation, { key: finalKey, joinedSeq }, { before: entry.before }) : null,
  };
  const joined = lease === null ? regular : { ...regular, lease };
  if (needs.length === 0) return [joined];
  // What the staff enter needs no second confirmation.
  return [joined, {
    type: "NeedsConfirmed",
    ...stamp(situation),
    ticketId: command.ticketId,
    needs,
    key: finalKey,
  }];
}

/** The number that a desk gave out, and why it cannot be kept: then a fresh one is given, and nobody is lost. */
function leaseFor(situation: Situation, { lease }: JoinCommand): EventOf<"TicketJoined">["lease"] | null {
  if (lease === undefined) return null;
  const { state, turn } = situation;
  return { ...lease, fault: leaseFault(state.header, { ...lease, by: turn.by }) };
}

/** A leased number ranks by the instant of its join, so that one is kept even when it is now. */
function joinStamp(situation: Situation, tokenNumber: number): JoinStamp {
  const { claimedAt, turn } = situation;
  if (claimedAt === null && !isLeased(tokenNumber)) return stamp(situation);
  return { ...stamp(situation), claimedAt: claimedAt ?? turn.at };
}

interface JoinStamp {
  readonly at: number;
  readonly by: string;
  readonly claimedAt?: number;
}

function newcomerKey(
  situation: Situation,
  command: JoinCommand,
  standing: {
    readonly joinedSeq: number;
    readonly tokenNumber: number;
    readonly stamped: JoinStamp;
    readonly needs: readonly Need[];
  },
): OrderKey {
  const { state, config } = situation;
  const { day } = state.header;
  assert(day !== null, "Cannot issue a ticket: no service day is open");
  const { stamped } = standing;
  const joinedAt = happenedAt(stamped);
  return keyOf(state, config, {
    ...standing,
    class: command.class ?? "routine",
    joinedAt,
    since: joinedAt,
    day: day.date,
    claimedAt: stamped.claimedAt ?? null,
  });
}

/** Today's next number; numbers that people carried over still have are stepped over. */
function nextTokenNumber(state: QueueState): number {
  let tokenNumber = state.header.lastTokenNumber + 1;
  while (state.isCarriedNumber(tokenNumber)) tokenNumber += 1;
  assert(!isLeased(tokenNumber), `Cannot issue number ${tokenNumber}: it may be leased`);
  return tokenNumber;
}
