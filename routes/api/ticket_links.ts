/**
 * The links by which a ticket is followed without an account: the short one for people, the signed token for S1's
 * API. Both expire; neither holds anything about the person.
 */
import type { SeenTicket } from "../../actors/queue/seen.ts";
import type { Edge } from "../edge.ts";
import type { QueuePolicy } from "../policies.ts";

/** A tracking token outlives its service day by this much at most. */
export const LINK_AFTER_DAY_MS = 24 * 60 * 60_000;

export interface TicketLinks {
  /** Null once the link was revoked and not replaced. */
  readonly trackingToken: string | null;
  readonly trackingUrl: string | null;
}

/** The links of a ticket. */
export function linksOf(
  { system, config }: Edge,
  { policy, seen }: { readonly policy: QueuePolicy; readonly seen: SeenTicket },
): TicketLinks {
  const { ticket, dayEndsAt } = seen;
  if (ticket.code === null) return { trackingToken: null, trackingUrl: null };
  const [onlyProvider = null, another] = policy.providerIds;
  const trackingToken = system.identity.tracking.sign({
    tenantId: policy.tenantId,
    facilityId: policy.facilityId,
    queueId: policy.queueId,
    providerId: ticket.providerId ?? (another === undefined ? onlyProvider : null),
    ticketId: ticket.id,
    linkVersion: ticket.linkVersion,
    expiresAt: (dayEndsAt ?? system.now()) + LINK_AFTER_DAY_MS,
  });
  return { trackingToken, trackingUrl: `${config.publicUrl}/t/${ticket.code}` };
}
