/**
 * Whether somebody may join, and where they come to stand: one live ticket per patient, capacity, waitlist, token
 * number and quote (SPEC §2, §4).
 */
import { assert } from "../shared/assert.ts";
import type { Rejection } from "../shared/errors.ts";
import type { EventOf } from "./events.ts";
import { keyFor } from "./order.ts";
import { promote } from "./promote.ts";
import type { JoinCommand, Need, OrderKey, QueueEvent } from "./schema.ts";
import { patientClaim, type QueueDecision, quoteAt, refuse, type Situation, stamp } from "./situation.ts";
import type { QueueState } from "./state.ts";

type Refusal = { readonly rejection: Rejection };

/** Lets a person join, on the waitlist when the queue is full and they accept that. */
export function decideJoin(situation: Situation, command: JoinCommand): QueueDecision {
  const refusal = refusedClass(command) ?? refusedSecond(situation, command) ??
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

function refusedClass(command: JoinCommand): Refusal | null {
  if (command.class === null || command.isStaff) return null;
  return refuse("forbidden", `Cannot join as ${command.class}: only staff set a class`);
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
  const tokenNumber = nextTokenNumber(situation.state);
  const needs: readonly Need[] = command.isStaff ? [...new Set(command.declaredNeeds)] : [];
  const standing = { joinedSeq, tokenNumber };
  const key = newcomerKey(situation, command, { ...standing, needs: [] });
  const finalKey = needs.length === 0 ? key : newcomerKey(situation, command, { ...standing, needs });
  const isWaiting = entry.state === "waiting";
  const joined: EventOf<"TicketJoined"> = {
    type: "TicketJoined",
    ...stamp(situation),
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

function newcomerKey(
  situation: Situation,
  command: JoinCommand,
  standing: { readonly joinedSeq: number; readonly tokenNumber: number; readonly needs: readonly Need[] },
): OrderKey {
  const { day } = situation.state.header;
  assert(day !== null, "Cannot issue a ticket: no service day is open");
  const { at } = situation.turn;
  const ticketClass = command.class ?? "routine";
  return keyFor(situation.config, {
    ...standing,
    class: ticketClass,
    joinedAt: at,
    since: at,
    day: day.date,
  });
}

/** Today's next number; numbers that people carried over still have are stepped over. */
function nextTokenNumber(state: QueueState): number {
  let tokenNumber = state.header.lastTokenNumber + 1;
  while (state.isCarriedNumber(tokenNumber)) tokenNumber += 1;
  return tokenNumber;
}
