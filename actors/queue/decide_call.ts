/**
 * Calling and serving: who is called next, recalls and their limits, start, complete, the no-show by hand (SPEC §2).
 */
import type { Rejection } from "../shared/errors.ts";
import type { ProviderId, TicketId } from "../shared/ids.ts";
import type { CommandOf, EventOf } from "./events.ts";
import { clockAt, givenTo } from "./header.ts";
import type { TicketCommand } from "./commands.ts";
import type { QueueConfig, Ticket } from "./schema.ts";
import {
  accept,
  doneAt,
  factsOf,
  type QueueDecision,
  refuse,
  type Situation,
  stepStamp,
  ticketFor,
  ticketInState,
  wrongState,
} from "./situation.ts";
import type { QueueState } from "./state.ts";

/** SPEC §2: at least this long after the last call. */
export const RECALL_AFTER_MS = 5 * 60_000;
/** SPEC §2: calls after the first. */
export const RECALLS_MAX = 3;

const MINUTE_MS = 60_000;

/** Calls the least key among the callable; a caller who was given another since `after` is answered that one again. */
export function decideCallNext(situation: Situation, command: CommandOf<"CallNext">): QueueDecision {
  const { state, config } = situation;
  const provider = providerFor(config, command.providerId);
  if ("rejection" in provider) return provider;
  if (repeatedFor(state, command) !== null) return accept();
  if (state.header.status === "paused") {
    return refuse("queue_paused", "Cannot call the next: queue is paused");
  }
  const next = state.callable.first;
  if (next === undefined) return refuse("queue_empty", "Cannot call the next: nobody is waiting");
  const { providerId } = provider;
  const caller = pairOf(command.caller, providerId);
  return accept(calledEvent(situation, next, { providerId, room: command.room, caller, passed: 0 }));
}

/** Whose `after` counts (SPEC §2): a session, and the provider it calls for, however that was found. */
function pairOf(caller: string, providerId: ProviderId | null): string {
  return `${caller}:${providerId ?? ""}`;
}

/** The ticket that `CallNext` answers again instead of calling somebody, or null. */
export function repeatedFor(state: QueueState, command: CommandOf<"CallNext">): TicketId | null {
  const { config } = state.header;
  const provider = config === null ? null : providerFor(config, command.providerId);
  if (provider === null || "rejection" in provider) return null;
  const given = givenTo(state.header, pairOf(command.caller, provider.providerId));
  if (command.after === null || given === null || given === command.after) return null;
  const named = state.ticket(command.after)?.firstCalledAt ?? null;
  const since = state.ticket(given)?.firstCalledAt ?? null;
  // Somebody called by name after the last one given: nothing was given since.
  return named !== null && since !== null && named > since ? null : given;
}

/** Calls a waiting person by name, or calls a called one again. */
export function decideCall(situation: Situation, command: CommandOf<"Call">): QueueDecision {
  const { state, config } = situation;
  const called = state.ticket(command.ticketId);
  // Before the version: the second of two callers should learn who was first.
  if (called?.state === "called" && isCalledByAnother(situation, called)) {
    return alreadyCalled(situation, called);
  }
  const found = ticketFor(situation, command);
  if ("rejection" in found) return found;
  const { ticket } = found;
  if (ticket.state !== "waiting" && ticket.state !== "called") {
    return wrongState(situation, ticket, { tried: "call" });
  }
  if (state.header.status === "paused" && ticket.class !== "emergency") {
    return refuse("queue_paused", `Cannot call ticket ${state.labelOf(ticket)}: queue is paused`);
  }
  if (ticket.state === "called") return recall(situation, ticket, command.room);
  const provider = providerFor(config, command.providerId);
  if ("rejection" in provider) return provider;
  const passed = state.callable.rank(ticket);
  const { room } = command;
  return accept(
    calledEvent(situation, ticket, { providerId: provider.providerId, room, caller: null, passed }),
  );
}

function isCalledByAnother(situation: Situation, ticket: Ticket): boolean {
  return ticket.calledBy !== situation.turn.by &&
    doneAt(situation, ticket) - (ticket.lastCalledAt ?? 0) < RECALL_AFTER_MS;
}

function alreadyCalled(situation: Situation, ticket: Ticket): QueueDecision {
  const label = situation.state.labelOf(ticket);
  const facts = { ...callFacts(situation, ticket), ...factsOf(situation, ticket) };
  return refuse("already_called", `Cannot call ticket ${label}: somebody else called it`, facts);
}

function callFacts(situation: Situation, ticket: Ticket): Readonly<Record<string, unknown>> {
  return {
    calledBy: ticket.calledBy,
    calledAt: ticket.lastCalledAt,
    room: ticket.room,
    nextTicketId: situation.state.callable.first?.id ?? null,
  };
}

