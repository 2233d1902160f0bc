import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { TenantId } from "../../../actors/shared/ids.ts";
import { nextDeskView } from "../../../islands/desk_state.ts";
import { inPageWorld, type PageWorld, QUEUE_ID } from "../../support/page_world.ts";
import { employ, signIn } from "../../support/staff_page.ts";

const PATH = `/desk/${QUEUE_ID}`;

async function asReception(test: (world: PageWorld) => Promise<void>): Promise<void> {
  await inPageWorld(async (world) => {
    await employ(world, "tenant" as TenantId, { role: "receptionist" });
    await signIn(world);
    await test(world);
  });
}

/** The values that the page gives its island. */
function propsIn(html: string): Readonly<Record<string, unknown>> {
  const [, text = "{}"] = /data-island="desk" data-props="([^"]*)"/.exec(html) ?? [];
  return JSON.parse(text.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&amp;", "&"));
}

Deno.test("GET /desk/:queueId is a shell for staff without a word about patients", async () => {
  await asReception(async ({ visit, join }) => {
    await join({ name: "Grace Hopper" });
    const response = await visit(PATH);
    const html = await response.text();
    assertEquals(response.status, 200);
    for (const part of ['data-frame="staff"', "Walk-in", "Call next", "desk.css"]) {
      assertStringIncludes(html, part);
    }
    for (const secret of ["Hopper", "A-001"]) assert(!html.includes(secret), secret);
    assertEquals(propsIn(html)["queueId"], QUEUE_ID);
  });
});

Deno.test("GET /desk/:queueId says who may move people, and speaks the language asked for", async () => {
  await asReception(async ({ visit }) => {
    const html = await (await visit(`${PATH}?lang=de`)).text();
    assertStringIncludes(html, "Nächsten aufrufen");
    assertEquals(Reflect.get(Object(propsIn(html)["account"]), "mayMove"), true);
  });
  await inPageWorld(async (world) => {
    await employ(world, "tenant" as TenantId, { role: "nurse" });
    await signIn(world);
    const html = await (await world.visit(PATH)).text();
    assertEquals(Reflect.get(Object(propsIn(html)["account"]), "mayMove"), false);
  });
});

Deno.test("GET /desk/:queueId sends strangers to sign in, and knows no queue that is not there", async () => {
  await inPageWorld(async ({ visit }) => {
    const response = await visit(PATH);
    assertEquals(response.status, 303);
    assertStringIncludes(response.headers.get("location") ?? "", encodeURIComponent(PATH));
  });
  await asReception(async ({ visit }) => {
    for (const path of ["/desk/nowhere", "/desk/%00", "/desk/a%20b"]) {
      assertEquals((await visit(path)).status, 404, path);
    }
  });
});

Deno.test("GET /desk/:queueId/view is the whole window, as the stream sends it", async () => {
  await asReception(async ({ visit, join, send }) => {
    await join();
    await join();
    await send({ type: "CallNext", providerId: null, room: null, caller: "desk", after: null });
    const response = await visit(`${PATH}/view`);
    const view = nextDeskView(null, await response.json());
    assertEquals(view?.rows.map(({ status }) => status), ["called", "waiting"]);
    const again = { headers: { "if-none-match": response.headers.get("etag") ?? "" } };
    assertEquals((await visit(`${PATH}/view`, again)).status, 304);
    await join();
    assertEquals((await visit(`${PATH}/view`, again)).status, 200);
  });
});

Deno.test("GET /desk/:queueId/view refuses whoever is not signed in, in a program's words", async () => {
  await inPageWorld(async ({ visit }) => {
    const response = await visit(`${PATH}/view`);
    assertEquals([response.status, (await response.json()).code], [401, "session_expired"]);
  });
  await asReception(async ({ visit }) => {
    assertEquals((await visit("/desk/nowhere/view")).status, 404);
  });
});
