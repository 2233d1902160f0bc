/** The doctor's page: who may open it, and that its shell knows nothing about patients. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { ProviderId, TenantId } from "../../../actors/shared/ids.ts";
import { CONFIG } from "../../support/queue_fixture.ts";
import { inPageWorld, QUEUE_ID } from "../../support/page_world.ts";
import { employ, signIn } from "../../support/staff_page.ts";

const PATH = `/doctor/${QUEUE_ID}`;

Deno.test("GET /doctor/:queueId leads strangers to signing in and back", () =>
  inPageWorld(async ({ visit }) => {
    const response = await visit(PATH);
    assertEquals(response.status, 303);
    assertEquals(response.headers.get("location"), `/sign-in?next=${encodeURIComponent(PATH)}`);
  }));

Deno.test("GET /doctor/:queueId gives a shell with the queue and one's own provider, without a patient's name", () =>
  inPageWorld(async (world) => {
    const [own = "" as ProviderId] = CONFIG.providerIds;
    await employ(world, "tenant" as TenantId, { role: "doctor", providerId: own });
    await world.join({ name: "Rosalind Unmistakable" });
    await signIn(world);
    const response = await world.visit(PATH);
    assertEquals(response.status, 200);
    const html = await response.text();
    for (const part of ["Walk-in", 'data-frame="staff"', 'data-island="doctor"', "Getting the line"]) {
      assertStringIncludes(html, part);
    }
    assertStringIncludes(html, `ownProviderId&quot;:&quot;${own}&quot;`);
    assert(!html.includes("Unmistakable"));
  }));

Deno.test("GET /doctor/:queueId finds no queue that is not there or is another tenant's", () =>
  inPageWorld(async (world) => {
    await world.system.identity.createTenant({ id: "else" as TenantId, name: "Else", hosts: [] });
    await employ(world, "else" as TenantId);
    await signIn(world, { tenant: "else" });
    for (const path of [PATH, "/doctor/nowhere", "/doctor/a%20b"]) {
      assertEquals((await world.visit(path)).status, 404, path);
    }
  }));
