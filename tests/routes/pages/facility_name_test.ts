import { assertEquals, assertRejects } from "@std/assert";
import type { FacilityId, TenantId } from "../../../actors/shared/ids.ts";
import { AppError } from "../../../actors/shared/errors.ts";
import { facilityName } from "../../../routes/pages/facility_name.ts";
import type { AppContext } from "../../../routes/context.ts";
import { CONFIG_DEFAULT, inPageWorld } from "../../support/page_world.ts";

const AT = { tenantId: "tenant" as TenantId, facilityId: "facility" as FacilityId };

Deno.test("facilityName() knows the facility, and no name for an unknown one", async () => {
  await inPageWorld(async ({ system }) => {
    const context: AppContext = { system, config: CONFIG_DEFAULT };
    assertEquals(await facilityName(context, AT), "Riverside Clinic");
    assertEquals(await facilityName(context, { ...AT, facilityId: "other" as FacilityId }), "");
  });
});

Deno.test("facilityName() goes without while the store is away, and hides no bug", async () => {
  await inPageWorld(async ({ system }) => {
    const failing = (error: Error): AppContext => ({
      config: CONFIG_DEFAULT,
      system: { ...system, facilities: { ...system.facilities, get: () => Promise.reject(error) } },
    });
    assertEquals(await facilityName(failing(new AppError("store_unavailable", "Away")), AT), "");
    assertEquals(await facilityName(failing(new TypeError("database is gone")), AT), "");
    const bug: AppContext = {
      ...failing(new Error()),
      system: { ...system, facilities: undefined as never },
    };
    await assertRejects(() => facilityName(bug, AT), TypeError);
  });
});
