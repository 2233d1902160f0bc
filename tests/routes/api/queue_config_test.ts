/** From an administrator's fields to a queue's configuration. */
import { assert, assertEquals } from "@std/assert";
import type { FacilityId, Locator, TenantId } from "../../../actors/shared/ids.ts";
import { changedConfig, newConfig, NewQueue, QueueChange } from "../../../routes/api/queue_config.ts";

const facility = {
  id: "f1" as FacilityId,
  tenantId: "t1" as TenantId,
  name: "Riverside",
  address: null,
  timeZone: "Europe/Berlin",
  languages: ["en"],
  dayStartsAtMinutes: 240,
  requestHash: null,
  isArchived: false,
};
const made = () =>
  newConfig(NewQueue.parse({ facilityId: "f1", name: "X-ray", prefix: "X" }), {
    facility,
    locator: "locator0" as Locator,
    displayId: "d".repeat(22),
  });

Deno.test("newConfig() takes zone and day from the facility and the rest from the defaults", () => {
  const config = made();
  assertEquals([config.tenantId, config.timeZone, config.dayStartsAtMinutes], ["t1", "Europe/Berlin", 240]);
  assertEquals([config.ordering, config.selfJoin, config.isOpenToUnknown, config.holdMinutes], [
    "arrival",
    false,
    false,
    20,
  ]);
});

Deno.test("changedConfig() changes what is named and nothing else", () => {
  const config = made();
  assertEquals(changedConfig(config, QueueChange.parse({ capacity: 5 })), { ...config, capacity: 5 });
  assertEquals(
    changedConfig(config, QueueChange.parse({ defaultServiceMinutes: null })).defaultServiceMinutes,
    null,
  );
});

Deno.test("QueueChange refuses what is fixed for life, the demo's openness, and values out of bounds", () => {
  for (
    const bad of [
      { tenantId: "t2" },
      { facilityId: "f2" },
      { locator: "x" },
      { displayId: "x" },
      { isOpenToUnknown: true },
      { capacity: 0 },
      { prefix: "abc" },
      { holdMinutes: 0 },
      { graceMinutes: { in_person: 5 } },
    ]
  ) {
    assert(!QueueChange.safeParse(bad).success, JSON.stringify(bad));
  }
});
