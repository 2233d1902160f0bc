/** Turns on a store that answers: batching, refusals, read-your-writes. */
import { assert, assertEquals } from "@std/assert";
import { coinsOf, resultOf, send, ToyWorld } from "../../support/toy_world.ts";

Deno.test("send() answers after the commit and read() shows it", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one");
  const sent = await world.drive(send(actors, "a", { type: "Add", coins: 3 }));
  assertEquals(sent, { outcome: { coins: 3, seq: 1 }, isReplay: false });
  assertEquals(await world.drive(coinsOf(actors, "a")), 3);
});

Deno.test("send() commits commands that arrive together as one batch, in order", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one");
  const sent = await world.drive(
    Promise.all(Array.from({ length: 100 }, () => send(actors, "a", { type: "Add", coins: 1 }))),
  );
  assertEquals(sent.map(({ outcome }) => outcome.seq), Array.from({ length: 100 }, (_, index) => index + 1));
  assertEquals(actors.stats().commits, 1);
  assertEquals(world.store.peek({ prefix: ["log", "toy", "a"] }).length, 1);
});

Deno.test("send() refuses one command of a batch and carries out the others", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one");
  const results = await world.drive(Promise.all([
    resultOf(send(actors, "a", { type: "Add", coins: 2 })),
    resultOf(send(actors, "a", { type: "Spend", coins: 3 })),
    resultOf(send(actors, "a", { type: "Spend", coins: 2 })),
    resultOf(send(actors, "a", { type: "Spend", coins: 1 })),
  ]));
  assertEquals(results, ["ok", "queue_empty", "ok", "queue_empty"]);
  assertEquals(actors.stats().commits, 1);
});

Deno.test("send() commits nothing for refusals alone", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one");
  assertEquals(await world.drive(resultOf(send(actors, "a", { type: "Spend", coins: 1 }))), "queue_empty");
  assertEquals(await world.drive(resultOf(send(actors, "a", { type: "Nothing" }))), "ok");
  assertEquals(world.store.peek({ prefix: ["head"] }), []);
});

Deno.test("send() splits a batch at the store's limits, and a large command over several values", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one");
  const bursts = Array.from(
    { length: 8 },
    () => send(actors, "a", { type: "Burst", count: 50, chars: 1_500 }),
  );
  const sent = await world.drive(Promise.all(bursts));
  assertEquals(sent.map(({ outcome }) => outcome.seq), [50, 100, 150, 200, 250, 300, 350, 400]);
  assert(actors.stats().commits > 1);
  const events = await world.drive(actors.events("a", 0, 1_000));
  assertEquals(events.map(({ seq }) => seq), Array.from({ length: 400 }, (_, index) => index + 1));
  const middle = await world.drive(actors.events("a", 123, 3));
  assertEquals(middle.map(({ seq }) => seq), [124, 125, 126]);
});
