import { assert, assertEquals, assertMatch, assertNotEquals, assertStringIncludes } from "@std/assert";
import { parseTrack } from "../../../islands/track.ts";
import { CONFIG } from "../../support/queue_fixture.ts";
import { inPageWorld, type PageWorld, PUBLIC_URL, QUEUE_ID } from "../../support/page_world.ts";

const JSON_ONLY = { accept: "application/json" };
const DAY_MS = 24 * 60 * 60_000;

async function callNext({ send }: PageWorld, room: string | null = null): Promise<void> {
  await send({ type: "CallNext", providerId: null, room, caller: "desk", after: null });
}

async function statusOf({ system }: PageWorld, path: string): Promise<string | undefined> {
  return await system.queues.read(QUEUE_ID, (state) => state.byCode(path.slice(3))?.state);
}

Deno.test("GET /t/:code shows the ticket and nothing of anybody else", async () => {
  await inPageWorld(async ({ visit, join }) => {
    await join({ name: "Grace Hopper" });
    const path = await join({ name: "Ada Lovelace" });
    const response = await visit(path);
    const html = await response.text();
    assertEquals(response.status, 200);
    for (
      const text of ["Riverside Clinic", "Walk-in", "A-002", "1 person before you", 'data-island="ticket"']
    ) {
      assertStringIncludes(html, text);
    }
    for (const secret of ["Hopper", "Lovelace", "A-001"]) assert(!html.includes(secret), secret);
    assertMatch(html, /<title>Your place in line<\/title>/);
  });
});

Deno.test("GET /t/:code gives the holder's cookie for that ticket alone", async () => {
  await inPageWorld(async ({ visit, join }) => {
    const path = await join();
    const cookie = (await visit(path)).headers.getSetCookie().find((line) => line.startsWith("holder="));
    for (const part of [`Path=${path}`, "HttpOnly", "SameSite=Lax"]) assertStringIncludes(cookie ?? "", part);
  });
});

Deno.test("GET /t/:code marks the cookie secure where people come by https", async () => {
  await inPageWorld(async ({ visit, join }) => {
    const response = await visit(await join());
    assertStringIncludes(response.headers.get("set-cookie") ?? "", "Secure");
    assert(response.headers.has("strict-transport-security"));
  }, { config: { publicUrl: "https://clinic.example" } });
});

Deno.test("GET /t/:code of an unknown or impossible code is a kind 404", async () => {
  await inPageWorld(async ({ visit, join }) => {
    const path = await join();
    const other = path.endsWith("-") ? "_" : "-";
    for (const code of [`${path.slice(3, -1)}${other}`, "short", "x".repeat(24), "%00", "..%2f..%2fsecret"]) {
      const response = await visit(`/t/${code}`);
      assertEquals(response.status, 404, code);
      assertStringIncludes(await response.text(), "This ticket is not here any more");
    }
  });
});

Deno.test("GET /t/:code of a revoked link is the same 404", async () => {
  await inPageWorld(async (world) => {
    const path = await world.join();
    const ticket = await world.system.queues.read(QUEUE_ID, (state) => state.byCode(path.slice(3)));
    assert(ticket !== undefined);
    await world.send({ type: "RevokeLink", ticketId: ticket.id, code: null });
    assertEquals((await world.visit(path)).status, 404);
    assertEquals((await world.visit(`${path}/leave`, { method: "POST" })).status, 404);
  });
});

Deno.test("GET /t/:code works until a day after the ticket ended", async () => {
  await inPageWorld(async (world) => {
    const path = await world.join();
    await world.visit(path);
    await world.visit(`${path}/leave`, { method: "POST" });
    const endedAt = world.now;
    world.now = endedAt + DAY_MS - 1;
    assertEquals((await world.visit(path)).status, 200);
    world.now = endedAt + DAY_MS;
    assertEquals((await world.visit(path)).status, 404);
  });
});

Deno.test("POST /t/:code/hold, resume and leave act and lead back to the page", async () => {
  await inPageWorld(async (world) => {
    const path = await world.join();
    await world.visit(path);
    for (
      const [action, state] of [["hold", "held"], ["resume", "waiting"], ["leave", "cancelled"]] as const
    ) {
      const response = await world.visit(`${path}/${action}`, { method: "POST" });
      assertEquals([response.status, response.headers.get("location")], [303, path], action);
      assertEquals(await statusOf(world, path), state);
    }
    assertStringIncludes(await (await world.visit(path)).text(), "You left the line");
  });
});

