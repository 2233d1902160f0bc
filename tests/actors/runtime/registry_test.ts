/** The life of actors on a process: bounds, eviction, draining. */
import { assert, assertEquals } from "@std/assert";
import { coinsOf, resultOf, send, ToyWorld } from "../../support/toy_world.ts";

const add = { type: "Add", coins: 1 } as const;

Deno.test("send() refuses at once what the mailbox cannot hold", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one", {
    limits: { mailboxCommandsMax: 10, batchCommandsMax: 5, knownKeysMax: 30 },
  });
  const results = await world.drive(
    Promise.all(Array.from({ length: 15 }, () => resultOf(send(actors, "a", add)))),
  );
  assertEquals(results.filter((result) => result === "ok").length, 10);
  assertEquals(results.slice(10), Array.from({ length: 5 }, () => "overloaded"));
  assertEquals(await world.drive(resultOf(send(actors, "a", add))), "ok");
});

Deno.test("send() takes no more commands into a batch than its limit", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one", { limits: { batchCommandsMax: 4 } });
  await world.drive(Promise.all(Array.from({ length: 10 }, () => send(actors, "a", add))));
  assertEquals(actors.stats().commits, 3);
});

Deno.test("an idle actor is forgotten, one with a listener is not, and nothing is lost", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one", { limits: { actorIdleMs: 1_000, evictionIntervalMs: 300 } });
  actors.subscribe("b", () => {});
  await world.drive(Promise.all([send(actors, "a", add), send(actors, "b", add)]));
  assertEquals(actors.stats().residentActors, 2);
  await world.pass(2_000);
  assertEquals(actors.stats().residentActors, 1);
  assertEquals(await world.drive(coinsOf(actors, "a")), 1);
  assertEquals(actors.stats().evictions, 1);
});

Deno.test("a full registry forgets the longest unused idle actors", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one", { limits: { residentActorsMax: 10 } });
  for (let index = 0; index < 25; index++) {
    await world.drive(send(actors, `actor ${index}`, add));
    await world.pass(1);
  }
  assert(actors.stats().residentActors <= 10);
  assertEquals(await world.drive(coinsOf(actors, "actor 0")), 1);
});

Deno.test("drain() finishes the commit in flight, refuses the rest and everything after", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one", { limits: { batchCommandsMax: 2 } });
  await world.drive(coinsOf(actors, "a"));
  const early = Array.from({ length: 5 }, () => resultOf(send(actors, "a", add)));
  await world.pass(0);
  const drained = actors.drain();
  const late = resultOf(send(actors, "a", add));
  const unknown = resultOf(send(actors, "new", add));
  await world.drive(drained);
  assertEquals(await Promise.all(early), ["ok", "ok", "draining", "draining", "draining"]);
  assertEquals([await late, await unknown], ["draining", "draining"]);
  assertEquals(actors.isReady(), false);
  assertEquals(await world.simulation.run(), "idle", "Nothing may keep running after a drain");
});

Deno.test("drain() on a shared store ends watchers, leases and polls", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one", { isShared: true });
  actors.subscribe("a", () => {});
  await world.drive(send(actors, "a", add));
  await world.pass(10_000);
  await world.drive(actors.drain());
  assertEquals(await world.simulation.run(), "idle");
});
