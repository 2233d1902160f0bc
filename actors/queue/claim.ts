/**
 * When something happened, as a desk without a connection says it: between the start of the service day and now, and
 * never before what the ticket already went through. What lies outside is moved to the nearest bound, since nobody
 * loses a place to a wrong clock; the event keeps both instants.
 */
import type { Turn } from "../shared/domain.ts";
import type { Ticket } from "./schema.ts";
import type { QueueState } from "./state.ts";

/** Nothing is believed to have happened longer ago. */
export const CLAIM_AGE_MS_MAX = 24 * 3_600_000;

/** The claimed instant within its bounds, or null when the command claims none or nothing but now. */
export function boundedClaim(
  state: QueueState,
  claimedAt: number | undefined,
  turn: Turn,
): number | null {
  if (claimedAt === undefined || !Number.isFinite(claimedAt) || claimedAt >= turn.at) return null;
  const startsAt = state.header.day?.startsAt ?? turn.at;
  const bounded = Math.max(Math.floor(claimedAt), startsAt, turn.at - CLAIM_AGE_MS_MAX);
  return bounded < turn.at ? bounded : null;
}

/** `claimedAt` as it can be true of `ticket`: not before the last thing that happened to it. */
export function claimFor(ticket: Ticket, claimedAt: number): number {
  return Math.max(
    claimedAt,
    ticket.joinedAt,
    ticket.enteredAt ?? 0,
    ticket.lastCalledAt ?? 0,
    ticket.acknowledgedAt ?? 0,
    ticket.startedAt ?? 0,
    ticket.endedAt ?? 0,
  );
}

/** The instant at which an event happened: the claimed one, else that of its turn. */
export function happenedAt(event: { readonly at: number; readonly claimedAt?: number | undefined }): number {
  return event.claimedAt ?? event.at;
}
