/** One stream whose reader is slow or not: what waits for it, and what happens when that is too much. */
import { StreamClient } from "../../routes/stream_client.ts";
import { frameAt } from "../../routes/stream_frame.ts";
import { StreamReader } from "../support/stream_reader.ts";
import { assert, assertEquals } from "@std/assert";
import { setStatus } from "../support/queue_fixture.ts";
import { follower, freshView, shownView, StreamWorld } from "../support/stream_world.ts";

Deno.test("a slow reader loses no discrete event while the ring holds, and of state gets the newest", async () => {
  const world = new StreamWorld();
  await world.begin("ann", "bob");
  const reader = await world.open(follower("bob"));
  await reader.step();
  reader.clear();
  for (let step = 0; step < 16; step++) {
    await world.send(setStatus("PauseQueue"));
    await world.pass(300);
    await world.send(setStatus("OpenQueue"));
    await world.pass(300);
  }
  await reader.step();
  assertEquals(reader.of("queue-broadcast").length, 32);
  assertEquals(reader.of("queue-update").length, 1);
  assertEquals(reader.of("queue-status").length, 1);
  assertEquals(shownView(reader), freshView(world, "bob"));
  world.close();
});

Deno.test("one discrete event more than the ring holds makes a fresh view with gap, and nothing is doubled", async () => {
  const world = new StreamWorld();
  await world.begin("ann", "bob");
  const reader = await world.open(follower("bob"));
  await reader.step();
  reader.clear();
  for (let step = 0; step < 33; step++) {
    await world.send(setStatus(step % 2 === 0 ? "PauseQueue" : "OpenQueue"));
    await world.pass(300);
  }
  reader.follow();
  await world.pass(1);
  const kept = reader.events.filter(({ name }) => name !== "heartbeat");
  assertEquals(kept.map(({ name }) => name), ["connected", "queue-joined", "queue-status", "queue-update"]);
  assert(kept.every(({ data }) => data.gap === true));
  assertEquals(shownView(reader), freshView(world, "bob"));
  assertEquals(world.streams.stats().gaps, 1);
  reader.clear();
  await world.send(setStatus("OpenQueue"));
  await world.pass(300);
  assertEquals(reader.of("queue-broadcast").map(({ data }) => data), [{ reason: "queue_opened" }]);
  assertEquals(shownView(reader), freshView(world, "bob"));
  world.close();
});

Deno.test("a fast reader is not taken for a slow one when many events come between two slices", async () => {
  const world = new StreamWorld();
  await world.begin("ann");
  const reader = await world.follow("ann");
  for (let step = 0; step < 100; step++) {
    await world.send(setStatus(step % 2 === 0 ? "PauseQueue" : "OpenQueue"));
    if (step % 20 === 0) await Promise.resolve();
  }
  await world.pass(600);
  const gaps = reader.events.filter(({ data }) => data.gap === true).length;
  assert(reader.of("queue-broadcast").length === 100 || gaps > 0, "Events were lost without a word");
  assertEquals(shownView(reader), freshView(world, "ann"));
  world.close();
});

function clientOf(): { readonly client: StreamClient; readonly reader: StreamReader; ended(): number } {
  let ended = 0;
  const client = new StreamClient({
    id: "client",
    subject: {
      queueId: "queue",
      audience: follower("ann"),
      credential: "link",
      credentialStreamsMax: 1,
      sessionId: null,
      expiresAt: null,
      admit: () => {},
    },
    now: () => 0,
    onEnd: () => ended++,
    onGap: () => {},
  });
  return { client, reader: new StreamReader(new Response(client.body)), ended: () => ended };
}

const broadcast = (seq: number) =>
  frameAt({ seq, step: 1 }, { name: "queue-broadcast", json: `{"seq":${seq}}` });
const update = (seq: number) => frameAt({ seq, step: 9 }, { name: "queue-update", json: `{"seq":${seq}}` });

Deno.test("StreamClient writes an older state behind a newer discrete event without taking the position back", async () => {
  const { client, reader } = clientOf();
  client.start({ bytes: [], seq: 4, closing: [], viewSeq: 4 });
  client.offer("queue-update", update(5));
  client.push(broadcast(6));
  await reader.step();
  assertEquals(reader.events.map(({ name, id }) => [name, id]), [
    ["queue-broadcast", "6.1"],
    ["queue-update", null],
  ]);
  assertEquals(reader.lastEventId, "6.1");
  client.offer("queue-update", update(7));
  await reader.step();
  assertEquals(reader.lastEventId, "7.9");
});

Deno.test("StreamClient leaves out what came while it opened and is in the opening already", async () => {
  const { client, reader } = clientOf();
  client.push(broadcast(4));
  client.push(broadcast(5));
  client.start({ bytes: [], seq: 4, closing: [update(4)], viewSeq: 4 });
  client.push(broadcast(3));
  await reader.step();
  assertEquals(reader.events.map(({ name, data }) => [name, data.seq]), [
    ["queue-broadcast", 5],
    ["queue-update", 4],
  ]);
  assertEquals(reader.lastEventId, "5.1");
});

Deno.test("StreamClient ends once, whoever ends it, and takes nothing afterwards", async () => {
  const { client, reader, ended } = clientOf();
  client.start({ bytes: [], seq: 1, closing: [update(1)], viewSeq: 1 });
  client.close({ code: "draining", message: "Bye" });
  client.close({ code: "draining", message: "Bye" });
  client.drop("Late");
  client.push(broadcast(2));
  client.offer("queue-update", update(2));
  client.beat(new Uint8Array());
  client.write();
  await reader.step();
  await reader.step();
  assertEquals(reader.names(), ["error"]);
  assertEquals([reader.isOver, reader.failure, ended()], [true, null, 1]);
});
