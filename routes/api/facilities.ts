/**
 * Facilities over the API. A facility's zone and start of day are copied into a queue when the queue is made.
 */
import { z } from "zod";
import { FacilityFields } from "../../actors/facility/schema.ts";
import type { Facility } from "../../actors/facility/schema.ts";
import type { Stored } from "../../actors/facility/store.ts";
import { reject, RejectedError } from "../../actors/shared/errors.ts";
import type { FacilityId } from "../../actors/shared/ids.ts";
import { type Endpoint, endpoint, type Reply } from "../endpoint.ts";
import { notFound } from "../errors.ts";
import { staffOf } from "./access.ts";
import { assertSameRequest, newIdFor } from "./new_id.ts";
import { done, ok } from "./replies.ts";

const FacilityDoc = z.object({
  ...FacilityFields.shape,
  id: z.string(),
  isArchived: z.boolean(),
  version: z.string(),
});
const facilityAnswer = { description: "The facility", schema: z.object({ data: FacilityDoc }) };

const NewFacility = FacilityFields.extend({
  address: FacilityFields.shape.address.default(null),
  languages: FacilityFields.shape.languages.default(["en"]),
  dayStartsAtMinutes: FacilityFields.shape.dayStartsAtMinutes.default(0),
});

function viewOf(
  { versionstamp, tenantId: _tenantId, requestHash: _requestHash, ...facility }: Stored<Facility>,
) {
  return { ...facility, version: versionstamp };
}

/** The version that `If-Match` names, or null. */
export function ifMatchTag(request: Request): string | null {
  const tag = request.headers.get("if-match")?.trim().replace(/^W\//, "").replaceAll('"', "");
  return tag === undefined || tag === "*" ? null : tag;
}

/** The record after a change. @throws RejectedError `not_found` or `stale_version`. */
export function changedOr<T>(changed: Stored<T> | null | "stale", what: string): Stored<T> {
  if (changed === null) throw notFound(what);
  if (changed === "stale") {
    throw new RejectedError(reject("stale_version", `Cannot change ${what}: it changed since`));
  }
  return changed;
}

function replyWith(facility: Stored<Facility>, status = 200): Reply {
  return { status, body: { data: viewOf(facility) }, headers: { etag: `"${facility.versionstamp}"` } };
}

/** The endpoints of facilities. */
export const facilityEndpoints: readonly Endpoint[] = [
  endpoint({
    method: "GET",
    path: "/facilities",
    permission: "facility.read",
    summary: "The tenant's facilities",
    answers: { 200: { description: "The facilities", schema: z.object({ data: z.array(FacilityDoc) }) } },
    async handle({ edge, principal }) {
      const found = await edge.system.facilities.list(staffOf(principal).tenantId);
      return ok(found.map(viewOf));
    },
  }),
  endpoint({
    method: "POST",
    path: "/facilities",
    permission: "facility.administer",
    summary: "Make a facility",
    body: NewFacility,
    answers: { 201: facilityAnswer },
    async handle(call) {
      const { edge, body, principal } = call;
      const { facilities } = edge.system;
      const { tenantId } = staffOf(principal);
      const asked = newIdFor(call, "facilities");
      const facilityId = asked.id as FacilityId;
      const isNew = await facilities.create({
        ...body,
        id: facilityId,
        tenantId,
        requestHash: asked.requestHash,
      });
      const facility = changedOr(await facilities.get({ tenantId, facilityId }), `facility ${facilityId}`);
      assertSameRequest(facility, asked);
      return isNew ? replyWith(facility, 201) : done(viewOf(facility), { isReplay: true, status: 201 });
    },
  }),
  endpoint({
    method: "GET",
    path: "/facilities/:facilityId",
    permission: "facility.read",
    summary: "One facility",
    answers: { 200: facilityAnswer },
    async handle({ edge, params, principal }) {
      const of = { tenantId: staffOf(principal).tenantId, facilityId: params.facilityId };
      return replyWith(changedOr(await edge.system.facilities.get(of), `facility ${params.facilityId}`));
    },
  }),
  endpoint({
    method: "PATCH",
    path: "/facilities/:facilityId",
    permission: "facility.administer",
    summary: "Change some fields of a facility; If-Match takes its version",
    body: FacilityFields.partial(),
    answers: { 200: facilityAnswer },
    async handle({ edge, params, principal, body, request }) {
      const of = { tenantId: staffOf(principal).tenantId, facilityId: params.facilityId };
      const changed = await edge.system.facilities.change(of, {
        fields: body,
        ifVersion: ifMatchTag(request),
      });
      return replyWith(changedOr(changed, `facility ${params.facilityId}`));
    },
  }),
  endpoint({
    method: "POST",
    path: "/facilities/:facilityId/archive",
    permission: "facility.administer",
    summary: "Put a facility away",
    body: z.strictObject({}),
    answers: { 200: facilityAnswer },
    async handle({ edge, params, principal, request }) {
      const of = { tenantId: staffOf(principal).tenantId, facilityId: params.facilityId };
      const change = { fields: {}, isArchived: true, ifVersion: ifMatchTag(request) };
      const changed = await edge.system.facilities.change(of, change);
      return replyWith(changedOr(changed, `facility ${params.facilityId}`));
    },
  }),
];
