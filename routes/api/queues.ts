/**
 * Queues as things: listing them, making, changing and archiving them, the tickets in them. What happens inside a
 * queue during the day is in `queue_control.ts`.
 */
import { z } from "zod";
import type { Principal } from "../../actors/identity/schema.ts";
import { type QueueSummary, queueSummary } from "../../actors/queue/view.ts";
import {
  type Locator,
  LOCATOR_CHARS,
  type ProviderId,
  type QueueId,
  type TenantId,
} from "../../actors/shared/ids.ts";
import { RejectedError } from "../../actors/shared/errors.ts";
import { reach } from "../../actors/shared/reach.ts";
import type { Edge } from "../edge.ts";
import { type Call, type Endpoint, endpoint, type Reply } from "../endpoint.ts";
import { invalidFields, notFound, unauthenticated } from "../errors.ts";
import { ifMatchOf } from "../middleware/idempotency.ts";
import { tenantOf } from "../middleware/tenancy.ts";
import type { QueuePolicy } from "../policies.ts";
import { findQueue, staffOf } from "./access.ts";
import { envelopeOf, send, sendWithReason } from "./commands.ts";
import { QueueDoc } from "./documents.ts";
import { reason } from "./inputs.ts";
import { newIdFor } from "./new_id.ts";
import { changedConfig, newConfig, NewQueue, QueueChange } from "./queue_config.ts";
import { done, ok, polled } from "./replies.ts";

const DISPLAY_ID_CHARS = 22;
/** How often a change is tried again when somebody else's came between. */
const CHANGE_ATTEMPTS_MAX = 3;

/** The summaries of a tenant's queues that `principal` may see: strangers only those that may be joined freely. */
async function listQueues(edge: Edge, of: { readonly tenantId: TenantId; readonly principal: Principal }) {
  const { system } = edge;
  const entries = await reach(system.directory.ofTenant(of.tenantId));
  const summaries = await Promise.all(
    entries.map(({ queueId }) =>
      system.queues.read(queueId, (state): QueueSummary | null => {
        const { config, isArchived } = state.header;
        if (config === null || isArchived) return null;
        if (of.principal.kind !== "staff" && !config.selfJoin) return null;
        return queueSummary(state, { estimate: system.estimate });
      })
    ),
  );
  return summaries.filter((summary) => summary !== null);
}

/** What staff and strangers see of one queue; administrators see its configuration beside it. */
function readQueue(edge: Edge, asked: { readonly queueId: QueueId; readonly principal: Principal }) {
  return edge.system.queues.read(asked.queueId, (state) => {
    const { config, revision, isArchived } = state.header;
    if (config === null) throw notFound(`queue ${asked.queueId}`);
    const summary = queueSummary(state, { estimate: edge.system.estimate });
    if (asked.principal.kind !== "staff") {
      if (!config.selfJoin) throw unauthenticated("see this queue");
      return summary;
    }
    const { displayId, facilityId } = config;
    const seen = { ...summary, facilityId, displayId, isArchived, revision, counts: { ...state.counts } };
    if (asked.principal.role !== "administrator") return seen;
    const { tenantId: _tenantId, locator: _locator, isOpenToUnknown: _isOpen, ...set } = config;
    return { ...seen, config: set };
  });
}

async function assertProviders(
  edge: Edge,
  of: { readonly tenantId: TenantId; readonly providerIds: readonly ProviderId[] },
) {
  for (const providerId of of.providerIds) {
    const provider = await edge.system.facilities.provider({ tenantId: of.tenantId, providerId });
    if (provider === null || provider.isArchived) {
      throw invalidFields([{ path: "providerIds", message: `No provider ${providerId}` }]);
    }
  }
}

async function createQueue(call: Call<unknown, undefined, NewQueue>): Promise<Reply> {
  const { edge, body, principal } = call;
  const { system } = edge;
  const { tenantId } = staffOf(principal);
  const facility = await system.facilities.get({ tenantId, facilityId: body.facilityId });
  if (facility === null || facility.isArchived) throw notFound(`facility ${body.facilityId}`);
  await assertProviders(edge, { tenantId, providerIds: body.providerIds ?? [] });
  const queueId = newIdFor(call, "queues").id as QueueId;
  const config = newConfig(body, {
    facility,
    locator: system.mintId(LOCATOR_CHARS) as Locator,
    displayId: system.mintId(DISPLAY_ID_CHARS),
  });
  const envelope = envelopeOf(call, { type: "CreateQueue", config }, { target: "queues" });
  const { isReplay } = await system.queues.send(queueId, envelope);
  return done(await readQueue(edge, { queueId, principal }), { isReplay, status: 201 });
}

