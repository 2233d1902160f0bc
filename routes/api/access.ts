/**
 * From ids in a path to things that the caller may know of: what is unknown and what is another tenant's are both
 * "not found". It decides whether something exists for the caller; what they may do with it is the access table's.
 */
import type { Principal, StaffPrincipal } from "../../actors/identity/schema.ts";
import type { Ticket } from "../../actors/queue/schema.ts";
import type { QueueState } from "../../actors/queue/state.ts";
import { locatorOf, type ProviderId, type QueueId, type TicketId } from "../../actors/shared/ids.ts";
import { reach } from "../../actors/shared/reach.ts";
import type { Edge } from "../edge.ts";
import { forbidden, notFound, unauthenticated } from "../errors.ts";
import { isServed, isWithin } from "../middleware/tenancy.ts";
import type { QueuePolicy } from "../policies.ts";

/** The staff behind a call. @throws AppError `unauthenticated`, RejectedError `forbidden`. */
export function staffOf(principal: Principal): StaffPrincipal {
  if (principal.kind === "staff") return principal;
  throw principal.kind === "anonymous" ? unauthenticated("do this") : forbidden("only staff do this");
}

/** The queue, if it exists for `principal`. @throws RejectedError `not_found`. */
export async function findQueue(
  edge: Edge,
  asked: { readonly queueId: QueueId; readonly principal: Principal },
): Promise<QueuePolicy> {
  const found = edge.policies.of(asked.queueId);
  const policy = found instanceof Promise ? await found : found;
  if (policy === null || !isServed(edge, policy.tenantId) || !isWithin(asked.principal, policy.tenantId)) {
    throw notFound(`queue ${asked.queueId}`);
  }
  return policy;
}

/** The queue that issued `ticketId`, if it exists for `principal`. @throws RejectedError `not_found`. */
export async function findQueueOfTicket(
  edge: Edge,
  asked: { readonly ticketId: TicketId; readonly principal: Principal },
): Promise<QueuePolicy> {
  const locator = locatorOf(asked.ticketId);
  const entry = locator === null ? null : await reach(edge.system.directory.byLocator(locator));
  if (entry === null || !isWithin(asked.principal, entry.tenantId)) {
    throw notFound(`ticket ${asked.ticketId}`);
  }
  return findQueue(edge, { queueId: entry.queueId, principal: asked.principal });
}

/** The ticket in `state`, if `principal` may see it. @throws RejectedError `not_found` or `forbidden`. */
export function ticketIn(
  state: QueueState,
  asked: { readonly ticketId: TicketId; readonly principal: Principal },
): Ticket {
  const ticket = state.ticket(asked.ticketId);
  if (ticket === undefined) throw notFound(`ticket ${asked.ticketId}`);
  if (!isOwnOrStaff(asked.principal, ticket)) throw forbidden("the ticket is somebody else's");
  return ticket;
}

function isOwnOrStaff(principal: Principal, ticket: Ticket): boolean {
  switch (principal.kind) {
    case "staff":
      return true;
    case "patient":
      return principal.patientId === ticket.patientId;
    case "link":
      return principal.ticketId === ticket.id;
    default:
      return false;
  }
}

/** The provider for whom staff call: the one named, else their own if it serves here, else the queue decides. */
export function callingProvider(
  policy: QueuePolicy,
  { principal, named }: { readonly principal: StaffPrincipal; readonly named: ProviderId | undefined },
): ProviderId | null {
  if (named !== undefined) return named;
  const own = principal.providerId;
  return own !== null && policy.providerIds.includes(own) ? own : null;
}
