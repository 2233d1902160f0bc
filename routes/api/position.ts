/**
 * Where a patient is, by patient id (S0): for that patient and for staff, and for anyone only where the demo's open
 * queue says so. Outside the demo a stranger gets the same answer whoever is in line.
 */
import { z } from "zod";
import { seeTicket } from "../../actors/queue/seen.ts";
import { ticketView } from "../../actors/queue/view.ts";
import type { PatientId, QueueId } from "../../actors/shared/ids.ts";
import { isDemoTenant } from "../../actors/identity/identity.ts";
import type { Principal } from "../../actors/identity/schema.ts";
import type { Edge } from "../edge.ts";
import { type Endpoint, endpoint } from "../endpoint.ts";
import { forbidden, notFound, unauthenticated } from "../errors.ts";
import { tenantOf } from "../middleware/tenancy.ts";
import { findQueue } from "./access.ts";
import { TicketDoc } from "./documents.ts";
import { polled } from "./replies.ts";

/** Refuses a known person who asks for another's place. */
function admit(principal: Principal, patientId: PatientId): void {
  if (principal.kind === "anonymous" || principal.kind === "staff") return;
  if (principal.kind === "patient" && principal.patientId === patientId) return;
  throw forbidden("the place is somebody else's");
}

/** The view of the patient's ticket in that queue, or null when it has ended meanwhile. */
function viewOf(edge: Edge, at: { readonly queueId: QueueId; readonly patientId: PatientId }) {
  return edge.system.queues.read(at.queueId, (state) => {
    const ticket = state.liveOf(at.patientId);
    return ticket === undefined ? null : ticketView(seeTicket(state, ticket, edge.system.estimate));
  });
}

/** The endpoint of places by patient. */
export const positionEndpoint: Endpoint = endpoint({
  method: "GET",
  path: "/queues/position/:patientId",
  permission: "position.read",
  summary: "Where a patient's live ticket stands; supports If-None-Match",
  query: z.object({ tenant: z.string().max(64).optional() }),
  answers: {
    200: { description: "The ticket with its place", schema: z.object({ data: TicketDoc }) },
    304: { description: "Nothing changed since the tag that was sent" },
  },
  async handle({ edge, request, params, principal, query }) {
    const { patientId } = params;
    admit(principal, patientId);
    const tenantId = await tenantOf(edge, { principal, request, tenant: query.tenant });
    const isStranger = principal.kind === "anonymous";
    if (isStranger && !isDemoTenant(tenantId)) throw unauthenticated("look a patient's place up");
    const live = await edge.system.findLive(tenantId, patientId);
    const policy = live === null ? null : await findQueue(edge, { queueId: live.queueId, principal });
    if (isStranger && policy !== null && !policy.isOpenToUnknown) throw unauthenticated("look this place up");
    const view = live === null ? null : await viewOf(edge, { queueId: live.queueId, patientId });
    if (view === null) throw notFound("a place of this patient");
    return polled(request, view);
  },
});
