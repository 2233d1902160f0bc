/**
 * Providers over the API: who serves where, and the status that goes to every queue they serve. Which queues a
 * provider serves is part of each queue's configuration.
 */
import { z } from "zod";
import { type Provider, ProviderFields } from "../../actors/facility/schema.ts";
import type { Stored } from "../../actors/facility/store.ts";
import type { StaffPrincipal } from "../../actors/identity/schema.ts";
import { PROVIDER_STATUSES } from "../../actors/queue/schema.ts";
import type { FacilityId, ProviderId, QueueId } from "../../actors/shared/ids.ts";
import { reach } from "../../actors/shared/reach.ts";
import type { Edge } from "../edge.ts";
import { type Call, type Endpoint, endpoint, type Reply } from "../endpoint.ts";
import { notFound } from "../errors.ts";
import type { QueuePolicy } from "../policies.ts";
import { staffOf } from "./access.ts";
import { sendWithReason } from "./commands.ts";
import { changedOr, ifMatchTag } from "./facilities.ts";
import { idField, instant, reason } from "./inputs.ts";
import { assertSameRequest, newIdFor } from "./new_id.ts";
import { done, ok } from "./replies.ts";

const ProviderDoc = z.object({
  ...ProviderFields.shape,
  id: z.string(),
  facilityId: z.string(),
  isArchived: z.boolean(),
  version: z.string(),
});
const ProviderStatusDoc = z.object({
  id: z.string(),
  status: z.enum(PROVIDER_STATUSES),
  until: z.iso.datetime().nullable(),
  queues: z.array(z.string()),
});
const providerAnswer = { description: "The provider", schema: z.object({ data: ProviderDoc }) };

const NewProvider = ProviderFields.extend({ facilityId: idField<FacilityId>() });
const StatusBody = z.strictObject({
  status: z.enum(PROVIDER_STATUSES),
  until: instant.nullable().optional(),
  reason: reason.optional(),
});

function viewOf(
  { versionstamp, tenantId: _tenantId, requestHash: _requestHash, ...provider }: Stored<Provider>,
) {
  return { ...provider, version: versionstamp };
}

function replyWith(provider: Stored<Provider>, status = 200): Reply {
  return { status, body: { data: viewOf(provider) }, headers: { etag: `"${provider.versionstamp}"` } };
}

async function createProvider(call: Call<unknown, undefined, z.infer<typeof NewProvider>>): Promise<Reply> {
  const { facilities } = call.edge.system;
  const { tenantId } = staffOf(call.principal);
  const { facilityId } = call.body;
  const facility = await facilities.get({ tenantId, facilityId });
  if (facility === null || facility.isArchived) throw notFound(`facility ${facilityId}`);
  const asked = newIdFor(call, `providers of ${facilityId}`);
  const providerId = asked.id as ProviderId;
  const { requestHash } = asked;
  const isNew = await facilities.createProvider({ ...call.body, id: providerId, tenantId, requestHash });
  const provider = changedOr(await facilities.provider({ tenantId, providerId }), `provider ${providerId}`);
  assertSameRequest(provider, asked);
  return isNew ? replyWith(provider, 201) : done(viewOf(provider), { isReplay: true, status: 201 });
}

/** The queues in use that `providerId` serves. */
async function queuesOf(edge: Edge, of: { readonly staff: StaffPrincipal; readonly providerId: ProviderId }) {
  const entries = await reach(edge.system.directory.ofTenant(of.staff.tenantId));
  const policies = await Promise.all(entries.map(({ queueId }) => edge.policies.of(queueId)));
  return policies.filter((policy): policy is QueuePolicy =>
    policy !== null && !policy.isArchived && policy.providerIds.includes(of.providerId)
  );
}

async function setStatus(
  call: Call<{ readonly providerId: ProviderId }, undefined, z.infer<typeof StatusBody>>,
): Promise<Reply> {
  const { edge, params, body } = call;
  const staff = staffOf(call.principal);
  const { providerId } = params;
  const provider = await edge.system.facilities.provider({ tenantId: staff.tenantId, providerId });
  if (provider === null) throw notFound(`provider ${providerId}`);
  const queues: QueueId[] = [];
  let replays = 0;
  for (const policy of await queuesOf(edge, { staff, providerId })) {
    const { isReplay } = await sendWithReason(call, (reasonId) => ({
      type: "SetProviderStatus",
      providerId,
      status: body.status,
      until: body.until ?? null,
      reasonId,
    }), { policy, target: `${providerId} in ${policy.queueId}`, reason: body.reason });
    queues.push(policy.queueId);
    if (isReplay) replays += 1;
  }
  const until = body.until === undefined || body.until === null ? null : new Date(body.until).toISOString();
  const isReplay = replays > 0 && replays === queues.length;
  return done({ id: providerId, status: body.status, until, queues }, { isReplay });
}

/** Saying whether a provider works. */
export const providerStatusEndpoint: Endpoint = endpoint({
  method: "POST",
  path: "/providers/:providerId/status",
  permission: "provider.set_status",
  summary: "Say whether a provider works, in every queue they serve",
  body: StatusBody,
  answers: {
    200: {
      description: "The status, and the queues that were told",
      schema: z.object({ data: ProviderStatusDoc }),
    },
  },
  handle: setStatus,
});

/** The endpoints of providers. */
export const providerEndpoints: readonly Endpoint[] = [
  endpoint({
    method: "GET",
    path: "/providers",
    permission: "provider.read",
    summary: "The tenant's providers",
    answers: { 200: { description: "The providers", schema: z.object({ data: z.array(ProviderDoc) }) } },
    async handle({ edge, principal }) {
      const found = await edge.system.facilities.providers(staffOf(principal).tenantId);
      return ok(found.map(viewOf));
    },
  }),
  endpoint({
    method: "POST",
    path: "/providers",
    permission: "provider.administer",
    summary: "Add a provider to a facility",
    body: NewProvider,
    answers: { 201: providerAnswer },
    handle: createProvider,
  }),
  endpoint({
    method: "GET",
    path: "/providers/:providerId",
    permission: "provider.read",
    summary: "One provider",
    answers: { 200: providerAnswer },
    async handle({ edge, params, principal }) {
      const of = { tenantId: staffOf(principal).tenantId, providerId: params.providerId };
      return replyWith(changedOr(await edge.system.facilities.provider(of), `provider ${params.providerId}`));
    },
  }),
  endpoint({
    method: "PATCH",
    path: "/providers/:providerId",
    permission: "provider.administer",
    summary: "Change some fields of a provider; If-Match takes its version",
    body: ProviderFields.partial(),
    answers: { 200: providerAnswer },
    async handle({ edge, params, principal, body, request }) {
      const of = { tenantId: staffOf(principal).tenantId, providerId: params.providerId };
      const change = { fields: body, ifVersion: ifMatchTag(request) };
      const changed = await edge.system.facilities.changeProvider(of, change);
      return replyWith(changedOr(changed, `provider ${params.providerId}`));
    },
  }),
  endpoint({
    method: "POST",
    path: "/providers/:providerId/archive",
    permission: "provider.administer",
    summary: "Put a provider away",
    body: z.strictObject({}),
    answers: { 200: providerAnswer },
    async handle({ edge, params, principal, request }) {
      const of = { tenantId: staffOf(principal).tenantId, providerId: params.providerId };
      const change = { fields: {}, isArchived: true, ifVersion: ifMatchTag(request) };
      const changed = await edge.system.facilities.changeProvider(of, change);
      return replyWith(changedOr(changed, `provider ${params.providerId}`));
    },
  }),
  providerStatusEndpoint,
];
