/**
 * Ticket values: how one is made and changed, and what its state says. Every ticket is built here, with its fields
 * in one order, so that hundreds of thousands of them share one shape in memory.
 */
import type { Ticket, TicketState, Undoable, UndoAction } from "./schema.ts";

/** A step can be taken back for this long (SPEC §2). */
export const UNDO_MS = 5 * 60_000;

/** The fields that change; a field left out stays. */
export type TicketChange = { readonly [Field in keyof Ticket]?: Ticket[Field] | undefined };

/** True from entering the line to the end of the service: what a patient may hold once in a tenant. */
export function isLive(state: TicketState): boolean {
  return state === "waiting" || state === "held" || state === "called" || state === "serving";
}

/** True while the ticket has a rank. */
export function isInLine(state: TicketState): boolean {
  return state === "waiting" || state === "held";
}

/** True once nothing but an undo can happen to it. */
export function isEnded(state: TicketState): boolean {
  return state === "completed" || state === "no_show" || state === "cancelled";
}

/** The instant at which time alone changes the ticket (grace or hold), epoch ms, or null. */
export function deadlineOf(ticket: Ticket): number | null {
  if (ticket.state === "called") return ticket.graceEndsAt;
  return ticket.state === "held" ? ticket.holdEndsAt : null;
}

/** The step that an undo of `ticket` takes back. Version 1 did not name it: it only took back ends. */
export function undoActionOf(ticket: Ticket, { action }: Undoable): UndoAction {
  if (action !== undefined) return action;
  if (ticket.state === "no_show") return "no-show";
  return ticket.cause === "left" ? "leave" : "cancel";
}

/** A ticket like `from` with the fields of `change`. */
export function makeTicket(from: Ticket, change: TicketChange): Ticket {
  return {
    id: from.id,
    patientId: from.patientId,
    code: pick(change.code, from.code),
    linkVersion: pick(change.linkVersion, from.linkVersion),
    day: from.day,
    tokenNumber: from.tokenNumber,
    state: pick(change.state, from.state),
    class: pick(change.class, from.class),
    needs: pick(change.needs, from.needs),
    declaredNeeds: from.declaredNeeds,
    mode: from.mode,
    appointmentType: from.appointmentType,
    key: pick(change.key, from.key),
    joinedAt: from.joinedAt,
    enteredAt: pick(change.enteredAt, from.enteredAt),
    joinedSeq: from.joinedSeq,
    version: pick(change.version, from.version),
    quote: pick(change.quote, from.quote),
    paidAt: pick(change.paidAt, from.paidAt),
    providerId: pick(change.providerId, from.providerId),
    room: pick(change.room, from.room),
    calledBy: pick(change.calledBy, from.calledBy),
    firstCalledAt: pick(change.firstCalledAt, from.firstCalledAt),
    lastCalledAt: pick(change.lastCalledAt, from.lastCalledAt),
    calls: pick(change.calls, from.calls),
    graceEndsAt: pick(change.graceEndsAt, from.graceEndsAt),
    acknowledgedAt: pick(change.acknowledgedAt, from.acknowledgedAt),
    holdEndsAt: pick(change.holdEndsAt, from.holdEndsAt),
    deferrals: pick(change.deferrals, from.deferrals),
    startedAt: pick(change.startedAt, from.startedAt),
    endedAt: pick(change.endedAt, from.endedAt),
    cause: pick(change.cause, from.cause),
    undoable: pick(change.undoable, from.undoable),
    isIrregular: pick(change.isIrregular, from.isIrregular),
    claimedAt: from.claimedAt,
    changedAt: pick(change.changedAt, from.changedAt),
    changedBy: pick(change.changedBy, from.changedBy),
  };
}

function pick<T>(changed: T | undefined, kept: T): T {
  return changed === undefined ? kept : changed;
}