/** Changes the configuration as it stands; somebody else's change in between is not undone, but built upon. */
async function changeQueue(
  call: Call<unknown, undefined, QueueChange>,
  policy: QueuePolicy,
): Promise<Reply> {
  const { edge, body, principal, request } = call;
  const { queueId, tenantId } = policy;
  await assertProviders(edge, { tenantId, providerIds: body.providerIds ?? [] });
  const ifRevision = ifMatchOf(request);
  for (let attempt = 1;; attempt += 1) {
    const { config, revision } = await edge.system.queues.read(queueId, ({ header }) => header);
    if (config === null) throw notFound(`queue ${queueId}`);
    const command = {
      type: "ChangeQueue",
      config: changedConfig(config, body),
      ifRevision: ifRevision ?? revision,
    } as const;
    try {
      const { isReplay } = await send(call, command, { policy, target: queueId });
      return done(await readQueue(edge, { queueId, principal }), { isReplay });
    } catch (error) {
      const isOvertaken = error instanceof RejectedError && error.rejection.code === "stale_version";
      if (!isOvertaken || ifRevision !== undefined || attempt >= CHANGE_ATTEMPTS_MAX) throw error;
    } finally {
      edge.policies.forget(queueId);
    }
  }
}

const queueAnswer = { description: "The queue", schema: z.object({ data: QueueDoc }) };

/** The endpoints of queues as things. */
export const queueEndpoints: readonly Endpoint[] = [
  endpoint({
    method: "GET",
    path: "/queues",
    permission: "queue.list",
    summary: "The queues of a tenant: all for staff, those free to join for others; supports If-None-Match",
    query: z.object({ tenant: z.string().max(64).optional() }),
    answers: {
      200: { description: "The queues", schema: z.object({ data: z.array(QueueDoc) }) },
      304: { description: "Nothing changed since the tag that was sent" },
    },
    async handle({ edge, request, principal, query }) {
      const tenantId = await tenantOf(edge, { principal, request, tenant: query.tenant });
      return polled(request, await listQueues(edge, { tenantId, principal }));
    },
  }),
  endpoint({
    method: "POST",
    path: "/queues",
    permission: "queue.administer",
    summary: "Make a queue",
    body: NewQueue,
    answers: { 201: queueAnswer },
    handle: createQueue,
  }),
  endpoint({
    method: "GET",
    path: "/queues/:queueId",
    permission: "queue.list",
    summary: "One queue; administrators see its configuration",
    answers: { 200: queueAnswer },
    async handle({ edge, params, principal }) {
      const { queueId } = await findQueue(edge, { queueId: params.queueId, principal });
      return ok(await readQueue(edge, { queueId, principal }));
    },
  }),
  endpoint({
    method: "PATCH",
    path: "/queues/:queueId",
    permission: "queue.administer",
    summary: "Change some fields of a queue; If-Match takes its revision",
    body: QueueChange,
    answers: { 200: queueAnswer },
    async handle(call) {
      const { edge, params, principal } = call;
      return changeQueue(call, await findQueue(edge, { queueId: params.queueId, principal }));
    },
  }),
  endpoint({
    method: "POST",
    path: "/queues/:queueId/archive",
    permission: "queue.administer",
    summary: "Put an empty queue away for good",
    body: z.strictObject({ reason: reason.optional() }),
    answers: { 200: queueAnswer },
    async handle(call) {
      const { edge, params, principal, body } = call;
      const { queueId } = params;
      const policy = await findQueue(edge, { queueId, principal });
      const { isReplay } = await sendWithReason(call, (reasonId) => ({ type: "ArchiveQueue", reasonId }), {
        policy,
        target: queueId,
        reason: body.reason,
      });
      edge.policies.forget(queueId);
      return done(await readQueue(edge, { queueId, principal }), { isReplay });
    },
  }),
];
