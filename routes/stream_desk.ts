/**
 * What a desk is told of each change of a ticket beside the view itself: what, when, by whom and why, so that it can
 * say who did it and offer to take it back. For staff alone: it carries the words of reasons and who acted.
 */
import type { QueueEvent } from "../actors/queue/schema.ts";
import type { QueueState } from "../actors/queue/state.ts";
import { isoOf } from "../actors/queue/view.ts";
import type { LoggedEvent } from "../actors/runtime/actor_api.ts";
import type { TextId } from "../actors/shared/ids.ts";
import type { Discrete } from "./stream_view.ts";

type TicketEvent = Extract<QueueEvent, { readonly ticketId: string }>;

/** The words of reasons by their ids; one that could not be read is missing. */
export type Reasons = ReadonlyMap<TextId, string>;

/** The words of a reason in a queue, or null. */
export type ReadReason = (queueId: string, textId: TextId) => Promise<string | null>;

const NO_REASONS: Reasons = new Map();

function isOfTicket(event: QueueEvent): event is TicketEvent {
  return "ticketId" in event;
}

/** True for an event of which a desk is told. */
export function tellsDesk(event: QueueEvent): boolean {
  return isOfTicket(event);
}

function reasonIdOf(event: QueueEvent): TextId | null {
  return "reasonId" in event ? event.reasonId : null;
}

/** The words of the reasons that `events` name; a failing store leaves them out. */
export async function reasonsOf(
  events: readonly LoggedEvent<QueueEvent>[],
  { queueId, readReason }: { readonly queueId: string; readonly readReason: ReadReason },
): Promise<Reasons> {
  const ids = events.map(({ event }) => isOfTicket(event) ? reasonIdOf(event) : null)
    .filter((textId) => textId !== null);
  if (ids.length === 0) return NO_REASONS;
  const read = await Promise.allSettled(ids.map((textId) => readReason(queueId, textId)));
  const found = new Map<TextId, string>();
  ids.forEach((textId, index) => {
    const result = read[index];
    if (result?.status === "fulfilled" && result.value !== null) found.set(textId, result.value);
  });
  return found;
}

/** The discrete event that tells a desk of `event`, or null. Its ticket is labelled as `state` knows it. */
export function deskEventOf(
  event: QueueEvent,
  { state, reasons }: { readonly state: QueueState; readonly reasons: Reasons },
): Discrete | null {
  if (!isOfTicket(event)) return null;
  const { ticketId, type, at, by } = event;
  const ticket = state.ticket(ticketId);
  // A ticket that the same turn forgot has nothing left to be called by.
  if (ticket === undefined) return null;
  const reasonId = reasonIdOf(event);
  const reason = reasonId === null ? undefined : reasons.get(reasonId);
  const told = { ticketId, label: state.labelOf(ticket), type, at: isoOf(at), by };
  return { name: "ticket-event", json: JSON.stringify(reason === undefined ? told : { ...told, reason }) };
}