Deno.test("POST /t/:code/acknowledge is answered with the view for a script, twice alike", async () => {
  await inPageWorld(async (world) => {
    const path = await world.join();
    await world.visit(path);
    await callNext(world, "3");
    assertStringIncludes(await (await world.visit(path)).text(), "room 3");
    for (const _ of [1, 2]) {
      const response = await world.visit(`${path}/acknowledge`, { method: "POST", headers: JSON_ONLY });
      assertEquals(response.status, 200);
      const track = parseTrack(await response.json());
      assertEquals([track?.status, track?.isAcknowledged, track?.room], ["called", true, "3"]);
    }
  });
});

Deno.test("POST /t/:code that the rules refuse shows how the ticket stands", async () => {
  await inPageWorld(async (world) => {
    const path = await world.join();
    await world.visit(path);
    const response = await world.visit(`${path}/acknowledge`, { method: "POST" });
    assertEquals(response.status, 409);
    assertStringIncludes(await response.text(), "Something changed in the meantime");
    const json = await world.visit(`${path}/acknowledge`, { method: "POST", headers: JSON_ONLY });
    assertEquals([json.status, (await json.json()).code], [409, "wrong_state"]);
  });
});

Deno.test("POST /t/:code without the cookie is refused", async () => {
  await inPageWorld(async (world) => {
    const path = await world.join();
    const response = await world.visit(`${path}/leave`, { method: "POST" });
    assertEquals(response.status, 403);
    assertStringIncludes(await response.text(), "This came from another page");
    assertEquals(await statusOf(world, path), "waiting");
  });
});

Deno.test("POST /t/:code with another ticket's cookie is refused", async () => {
  await inPageWorld(async (world) => {
    const mine = await world.join();
    const theirs = await world.join({ name: "Grace" });
    const cookie = (await world.visit(mine)).headers.getSetCookie().find((line) =>
      line.startsWith("holder=")
    );
    const response = await world.app.request(`${PUBLIC_URL}${theirs}/leave`, {
      method: "POST",
      headers: { cookie: cookie?.split(";")[0] ?? "", "sec-fetch-site": "same-origin" },
    });
    assertEquals(response.status, 403);
    assertEquals(await statusOf(world, theirs), "waiting");
  });
});

Deno.test("POST /t/:code from another site is refused, cookie or not", async () => {
  await inPageWorld(async (world) => {
    const path = await world.join();
    await world.visit(path);
    for (const site of ["cross-site", "same-site", "none"]) {
      const headers = { ...JSON_ONLY, "sec-fetch-site": site };
      const response = await world.visit(`${path}/leave`, { method: "POST", headers });
      assertEquals([response.status, (await response.json()).code], [403, "forbidden"], site);
    }
    assertEquals(await statusOf(world, path), "waiting");
  });
});

Deno.test("GET /t/:code/leave changes nothing", async () => {
  await inPageWorld(async (world) => {
    const path = await world.join();
    await world.visit(path);
    const response = await world.visit(`${path}/leave`);
    assertEquals(response.status, 404);
    assertEquals(await statusOf(world, path), "waiting");
  });
});

Deno.test("GET /t/:code/view answers the view once, and not again until it changes", async () => {
  await inPageWorld(async (world) => {
    const path = await world.join();
    await world.visit(path);
    const first = await world.visit(`${path}/view`, { headers: JSON_ONLY });
    assertEquals(parseTrack(await first.json())?.status, "waiting");
    const etag = first.headers.get("etag") ?? "";
    const headers = { ...JSON_ONLY, "if-none-match": etag };
    const again = await world.visit(`${path}/view`, { headers });
    assertEquals([again.status, await again.text()], [304, ""]);
    await callNext(world);
    const changed = await world.visit(`${path}/view`, { headers });
    assertEquals(parseTrack(await changed.json())?.status, "called");
    assertNotEquals(changed.headers.get("etag"), etag);
  });
});

Deno.test("GET /t/:code/explanation tells the holder why they stand there, in categories", async () => {
  await inPageWorld(async (world) => {
    const first = await world.join({ name: "Grace Hopper" });
    const path = await world.join({ name: "Ada Lovelace" });
    await world.visit(path);
    const explanation = async () =>
      await (await world.visit(`${path}/explanation`, { headers: JSON_ONLY })).json();
    assertEquals((await explanation()).data.groups, [{ reason: "earlier", people: 1 }]);
    await callNext(world);
    assertEquals((await explanation()).data.ahead, 0);
    assertEquals(await statusOf(world, first), "called");
  });
});

