/** Facilities and providers in the store: made once, changed against the version that was read, apart by tenant. */
import { createFacilities } from "../../../actors/facility/store.ts";
import type { FacilityId, ProviderId, TenantId } from "../../../actors/shared/ids.ts";
import { assert, assertEquals } from "@std/assert";
import { inMemoryWorld } from "../../support/memory_store.ts";

const tenantId = "t1" as TenantId;
const other = "t2" as TenantId;
const facilityId = "f1" as FacilityId;
const providerId = "p1" as ProviderId;
const facility = {
  id: facilityId,
  tenantId,
  name: "Riverside",
  address: null,
  timeZone: "Europe/Berlin",
  languages: ["en"],
  dayStartsAtMinutes: 240,
  requestHash: null,
};
const provider = {
  id: providerId,
  tenantId,
  facilityId,
  name: "Room 3",
  role: "desk",
  requestHash: null,
} as const;

Deno.test("create() writes once and get() reads back, for its own tenant alone", () =>
  inMemoryWorld(async ({ kv }) => {
    const facilities = createFacilities({ kv });
    assert(await facilities.create(facility));
    assertEquals(await facilities.create({ ...facility, name: "Twin" }), false);
    assertEquals((await facilities.get({ tenantId, facilityId }))?.name, "Riverside");
    assertEquals(await facilities.get({ tenantId: other, facilityId }), null);
    assertEquals(await facilities.list(other), []);
  }));

Deno.test("change() keeps what it is not told to change", () =>
  inMemoryWorld(async ({ kv }) => {
    const facilities = createFacilities({ kv });
    await facilities.create(facility);
    const changed = await facilities.change({ tenantId, facilityId }, { fields: { name: "Lakeside" } });
    assert(changed !== null && changed !== "stale");
    assertEquals([changed.name, changed.timeZone], ["Lakeside", "Europe/Berlin"]);
    assertEquals(await facilities.change({ tenantId: other, facilityId }, { fields: {} }), null);
  }));

Deno.test("change() refuses a version that somebody else has overtaken", () =>
  inMemoryWorld(async ({ kv }) => {
    const facilities = createFacilities({ kv });
    await facilities.create(facility);
    const ifVersion = (await facilities.get({ tenantId, facilityId }))?.versionstamp ?? "";
    await facilities.change({ tenantId, facilityId }, { fields: { name: "Lakeside" }, ifVersion });
    assertEquals(
      await facilities.change({ tenantId, facilityId }, { fields: { name: "Late" }, ifVersion }),
      "stale",
    );
    assertEquals((await facilities.get({ tenantId, facilityId }))?.name, "Lakeside");
  }));

Deno.test("change() of two at once loses neither", () =>
  inMemoryWorld(async ({ kv }) => {
    const facilities = createFacilities({ kv });
    await facilities.create(facility);
    await Promise.all([
      facilities.change({ tenantId, facilityId }, { fields: { name: "Lakeside" } }),
      facilities.change({ tenantId, facilityId }, { fields: { address: "Pier 1" } }),
    ]);
    const after = await facilities.get({ tenantId, facilityId });
    assertEquals([after?.name, after?.address], ["Lakeside", "Pier 1"]);
  }));

Deno.test("list() and providers() leave the archived out", () =>
  inMemoryWorld(async ({ kv }) => {
    const facilities = createFacilities({ kv });
    await facilities.create(facility);
    await facilities.createProvider(provider);
    assertEquals((await facilities.list(tenantId)).map(({ id }) => id), [facilityId]);
    assertEquals((await facilities.providers(tenantId)).map(({ id }) => id), [providerId]);
    await facilities.change({ tenantId, facilityId }, { fields: {}, isArchived: true });
    await facilities.changeProvider({ tenantId, providerId }, { fields: {}, isArchived: true });
    assertEquals(await facilities.list(tenantId), []);
    assertEquals(await facilities.providers(tenantId), []);
    assertEquals((await facilities.provider({ tenantId, providerId }))?.isArchived, true);
  }));
