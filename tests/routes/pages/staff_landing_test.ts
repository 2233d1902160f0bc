import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { ProviderId, TenantId } from "../../../actors/shared/ids.ts";
import { CONFIG } from "../../support/queue_fixture.ts";
import { inPageWorld, QUEUE_ID } from "../../support/page_world.ts";
import { employ, signIn } from "../../support/staff_page.ts";

Deno.test("GET /desk lists the queues with who waits, one press from the desk", async () => {
  await inPageWorld(async (world) => {
    await employ(world);
    await signIn(world);
    await world.join();
    const response = await world.visit("/desk");
    assertEquals(response.status, 200);
    const html = await response.text();
    for (const part of [`href="/desk/${QUEUE_ID}"`, "Walk-in", "1 person is waiting", 'data-frame="staff"']) {
      assertStringIncludes(html, part);
    }
  });
});

Deno.test("GET /doctor lists one's own queues, or all with a word why", async () => {
  await inPageWorld(async (world) => {
    await employ(world);
    await signIn(world);
    const html = await (await world.visit("/doctor")).text();
    assertStringIncludes(html, `href="/doctor/${QUEUE_ID}"`);
    assertStringIncludes(html, "No queue has you as its provider");
  });
  const [own = "" as ProviderId] = CONFIG.providerIds;
  await inPageWorld(async (world) => {
    await employ(world, "tenant" as TenantId, { role: "doctor", providerId: own });
    assertEquals((await signIn(world)).headers.get("location"), "/doctor");
    const html = await (await world.visit("/doctor")).text();
    assert(!html.includes("No queue has you"));
  });
});

Deno.test("GET /desk and /doctor are for staff alone", async () => {
  await inPageWorld(async ({ visit }) => {
    for (const path of ["/desk", "/doctor"]) assertEquals((await visit(path)).status, 303, path);
  });
});

Deno.test("GET / of somebody signed in stays the patient's page", async () => {
  await inPageWorld(async (world) => {
    await employ(world);
    await signIn(world);
    assertStringIncludes(await (await world.visit("/")).text(), `href="/join/${QUEUE_ID}"`);
  });
});