Deno.test("GET /t/:code/view, stream and explanation for a script need the cookie", async () => {
  await inPageWorld(async (world) => {
    const path = await world.join();
    for (const part of ["view", "stream", "explanation"]) {
      const response = await world.visit(`${path}/${part}`, { headers: JSON_ONLY });
      assertEquals([response.status, (await response.json()).code], [404, "not_found"], part);
    }
  });
});

Deno.test("GET /t/:code/stream opens with the ticket's view in the page's language", async () => {
  await inPageWorld(async (world) => {
    const path = await world.join();
    await world.visit(`${path}?lang=de`);
    const response = await world.visit(`${path}/stream`, { headers: { accept: "text/event-stream" } });
    assertMatch(response.headers.get("content-type") ?? "", /^text\/event-stream/);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    assert(reader !== undefined);
    let text = "";
    while (!/event: queue-update\n(?:id:.*\n)?data: .*\n/.test(text)) {
      text += (await reader.read()).value ?? "";
    }
    await reader.cancel();
    const [, data = "null"] = /event: queue-update\n(?:id:.*\n)?data: (.*)\n/.exec(text) ?? [];
    assertEquals(parseTrack(JSON.parse(data))?.sentence, "Sie sind als Nächstes dran");
  });
});

Deno.test("HEAD /t/:code/stream opens no stream", async () => {
  await inPageWorld(async (world) => {
    const path = await world.join();
    await world.visit(path);
    for (let times = 0; times < 30; times++) {
      assertEquals((await world.visit(`${path}/stream`, { method: "HEAD" })).status, 200);
    }
  });
});

Deno.test("the title says that it is one's turn, and never whose", async () => {
  await inPageWorld(async (world) => {
    const path = await world.join({ name: "Ada Lovelace" });
    await callNext(world);
    assertMatch(await (await world.visit(path)).text(), /<title>It is your turn<\/title>/);
  });
});

Deno.test("GET /t/:code/explanation brings a script the words in the page's language", async () => {
  await inPageWorld(async (world) => {
    const path = await world.join();
    await world.visit(`${path}?lang=de`);
    const { words } = await (await world.visit(`${path}/explanation`, { headers: JSON_ONLY })).json();
    assertEquals(words["why.title"], "Warum diese Reihenfolge?");
  });
});

Deno.test("GET /t/:code/explanation is a page for people", async () => {
  await inPageWorld(async (world) => {
    await world.join({ name: "Grace Hopper" });
    const path = await world.join({ name: "Ada Lovelace" });
    const html = await (await world.visit(`${path}/explanation`)).text();
    for (const text of ["Why this order?", "1 person is before you", "1 came earlier", `href="${path}"`]) {
      assertStringIncludes(html, text);
    }
    for (const secret of ["Hopper", "Lovelace", "A-001"]) assert(!html.includes(secret), secret);
    assertEquals((await world.visit(`${path.slice(0, -3)}xyz/explanation`)).status, 404);
  });
});

Deno.test("POST /t/:code/hold under one key is one hold, also after the person came back", async () => {
  await inPageWorld(async (world) => {
    const path = await world.join();
    await world.visit(path);
    const headers = { ...JSON_ONLY, "idempotency-key": "k".repeat(36) };
    assertEquals((await world.visit(`${path}/hold`, { method: "POST", headers })).status, 200);
    await world.visit(`${path}/resume`, { method: "POST" });
    assertEquals((await world.visit(`${path}/hold`, { method: "POST", headers })).status, 200);
    assertEquals(await statusOf(world, path), "waiting");
  });
});

Deno.test("GET /t/:code tells somebody who was put back that they will be called again", async () => {
  await inPageWorld(async (world) => {
    const path = await world.join();
    await callNext(world);
    const ticket = await world.system.queues.read(QUEUE_ID, (state) => state.byCode(path.slice(3)));
    assert(ticket !== undefined);
    await world.send({ type: "Defer", ticketId: ticket.id });
    assertStringIncludes(
      await (await world.visit(path)).text(),
      "You were called before and are back in line",
    );
  });
});

Deno.test("GET /t/:code says when nobody works in the line", async () => {
  await inPageWorld(async (world) => {
    const path = await world.join();
    const { providerIds: [providerId] } = CONFIG;
    assert(providerId !== undefined);
    const away = { type: "SetProviderStatus", providerId, until: null, reasonId: null } as const;
    await world.send({ ...away, status: "offline" });
    assertStringIncludes(await (await world.visit(path)).text(), "Nobody is seeing people at the moment");
    await world.send({ ...away, status: "on_break", until: world.now + 600_000 });
    assertStringIncludes(await (await world.visit(path)).text(), "It goes on at about");
  });
});
