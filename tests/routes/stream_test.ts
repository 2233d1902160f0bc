/** Many streams together: room, limits, heartbeats, slices, sessions and the end of them all. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { AppError, reject, RejectedError } from "../../actors/shared/errors.ts";
import { act, callNext, create, join, MINUTE_MS, setStatus, START_AT } from "../support/queue_fixture.ts";
import { DESK, follower, freshView, QUEUE, StreamWorld } from "../support/stream_world.ts";
import type { StreamReader } from "../support/stream_reader.ts";

Deno.test("Streams.open() answers as an event stream that nobody stores or holds back", async () => {
  const world = new StreamWorld();
  await world.begin("ann");
  const { headers, status } = await world.answer(follower("ann"));
  assertEquals(status, 200);
  assertEquals(headers.get("content-type"), "text/event-stream; charset=utf-8");
  assertEquals(headers.get("cache-control"), "no-store");
  assertEquals(headers.get("x-accel-buffering"), "no");
  assertEquals(headers.get("referrer-policy"), "no-referrer");
  world.close();
});

Deno.test("a heartbeat comes every 15 seconds and has no id", async () => {
  const world = new StreamWorld();
  await world.begin("ann");
  await world.pass(700);
  const reader = await world.follow("ann");
  const before = reader.lastEventId;
  await world.pass(14_000);
  assertEquals(reader.of("heartbeat").length, 0);
  await world.pass(1_000);
  assertEquals(reader.of("heartbeat").length, 1);
  assertEquals(reader.of("heartbeat")[0]?.data, { at: new Date(world.process.now()).toISOString() });
  assertEquals(reader.lastEventId, before);
  await world.pass(60_000);
  assertEquals(reader.of("heartbeat").length, 5);
  world.close();
});

Deno.test("waits are computed anew every 30 seconds while anyone looks", async () => {
  const world = new StreamWorld();
  await world.begin("ann", "bob");
  await world.send(callNext());
  await world.send(act("Start", "ann"));
  const reader = await world.follow("bob");
  await world.pass(300);
  const before = reader.shown.queue.estimatedWaitTime;
  await world.pass(8 * MINUTE_MS);
  assert(reader.shown.queue.estimatedWaitTime < before);
  assertEquals(
    reader.shown.queue.estimatedWaitTime,
    (freshView(world, "bob") as typeof reader.shown).queue.estimatedWaitTime,
  );
  world.close();
});

Deno.test("a reader that takes nothing for more than a minute is dropped, one that reads stays", async () => {
  const world = new StreamWorld();
  await world.begin("ann", "bob");
  const stuck = await world.open(follower("ann"));
  const reading = await world.follow("bob");
  await stuck.step();
  await world.pass(80_000);
  assertEquals(world.streams.stats().open, 2);
  await world.pass(15_000);
  assertEquals(world.streams.stats(), { open: 1, queues: 1, opened: 2, refused: 0, dropped: 1, gaps: 0 });
  await stuck.step();
  assert(stuck.failure instanceof Error);
  assert(!reading.isOver);
  world.close();
});

Deno.test("one subscription serves all streams of a queue, and ends with the last of them", async () => {
  const world = new StreamWorld();
  await world.begin("ann", "bob");
  const readers = [await world.follow("ann"), await world.follow("bob"), await world.follow("bob")];
  assertEquals(world.queues.listeners(QUEUE), 1);
  assertEquals(world.queues.asked.subscriptions, 1);
  for (const reader of readers) await reader.leave();
  assertEquals(world.queues.listeners(QUEUE), 0);
  assertEquals(world.streams.stats().open, 0);
  assertEquals(world.streams.stats().queues, 0);
  assertEquals(await world.simulation.run(), "idle");
});

Deno.test("Streams.open() refuses beyond the streams of the process and of a credential, and takes again after an end", async () => {
  const world = new StreamWorld({ streamsMax: 3 });
  await world.begin("ann", "bob");
  const one = await world.follow("ann", { credentialStreamsMax: 2 });
  await world.follow("ann", { credentialStreamsMax: 2 });
  const error = await assertRejects(
    () => world.answer(follower("ann"), { credentialStreamsMax: 2 }),
    AppError,
    "with this link",
  );
  assertEquals(error.code, "overloaded");
  assert(error.retryAfterMs !== null);
  await world.follow("bob");
  await assertRejects(() => world.answer(follower("bob")), AppError, "3 are open");
  await one.leave();
  await world.follow("bob");
  assertEquals(world.streams.stats().refused, 2);
  world.close();
});

Deno.test("Streams.open() leaves nothing behind when it is not admitted or the store is away", async () => {
  const world = new StreamWorld();
  await world.begin("ann");
  const refusal = new RejectedError(reject("not_found", "Cannot find the ticket"));
  const admit = () => {
    throw refusal;
  };
  assertEquals(await world.answer(follower("ann"), { admit }).catch((error) => error), refusal);
  world.queues.isUnreachable = true;
  await assertRejects(() => world.answer(follower("ann")), AppError);
  assertEquals(world.streams.stats().open, 0);
  assertEquals(world.queues.listeners(QUEUE), 0);
  assertEquals(await world.simulation.run(), "idle");
});

Deno.test("a session that ended here or elsewhere ends its streams with an error", async () => {
  const world = new StreamWorld();
  await world.begin("ann");
  const [here, elsewhere] = [
    (await world.open(DESK, { sessionId: "here" })).follow(),
    (await world.open(DESK, { sessionId: "session" })).follow(),
  ];
  world.liveSessions.add("here");
  world.streams.endSession("here");
  await world.pass(0);
  assertEquals(here.of("error").map(({ data }) => data.code), ["session_expired"]);
  assert(here.isOver && !elsewhere.isOver);
  world.liveSessions.delete("session");
  await world.pass(15_000);
  assertEquals(elsewhere.of("error").map(({ data }) => data.code), ["session_expired"]);
  world.close();
});

Deno.test("a stream ends when its credential expires", async () => {
  const world = new StreamWorld();
  await world.begin("ann");
  const reader = await world.follow("ann", { expiresAt: START_AT + 40_000 });
  await world.pass(39_000);
  assert(!reader.isOver);
  await world.pass(15_000);
  assertEquals(reader.of("error").map(({ data }) => data.code), ["invalid_token"]);
  world.close();
});

Deno.test("Streams.closeAll() ends every stream with a retry, and opens no more", async () => {
  const world = new StreamWorld();
  await world.begin("ann", "bob");
  const readers = [await world.follow("ann"), await world.follow("bob")];
  await world.send(act("Leave", "ann"));
  world.streams.closeAll();
  assertEquals(await world.simulation.run(), "idle");
  for (const reader of readers) {
    assert(reader.isOver && reader.failure === null);
    assertEquals(reader.of("error").map(({ data }) => data.code), ["draining"]);
    assert(reader.retryMs !== null && reader.retryMs >= 1_000 && reader.retryMs <= 5_000);
  }
  const error = await assertRejects(() => world.answer(follower("bob")), AppError);
  assertEquals(error.code, "draining");
  assertEquals(world.queues.listeners(QUEUE), 0);
});

Deno.test("a queue whose commit hangs does not hold up another queue's views", async () => {
  const world = new StreamWorld();
  await world.begin("ann");
  await world.send(create({ prefix: "B" }), "other");
  await world.send(join("bob"), "other");
  await world.follow("ann");
  const bob = (await world.open(follower("bob"), { queueId: "other" })).follow();
  await world.pass(300);
  let release = () => {};
  world.queues.gate = new Promise((resolve) => release = resolve);
  await world.send(setStatus("PauseQueue"));
  await world.pass(1);
  world.queues.gate = null;
  await world.send(setStatus("PauseQueue"), "other");
  await world.pass(300);
  assertEquals(bob.of("queue-status").at(-1)?.data.data.status, "paused");
  release();
  world.close();
});

Deno.test("views are made in slices, and other work has its turn between two of them", async () => {
  const world = new StreamWorld({ streamsMax: 1_000 });
  const readers: StreamReader[] = [];
  for (let queue = 0; queue < 9; queue++) {
    await world.send(create(), `queue-${queue}`);
    for (let person = 0; person < 100; person++) {
      await world.send(join(`p${person}`), `queue-${queue}`);
      readers.push(
        await world.follow(`p${person}`, { queueId: `queue-${queue}`, credential: `${queue}/${person}` }),
      );
    }
  }
  await world.pass(1_000);
  readers.forEach((reader) => reader.clear());
  const told = () => readers.reduce((sum, reader) => sum + reader.of("queue-update").length, 0);
  const counts: number[] = [];
  const watch = (): void => {
    counts.push(told());
    if (told() < 900) world.process.after(0, watch);
  };
  for (let queue = 0; queue < 9; queue++) await world.send(act("Leave", "p0"), `queue-${queue}`);
  world.process.after(0, watch);
  await world.pass(100);
  assertEquals(told(), 900);
  for (let turn = 1; turn < counts.length; turn++) {
    assert((counts[turn] ?? 0) - (counts[turn - 1] ?? 0) <= 350, `Told in turns: ${counts}`);
  }
  assert(counts.length >= 4, `Told in turns: ${counts}`);
  world.close();
});
