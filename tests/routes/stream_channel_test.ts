/** One queue's streams as their clients meet them: opening, conflation, discrete events, resumption. */
import { assert, assertEquals } from "@std/assert";
import {
  act,
  call,
  callNext,
  CONFIG,
  HOUR_MS,
  id,
  MINUTE_MS,
  setStatus,
  START_AT,
} from "../support/queue_fixture.ts";
import { DESK, DISPLAY, freshView, QUEUE, shownView, StreamWorld } from "../support/stream_world.ts";

Deno.test("Streams.open() begins with connected, queue-joined, queue-status and one whole queue-update", async () => {
  const world = new StreamWorld();
  await world.begin("ann", "bob");
  const reader = await world.follow("bob");
  assertEquals(reader.names(), ["connected", "queue-joined", "queue-status", "queue-update"]);
  assertEquals(reader.events[0]?.data, { clientId: "client-1" });
  assertEquals(reader.events[1]?.data, { roomId: QUEUE });
  assertEquals(reader.events[2]?.data.data.status, "open");
  assertEquals(shownView(reader), freshView(world, "bob"));
  assertEquals(reader.shown.queue.position, 2);
  assert(reader.lastEventId !== null);
  assert(reader.retryMs !== null && reader.retryMs >= 2_000 && reader.retryMs <= 4_000);
  world.close();
});

Deno.test("a change is shown at once, and further ones together, at most four a second", async () => {
  const world = new StreamWorld();
  await world.begin("ann", "bob", "cat", "dan");
  const reader = await world.follow("dan");
  await world.pass(1_000);
  reader.clear();
  await world.send(act("Leave", "ann"));
  await world.pass(1);
  assertEquals(reader.of("queue-update").length, 1);
  assertEquals(reader.shown.queue.position, 3);
  await world.send(act("Leave", "bob"));
  await world.pass(100);
  await world.send(act("Leave", "cat"));
  await world.pass(100);
  assertEquals(reader.of("queue-update").length, 1);
  await world.pass(50);
  assertEquals(reader.of("queue-update").length, 2);
  assertEquals(reader.shown.queue.position, 1);
  reader.clear();
  for (let step = 0; step < 100; step++) {
    await world.send(act(step % 2 === 0 ? "Hold" : "Resume", "dan"));
    await world.pass(20);
  }
  assert(reader.of("queue-update").length <= 9, `${reader.of("queue-update").length} in two seconds`);
  await world.pass(250);
  assertEquals(shownView(reader), freshView(world, "dan"));
  world.close();
});

Deno.test("your-turn goes to the one who is called, at once, with the room and not to others", async () => {
  const world = new StreamWorld();
  await world.begin("ann", "bob");
  const [ann, bob] = [await world.follow("ann"), await world.follow("bob")];
  await world.pass(300);
  await world.send({
    ...callNext(),
    type: "CallNext",
    providerId: null,
    caller: "desk",
    after: null,
    room: "3",
  });
  await world.pass(1);
  assertEquals(ann.of("your-turn").map(({ data }) => data), [{ ticketId: "ann", label: "A-001", room: "3" }]);
  assertEquals(bob.of("your-turn"), []);
  await world.pass(5 * MINUTE_MS);
  await world.send(call("ann"));
  await world.pass(1);
  assertEquals(ann.of("your-turn").length, 2);
  world.close();
});

Deno.test("pausing tells everybody with queue-status and queue-broadcast", async () => {
  const world = new StreamWorld();
  await world.begin("ann");
  const readers = [
    await world.follow("ann"),
    (await world.open(DISPLAY)).follow(),
    (await world.open(DESK)).follow(),
  ];
  await world.pass(300);
  readers.forEach((reader) => reader.clear());
  await world.send(setStatus("PauseQueue"));
  await world.pass(1);
  for (const reader of readers) {
    assertEquals(reader.of("queue-broadcast").map(({ data }) => data), [{ reason: "queue_paused" }]);
    assertEquals(reader.of("queue-status").map(({ data }) => data.data.status), ["paused"]);
  }
  world.close();
});

Deno.test("provider-status goes to patients and staff, not to screens", async () => {
  const world = new StreamWorld();
  await world.begin("ann");
  const [ann, desk, display] = [
    await world.follow("ann"),
    (await world.open(DESK)).follow(),
    (await world.open(DISPLAY)).follow(),
  ];
  const until = START_AT + HOUR_MS;
  const [providerId] = CONFIG.providerIds;
  assert(providerId !== undefined);
  await world.send({
    type: "SetProviderStatus",
    providerId,
    status: "on_break",
    until,
    reasonId: null,
  });
  await world.pass(300);
  const expected = {
    working: 0,
    providers: [{ providerId: "dr", status: "on_break", until: new Date(until).toISOString() }],
  };
  assertEquals(ann.of("provider-status").map(({ data }) => data.data), [expected]);
  assertEquals(desk.of("provider-status").length, 1);
  assertEquals(display.of("provider-status").length, 0);
  assertEquals(ann.shown.queue.estimatedWaitTime, null);
  world.close();
});

