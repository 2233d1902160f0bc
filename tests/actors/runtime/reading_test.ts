/** Reads: only what is confirmed, no older than their call, and the last confirmed while the store is away. */
import { assert, assertEquals } from "@std/assert";
import { coinsOf, resultOf, send, ToyWorld } from "../../support/toy_world.ts";

const add = { type: "Add", coins: 1 } as const;

Deno.test("read() never shows a state without a commit that landed after its callers were told of no store", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one", { limits: { commitTriesMax: 1 } });
  await world.drive(send(actors, "a", add));
  let isCut = false;
  world.store.setScript((operation) => {
    if (operation.type === "commit") {
      isCut = true;
      return "answer_lost";
    }
    return isCut ? "lost" : "none";
  });
  assertEquals(await world.drive(resultOf(send(actors, "a", add))), "store_unavailable");
  world.store.heal();
  assertEquals(await world.drive(coinsOf(actors, "a")), 2);
});

Deno.test("read() answers store_unavailable when nothing was ever confirmed here", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one");
  world.store.interrupt({ forMs: 60_000 });
  const result = await world.drive(coinsOf(actors, "a").then(() => "shown", (cause) => cause.code));
  assertEquals(result, "store_unavailable");
  await world.pass(60_000);
  assertEquals(await world.drive(coinsOf(actors, "a")), 0);
});

Deno.test("read() waits a moment for a commit, then shows the state before it, and the commit counts all the same", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one");
  await world.drive(send(actors, "a", add));
  world.store.setScript(({ type }) => type === "commit" ? "slow" : "none");
  const sent = send(actors, "a", add);
  await world.pass(1);
  const startedAt = world.simulation.now();
  assertEquals(await world.drive(coinsOf(actors, "a")), 1);
  assert(world.simulation.now() - startedAt <= 26, "The read waited too long");
  assertEquals((await world.drive(sent)).outcome.coins, 2);
  assertEquals(await world.drive(coinsOf(actors, "a")), 2);
});

Deno.test("read() on a shared store is no older than its call", async () => {
  const world = new ToyWorld();
  const one = world.start("one", { isShared: true });
  const two = world.start("two", { isShared: true });
  for (let coins = 1; coins <= 10; coins++) {
    await world.drive(send(coins % 2 === 0 ? one.actors : two.actors, "a", add));
    assertEquals(await world.drive(coinsOf(one.actors, "a")), coins);
    assertEquals(await world.drive(coinsOf(two.actors, "a")), coins);
  }
});

Deno.test("read() of a process that stood still is no older than its call", async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const world = new ToyWorld({ seed });
    const one = world.start("one", { isShared: true });
    const two = world.start("two", { isShared: true });
    await world.drive(send(one.actors, "a", add));
    assertEquals(await world.drive(coinsOf(two.actors, "a")), 1);
    world.store.setScript(({ type, process }) => type === "read" && process === "two" ? "slow" : "none");
    const before = coinsOf(two.actors, "a");
    two.process.pause();
    await world.drive(send(one.actors, "a", add));
    world.store.heal();
    await world.pass(10_000);
    two.process.resume();
    await world.pass(0);
    assertEquals(await world.drive(coinsOf(two.actors, "a")), 2, `seed ${seed}`);
    await world.drive(before);
  }
});
