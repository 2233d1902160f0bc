/**
 * The shapes of a facility and of those who serve there. A facility gives its queues their zone and the hour at
 * which a day starts; opening hours, groups and transfers are not here yet.
 */
import { z } from "zod";
import type { FacilityId, ProviderId, TenantId } from "../shared/ids.ts";

const id = <T extends string>() => z.string().min(1).max(64).transform((value) => value as T);

/** True for a zone that the platform's time-zone data knows. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return !/^[+-]/.test(name);
  } catch {
    return false;
  }
}

/** What an administrator sets of a facility. */
export const FacilityFields = z.strictObject({
  name: z.string().trim().min(1).max(120),
  address: z.string().trim().max(300).nullable(),
  /** IANA zone. */
  timeZone: z.string().max(64).refine(isTimeZone, "Is not an IANA time zone"),
  languages: z.array(z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)).min(1).max(20),
  /** Minutes after local midnight at which a service day starts. */
  dayStartsAtMinutes: z.int().min(0).max(1439),
});
export type FacilityFields = z.infer<typeof FacilityFields>;

/** Digest of the keyed request that made the record, so that a repeat is told from another request. */
const requestHash = z.string().max(64).nullable();

export const Facility = z.object({
  ...FacilityFields.shape,
  id: id<FacilityId>(),
  tenantId: id<TenantId>(),
  requestHash,
  isArchived: z.boolean(),
});
export type Facility = z.infer<typeof Facility>;

export const PROVIDER_ROLES = ["doctor", "nurse", "desk"] as const;

/** What an administrator sets of a provider. */
export const ProviderFields = z.strictObject({
  name: z.string().trim().min(1).max(120),
  role: z.enum(PROVIDER_ROLES),
});
export type ProviderFields = z.infer<typeof ProviderFields>;

export const Provider = z.object({
  ...ProviderFields.shape,
  id: id<ProviderId>(),
  tenantId: id<TenantId>(),
  facilityId: id<FacilityId>(),
  requestHash,
  isArchived: z.boolean(),
});
export type Provider = z.infer<typeof Provider>;