Deno.test("a resumed stream gets exactly the discrete events that it missed, in order, then the view", async () => {
  const world = new StreamWorld();
  await world.begin("ann", "bob");
  const first = await world.follow("ann");
  await world.pass(300);
  await world.send(setStatus("PauseQueue"));
  await world.pass(300);
  const { lastEventId } = first;
  await first.leave();
  await world.send(setStatus("OpenQueue"));
  await world.send(callNext());
  await world.send(setStatus("CloseQueue"));
  const second = await world.follow("ann", { lastEventId });
  assertEquals(second.names(), [
    "connected",
    "queue-joined",
    "queue-broadcast",
    "your-turn",
    "queue-broadcast",
    "queue-status",
    "queue-update",
  ]);
  assertEquals(second.of("queue-broadcast").map(({ data }) => data.reason), ["queue_opened", "queue_closed"]);
  assert(second.events.every(({ data }) => data.gap === undefined));
  assertEquals(shownView(second), freshView(world, "ann"));
  await second.leave();
  const third = await world.follow("ann", { lastEventId: second.lastEventId });
  assertEquals(third.names(), ["connected", "queue-joined", "queue-status", "queue-update"]);
  world.close();
});

Deno.test("a stream cut between two discrete events resumes after the first", async () => {
  const world = new StreamWorld();
  await world.begin("ann");
  const whole = await world.follow("ann");
  await world.send(setStatus("PauseQueue"));
  await world.send(setStatus("OpenQueue"));
  await world.pass(300);
  const [paused] = whole.of("queue-broadcast");
  const second = await world.follow("ann", { lastEventId: paused?.id ?? null });
  assertEquals(second.of("queue-broadcast").map(({ data }) => data.reason), ["queue_opened"]);
  world.close();
});

for (
  const [what, lastEventId] of [
    ["is none of ours", "elsewhere"],
    ["is ahead of the log", "999999.9"],
    ["is too long ago", "1.9"],
  ] as const
) {
  Deno.test(`a resumption from an id that ${what} gets a fresh view that says so`, async () => {
    const world = new StreamWorld();
    await world.begin("ann");
    if (what === "is too long ago") {
      for (let step = 0; step < 600; step++) {
        await world.send(act("Hold", "ann"));
        await world.send(act("Resume", "ann"));
      }
    }
    const reader = await world.follow("ann", { lastEventId });
    assertEquals(reader.names(), ["connected", "queue-joined", "queue-status", "queue-update"]);
    assert(reader.events.every(({ data }) => data.gap === true));
    assertEquals(shownView(reader), freshView(world, "ann"));
    world.close();
  });
}

Deno.test("F, S2 24: after disconnects at any moment the stream shows what a fresh read shows, and misses nothing", async () => {
  const world = new StreamWorld();
  const random = world.simulation.random.fork("moments");
  const others = Array.from({ length: 30 }, (_, index) => `p${index}`);
  await world.begin("ann", ...others);
  let reader = await world.follow("ann");
  const seen: string[] = [];
  const sent: string[] = [];
  for (let step = 0; step < 200; step++) {
    if (random.chance(0.3)) {
      const isPaused = world.queues.state(QUEUE).header.status === "paused";
      await world.send(setStatus(isPaused ? "OpenQueue" : "PauseQueue"));
      sent.push(isPaused ? "queue_opened" : "queue_paused");
    } else {
      const other = random.pick(others);
      await world.send(
        act(world.queues.state(QUEUE).ticket(other)?.state === "held" ? "Resume" : "Hold", other),
      );
    }
    if (random.chance(0.5)) await world.pass(random.integer(0, 400));
    if (!random.chance(0.3)) continue;
    await reader.leave();
    await world.pass(0);
    seen.push(...reader.of("queue-broadcast").map(({ data }) => data.reason));
    const { lastEventId } = reader;
    reader = await world.follow("ann", { lastEventId });
    assert(reader.events.every(({ data }) => data.gap === undefined));
    assertEquals(shownView(reader), freshView(world, "ann"));
  }
  await world.pass(600);
  seen.push(...reader.of("queue-broadcast").map(({ data }) => data.reason));
  assertEquals(seen, sent);
  assertEquals(shownView(reader), freshView(world, "ann"));
  world.close();
});

Deno.test("a revoked link ends its streams with an error, and nobody else's", async () => {
  const world = new StreamWorld();
  await world.begin("ann", "bob");
  const [ann, bob] = [await world.follow("ann"), await world.follow("bob")];
  await world.send({ type: "RevokeLink", ticketId: id("ann"), code: null });
  await world.pass(1);
  assertEquals(ann.of("error").map(({ data }) => data.code), ["link_revoked"]);
  assert(ann.isOver && ann.failure === null);
  assert(!bob.isOver);
  world.close();
});

Deno.test("while the store is away streams stay, and afterwards show what has changed", async () => {
  const world = new StreamWorld();
  await world.begin("ann", "bob");
  const reader = await world.follow("bob");
  await world.pass(300);
  reader.clear();
  world.queues.isUnreachable = true;
  await world.send(act("Leave", "ann"));
  await world.send(setStatus("PauseQueue"));
  await world.pass(1_000);
  assertEquals(reader.of("queue-update"), []);
  world.queues.isUnreachable = false;
  await world.pass(30_000);
  assertEquals(shownView(reader), freshView(world, "bob"));
  assertEquals(reader.of("queue-status").map(({ data }) => data.data.status), ["paused"]);
  world.close();
});

Deno.test("a resumption while the log cannot be read gets a fresh view that says so", async () => {
  const world = new StreamWorld();
  await world.begin("ann");
  const lastEventId = (await world.follow("ann")).lastEventId;
  world.queues.isLogUnreachable = true;
  const reader = await world.follow("ann", { lastEventId });
  assertEquals(reader.events[0]?.data.gap, true);
  assertEquals(shownView(reader), freshView(world, "ann"));
  world.close();
});

Deno.test("while the store confirms nothing the age of the view is told", async () => {
  const world = new StreamWorld();
  await world.begin("ann");
  const reader = await world.follow("ann");
  world.queues.ageMs = 31_000;
  await world.pass(31_000);
  assertEquals(reader.shown.queue.ageMs, 31_000);
  world.close();
});