function recall(situation: Situation, ticket: Ticket, room: string | null): QueueDecision {
  const label = situation.state.labelOf(ticket);
  const retryAt = (ticket.lastCalledAt ?? 0) + RECALL_AFTER_MS;
  if (doneAt(situation, ticket) < retryAt) {
    const facts = { ...callFacts(situation, ticket), ...factsOf(situation, ticket), retryAt };
    return refuse(
      "recall_too_soon",
      `Cannot recall ticket ${label}: the last call is less than 5 min ago`,
      facts,
    );
  }
  if (ticket.calls > RECALLS_MAX) {
    const facts = {
      ...callFacts(situation, ticket),
      ...factsOf(situation, ticket),
      recalls: ticket.calls - 1,
    };
    return refuse(
      "recall_limit",
      `Cannot recall ticket ${label}: it was recalled ${ticket.calls - 1} times`,
      facts,
    );
  }
  const caller = situation.turn.by;
  return accept({ type: "TicketRecalled", ...stepStamp(situation, ticket), caller, room });
}

function calledEvent(
  situation: Situation,
  ticket: Ticket,
  call: {
    readonly providerId: ProviderId | null;
    readonly room: string | null;
    readonly caller: string | null;
    readonly passed: number;
  },
): EventOf<"TicketCalled"> {
  const { state, config, turn } = situation;
  const graceMs = Math.round(config.graceMinutes[ticket.mode] * MINUTE_MS);
  const graceEndsAt = clockAt(state.header, turn.at) + graceMs;
  return { type: "TicketCalled", ...stepStamp(situation, ticket), graceEndsAt, ...call };
}

/** The provider asked for; without one the queue's only one; nobody when the queue has none. */
function providerFor(
  config: QueueConfig,
  asked: ProviderId | null,
): { readonly providerId: ProviderId | null } | { readonly rejection: Rejection } {
  const { providerIds } = config;
  if (asked !== null) {
    if (providerIds.includes(asked)) return { providerId: asked };
    return refuse("provider_unknown", `Cannot call for provider ${asked}: not of this queue`);
  }
  if (providerIds.length > 1) {
    return refuse("provider_unknown", `Cannot call without a provider: the queue has ${providerIds.length}`);
  }
  return { providerId: providerIds[0] ?? null };
}

/** Starts the service of a called person, after the end of the grace too while nobody marked them missed. */
export function decideStart(situation: Situation, command: TicketCommand<string>): QueueDecision {
  const found = ticketInState(situation, command, { state: "called", tried: "start" });
  if ("rejection" in found) return found;
  const { ticket } = found;
  const { providerId } = ticket;
  return accept({ type: "ServiceStarted", ...stepStamp(situation, ticket), providerId });
}

/** Completes the service and, if asked, calls the next in the same decision: nobody when paused or none waits. */
export function decideComplete(situation: Situation, command: CommandOf<"Complete">): QueueDecision {
  const found = ticketInState(situation, command, { state: "serving", tried: "complete" });
  if ("rejection" in found) return found;
  const { ticket } = found;
  const completed = { type: "ServiceCompleted", ...stepStamp(situation, ticket) } as const;
  const next = situation.state.callable.first;
  if (command.callNext === null || next === undefined || situation.state.header.status === "paused") {
    return accept(completed);
  }
  const { room } = command.callNext;
  const providerId = servingProvider(situation.config, ticket);
  const caller = pairOf(command.callNext.caller, providerId);
  // The next is called now, whenever the service ended.
  const now = { ...situation, claimedAt: null };
  return accept(completed, calledEvent(now, next, { providerId, room, caller, passed: 0 }));
}

/** Whoever served goes on calling, unless they left the queue meanwhile. */
function servingProvider(config: QueueConfig, ticket: Ticket): ProviderId | null {
  const { providerId } = ticket;
  if (providerId !== null && config.providerIds.includes(providerId)) return providerId;
  return config.providerIds.length === 1 ? config.providerIds[0] ?? null : null;
}

/** Marks a called person missed at once. */
export function decideNoShow(situation: Situation, command: TicketCommand<string>): QueueDecision {
  const found = ticketInState(situation, command, { state: "called", tried: "mark as missed" });
  if ("rejection" in found) return found;
  const { ticket } = found;
  return accept({ type: "TicketMissed", ...stepStamp(situation, ticket), cause: "staff_no_show" });
}

/** Records that the called person saw the call; again changes nothing. */
export function decideAcknowledge(situation: Situation, command: TicketCommand<string>): QueueDecision {
  const found = ticketInState(situation, command, { state: "called", tried: "acknowledge" });
  if ("rejection" in found) return found;
  const { ticket } = found;
  if (ticket.acknowledgedAt !== null) return accept();
  return accept({ type: "TicketAcknowledged", ...stepStamp(situation, ticket) });
}
