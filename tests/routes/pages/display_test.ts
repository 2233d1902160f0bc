import { assert, assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import { CONFIG } from "../../support/queue_fixture.ts";
import { inPageWorld, type PageWorld } from "../../support/page_world.ts";

const ID = CONFIG.displayId;
const PATH = `/display/${ID}`;

async function callNext(world: PageWorld): Promise<void> {
  await world.send({ type: "CallNext", providerId: null, room: "3", caller: "desk", after: null });
}

async function editionOf({ visit }: PageWorld, query = ""): Promise<string> {
  const { data } = await (await visit(`${PATH}/edition${query}`)).json();
  return data.edition;
}

Deno.test("GET /display/:displayId shows labels and rooms and never a name", async () => {
  await inPageWorld(async (world) => {
    await world.join({ name: "Ada Lovelace" });
    await world.join({ name: "Grace Hopper" });
    await callNext(world);
    const response = await world.visit(PATH);
    assertEquals(response.status, 200);
    const html = await response.text();
    assertStringIncludes(html, "-001");
    assertStringIncludes(html, "-002");
    assertStringIncludes(html, "room 3");
    assertStringIncludes(html, 'data-frame="screen"');
    for (const name of ["Ada", "Lovelace", "Grace", "Hopper"]) assert(!html.includes(name), name);
  });
});

Deno.test("GET /display/:displayId holds no inline style, which its own policy would block", async () => {
  await inPageWorld(async ({ visit }) => {
    assert(!/\sstyle=/.test(await (await visit(PATH)).text()));
  });
});

Deno.test("GET /display/:displayId is in the language of its address, which nobody's browser keeps", async () => {
  await inPageWorld(async ({ visit }) => {
    const response = await visit(`${PATH}?lang=ar`);
    assertStringIncludes(await response.text(), 'lang="ar" dir="rtl"');
    assertEquals(response.headers.getSetCookie(), []);
  });
});

Deno.test("GET /display/:displayId leads phones to joining only where strangers may join", async () => {
  await inPageWorld(async ({ visit }) => {
    assertStringIncludes(await (await visit(PATH)).text(), "clinic.example/join/walk-in");
  }, { queue: { selfJoin: true } });
  await inPageWorld(async ({ visit }) => {
    assert(!(await (await visit(PATH)).text()).includes("/join/walk-in"));
  }, { queue: { selfJoin: false } });
});

Deno.test("GET /display/:displayId finds nothing by a queue's id, part of an id, or with the demo off", async () => {
  await inPageWorld(async ({ visit }) => {
    for (const path of ["/display/walk-in", PATH.slice(0, -1), `${PATH}x`]) {
      const response = await visit(path);
      assertEquals(response.status, 404);
      await response.body?.cancel();
    }
  });
  await inPageWorld(async ({ visit }) => {
    assertEquals((await visit(PATH)).status, 404);
  }, { tenantId: "demo", config: { isDemo: false } });
});

Deno.test("GET /display/:displayId/view answers with a tag that only news changes", async () => {
  await inPageWorld(async (world) => {
    const { visit } = world;
    await world.join();
    const first = await visit(`${PATH}/view`);
    const { data } = await first.json();
    assertEquals([data.name, data.waiting, data.called], ["Walk-in", 1, []]);
    const etag = first.headers.get("etag") ?? "";
    world.now += 1_000;
    assertEquals((await visit(`${PATH}/view`, { headers: { "if-none-match": etag } })).status, 304);
    await callNext(world);
    const after = await visit(`${PATH}/view`, { headers: { "if-none-match": etag } });
    assertEquals(after.status, 200);
    assertEquals((await after.json()).data.called[0].room, "3");
  });
});

Deno.test("GET /display/:displayId/view answers a program with a problem when there is none", async () => {
  await inPageWorld(async ({ visit }) => {
    const response = await visit("/display/unknown000000000/view", {
      headers: { accept: "application/json" },
    });
    assertEquals(response.status, 404);
    assertEquals(response.headers.get("content-type"), "application/problem+json");
    await response.body?.cancel();
  });
});

Deno.test("GET /display/:displayId/edition is the page's own, and stays while only the line moves", async () => {
  await inPageWorld(async (world) => {
    const edition = await editionOf(world, "?lang=en");
    assertStringIncludes(await (await world.visit(`${PATH}?lang=en`)).text(), edition);
    await world.join();
    await callNext(world);
    assertEquals(await editionOf(world, "?lang=en"), edition);
    assertNotEquals(await editionOf(world, "?lang=de"), edition);
  });
});

Deno.test("GET /display/:displayId/edition changes with what the page says besides the line", async () => {
  const editions: string[] = [];
  for (const selfJoin of [true, false]) {
    await inPageWorld(async (world) => void editions.push(await editionOf(world)), { queue: { selfJoin } });
  }
  assertNotEquals(editions[0], editions[1]);
});
