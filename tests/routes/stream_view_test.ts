/** What each audience gets to see, and what it must not (SPEC §15 G). */
import { assert, assertEquals, assertNotMatch } from "@std/assert";
import type { QueueEvent } from "../../actors/queue/schema.ts";
import {
  audienceKey,
  broadcastOf,
  changesProviders,
  changesStatus,
  payload,
  roomIdOf,
  turnOf,
  Views,
  wholeDesk,
} from "../../routes/stream_view.ts";
import { callNext, CONFIG, START_AT } from "../support/queue_fixture.ts";
import { DESK, DISPLAY, follower, QUEUE, StreamWorld } from "../support/stream_world.ts";

async function viewsOf(...names: readonly string[]): Promise<{ world: StreamWorld; views: Views }> {
  const world = new StreamWorld();
  await world.begin(...names);
  await world.send(callNext());
  const { estimate } = world.queues;
  const views = new Views(world.queues.state(QUEUE), { estimate, at: START_AT, ageMs: 0 });
  return { world, views };
}

function called(room: string | null): QueueEvent {
  const caller = "desk";
  const common = { at: START_AT, by: "staff:ann", providerId: null, graceEndsAt: START_AT, passed: 0 };
  return { type: "TicketCalled", ticketId: "ann" as never, room, caller, ...common };
}

Deno.test("Views.update() tells a follower of a ticket nothing of other people, staff or the medical", async () => {
  const { views } = await viewsOf("ann", "bob", "cat");
  const json = views.update(follower("bob")) ?? "";
  assert(json.includes('"A-002"'));
  assertNotMatch(json, /ann|cat|p-|patient|code|need|class|calledBy|staff/i);
});

Deno.test("Views.update() tells a screen labels and rooms only", async () => {
  const { views } = await viewsOf("ann", "bob", "cat");
  const shown = JSON.parse(views.update(DISPLAY) ?? "null");
  assertEquals(shown.called.map((one: unknown) => JSON.stringify(one).replace(/"20[^"]*"/, "0")), [
    '{"label":"A-001","room":null,"calledAt":0}',
  ]);
  assertEquals(shown.next, ["A-002", "A-003"]);
  assertNotMatch(JSON.stringify(shown), /ann|bob|cat|patient|ticket|queue|tenant|provider/i);
});

Deno.test("Views.update() shows the desk its rows, and nobody a ticket that is gone", async () => {
  const { views } = await viewsOf("ann", "bob");
  const shown = JSON.parse(views.update(DESK) ?? "null");
  assertEquals(shown.view, "window");
  assertEquals(shown.rows.map((row: { label: string }) => row.label), ["A-001", "A-002"]);
  assertEquals(views.update(DESK), wholeDesk(views.desk()));
  assertEquals(views.update(follower("nobody")), null);
});

Deno.test("Views.update() speaks each follower's language", async () => {
  const { views } = await viewsOf("ann", "bob");
  const sentence = (language: "en" | "de") => {
    const json = views.update({ kind: "ticket", ticketId: "ann", language }) ?? "null";
    return JSON.parse(json).queue.queueStatus;
  };
  assertEquals(sentence("en"), "It is your turn");
  assert(sentence("de") !== sentence("en"));
});

Deno.test("Views.signatureOf() is equal for two instants and differs when something is shown differently", async () => {
  const { world } = await viewsOf("ann", "bob");
  const { estimate } = world.queues;
  const signature = (at: number, ageMs = 0) => {
    const views = new Views(world.queues.state(QUEUE), { estimate, at, ageMs });
    return views.signatureOf(views.update(follower("bob")) ?? "");
  };
  assertEquals(signature(START_AT + 5_000), signature(START_AT + 9_000));
  assert(signature(START_AT + 5_000) !== signature(START_AT + 5_000, 7));
});

Deno.test("roomIdOf() does not tell a screen the queue's id", async () => {
  const { world } = await viewsOf("ann");
  const state = world.queues.state(QUEUE);
  assertEquals(roomIdOf(DISPLAY, state), CONFIG.displayId);
  assertEquals(roomIdOf(follower("ann"), state), QUEUE);
});

Deno.test("audienceKey() differs by ticket, language and kind", () => {
  const keys = [
    follower("ann"),
    follower("bob"),
    { ...follower("ann"), language: "de" as const },
    DESK,
    DISPLAY,
  ].map(audienceKey);
  assertEquals(new Set(keys).size, 5);
});

Deno.test("turnOf() is for the called person alone, with the room when there is one", () => {
  const ann = { ticketId: "ann", label: "A-001" };
  assertEquals(turnOf(called("3"), ann), {
    name: "your-turn",
    json: '{"ticketId":"ann","label":"A-001","room":"3"}',
  });
  assertEquals(turnOf(called(null), ann)?.json, '{"ticketId":"ann","label":"A-001"}');
  assertEquals(turnOf(called("3"), { ticketId: "bob", label: "A-002" }), null);
});

Deno.test("broadcastOf(), changesStatus() and changesProviders() know the events that concern everybody", () => {
  const at = { at: START_AT, by: "staff:ann" };
  const paused: QueueEvent = { type: "QueuePaused", ...at, reasonId: null };
  assertEquals(broadcastOf(paused)?.json, '{"reason":"queue_paused"}');
  assertEquals(broadcastOf(called(null)), null);
  assertEquals([changesStatus(paused), changesProviders(paused)], [true, false]);
  const changed: QueueEvent = { type: "QueueChanged", ...at, config: CONFIG, previousPrefix: null };
  assertEquals([changesStatus(changed), changesProviders(changed)], [true, true]);
  assertEquals([changesStatus(called(null)), changesProviders(called(null))], [false, false]);
});

Deno.test("payload() says that there was a gap only when there was", () => {
  assertEquals(payload("{}", { isGap: false }), '{"data":{}}');
  assertEquals(payload("{}", { isGap: true }), '{"gap":true,"data":{}}');
});
