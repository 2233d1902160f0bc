/**
 * The fields of a queue that an administrator sets over the API, and how they become its configuration. The facility
 * gives the zone and the start of the day; the demo's openness cannot be asked for.
 */
import { z } from "zod";
import { QUEUE_DEFAULTS } from "../../actors/queue/defaults.ts";
import { ORDERINGS, QueueConfig } from "../../actors/queue/schema.ts";
import type { Facility } from "../../actors/facility/schema.ts";
import type { FacilityId, Locator, ProviderId } from "../../actors/shared/ids.ts";
import { idField } from "./inputs.ts";

const minutes = z.number().positive().max(1440).nullable();
const fields = {
  name: z.string().trim().min(1).max(80),
  prefix: z.string().regex(/^[A-Z]{1,3}$/, "Expected one to three capital letters"),
  ordering: z.enum(ORDERINGS),
  carriesOver: z.boolean(),
  capacity: z.int().positive().max(1_000_000).nullable(),
  waitlistCapacity: z.int().nonnegative().max(100_000),
  selfJoin: z.boolean(),
  providerIds: z.array(idField<ProviderId>()).max(100),
  defaultServiceMinutes: minutes,
  serviceMinutes: z.record(z.string().min(1).max(40), minutes)
    .refine((types) => Object.keys(types).length <= 100, "Expected at most 100 types"),
  graceMinutes: z.strictObject({
    in_person: z.number().min(0).max(240),
    online: z.number().min(0).max(240),
  }),
  holdMinutes: z.number().positive().max(480),
  deferPlaces: z.int().positive().max(100),
  headStartMinutes: z.strictObject({
    urgent: z.number().min(0).max(480),
    need: z.number().min(0).max(480),
    needsMax: z.number().min(0).max(480),
  }),
};

/** What may be changed later: every field, each on its own. */
export const QueueChange = z.strictObject(fields).partial();
export type QueueChange = z.infer<typeof QueueChange>;

/** What a new queue needs: where it is, its name and prefix; the rest has defaults. */
export const NewQueue = QueueChange.extend({
  facilityId: idField<FacilityId>(),
  name: fields.name,
  prefix: fields.prefix,
});
export type NewQueue = z.infer<typeof NewQueue>;

/** The configuration of a new queue of `facility`. */
export function newConfig(
  wanted: NewQueue,
  { facility, locator, displayId }: {
    readonly facility: Facility;
    readonly locator: Locator;
    readonly displayId: string;
  },
): QueueConfig {
  return QueueConfig.parse({
    ...QUEUE_DEFAULTS,
    ...wanted,
    tenantId: facility.tenantId,
    facilityId: facility.id,
    locator,
    displayId,
    timeZone: facility.timeZone,
    dayStartsAtMinutes: facility.dayStartsAtMinutes,
    isOpenToUnknown: false,
  });
}

/** `config` with the fields of `change`. */
export function changedConfig(config: QueueConfig, change: QueueChange): QueueConfig {
  return QueueConfig.parse({ ...config, ...change });
}
