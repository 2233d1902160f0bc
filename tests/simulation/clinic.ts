/** The queues of a simulated clinic: every policy, small capacities, day ends in reach, drawn from the seed. */
import { ORDERINGS, type QueueConfig } from "../../actors/queue/schema.ts";
import type { FacilityId, Locator, ProviderId, TenantId } from "../../actors/shared/ids.ts";
import type { SimulatedRandom } from "../support/simulation_random.ts";

/** The configuration of the queue with this number. */
export function queueConfigFor(random: SimulatedRandom, index: number): QueueConfig {
  return {
    tenantId: "tenant" as TenantId,
    facilityId: "facility" as FacilityId,
    locator: `loc0000${index}` as Locator,
    displayId: `display0000000000000${index}`,
    name: `Queue ${index}`,
    prefix: "ABCDEF".charAt(index),
    ordering: random.pick(ORDERINGS),
    timeZone: random.pick(["UTC", "Europe/Berlin", "America/New_York"]),
    // Simulations begin at 07:00 UTC: some days end while people wait.
    dayStartsAtMinutes: random.pick([0, 4 * 60, 8 * 60, 9 * 60 + 30]),
    carriesOver: random.chance(0.4),
    capacity: random.pick([null, 5, 20]),
    waitlistCapacity: random.pick([0, 4]),
    selfJoin: true,
    isOpenToUnknown: false,
    providerIds: [`provider${index}` as ProviderId],
    defaultServiceMinutes: random.pick([15, null]),
    serviceMinutes: { blood: 5 },
    graceMinutes: { in_person: 3, online: 1 },
    holdMinutes: 4,
    deferPlaces: 2,
    headStartMinutes: { urgent: 30, need: 10, needsMax: 20 },
  };
}
