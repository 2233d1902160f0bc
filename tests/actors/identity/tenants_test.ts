/** Tenants: found by id, host, or being alone; made once. */
import { TENANT_CACHE_MS } from "../../../actors/identity/tenants.ts";
import type { TenantId } from "../../../actors/shared/ids.ts";
import { assert, assertEquals } from "@std/assert";
import { inMemoryWorld } from "../../support/memory_store.ts";
import { identityOn, staffed, tenantId } from "../../support/staffed.ts";

Deno.test("tenantFor() takes the one asked for, else the host's, else the only one", () =>
  inMemoryWorld(async (world) => {
    const identity = await staffed(world);
    const nameFor = async (tenant: string | null, host: string | null) =>
      (await identity.tenantFor({ tenant, host }))?.name ?? null;
    assertEquals(await nameFor("t1", null), "Clinic");
    assertEquals(await nameFor(null, "clinic.example"), "Clinic");
    assertEquals(await nameFor(null, "elsewhere.example"), "Clinic");
    assertEquals(await nameFor(null, "h".repeat(3_000)), "Clinic");
    assertEquals(await nameFor("unknown", "clinic.example"), null);
    await identity.createTenant({ id: "t2" as TenantId, name: "Second", hosts: [] });
    assertEquals(await nameFor(null, "elsewhere.example"), null);
    assertEquals(await nameFor(null, "clinic.example"), "Clinic");
  }));

Deno.test("createTenant() refuses a taken id or host, and is seen elsewhere soon after", () =>
  inMemoryWorld(async (world) => {
    const identity = await staffed(world);
    const elsewhere = identityOn(world);
    assertEquals(await elsewhere.tenant("t3"), null);
    assertEquals(await identity.createTenant({ id: tenantId, name: "Twin", hosts: [] }), false);
    assertEquals(
      await identity.createTenant({ id: "t3" as TenantId, name: "Twin", hosts: ["clinic.example"] }),
      false,
    );
    assert(await identity.createTenant({ id: "t3" as TenantId, name: "Third", hosts: [] }));
    world.pass(TENANT_CACHE_MS);
    assertEquals((await elsewhere.tenant("t3"))?.name, "Third");
  }));
