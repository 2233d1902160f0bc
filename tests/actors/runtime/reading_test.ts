/** Reads: only what is confirmed, no older than their call, and the last confirmed while the store is away. */
import { assert, assertEquals } from "@std/assert";
import {
  coinsOf,
  resultOf,
  send,
  type StartOptions,
  type ToyProcess,
  ToyWorld,
} from "../../support/toy_world.ts";

const add = { type: "Add", coins: 1 } as const;

function shownBy({ actors }: ToyProcess): Promise<{ readonly coins: number; readonly ageMs: number }> {
  return actors.read("a", ({ fields: { coins } }, { ageMs }) => ({ coins, ageMs }));
}

/** Two processes on a shared store that have both seen the first coin. */
async function startTwo(limits: StartOptions["limits"] = {}) {
  const world = new ToyWorld();
  const [one, two] = [
    world.start("one", { isShared: true }),
    world.start("two", { isShared: true, limits }),
  ];
  await world.drive(send(one.actors, "a", add));
  assertEquals((await world.drive(shownBy(two))).coins, 1);
  return { world, one, two };
}

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

Deno.test("read() without a store counts the age from the question, however late its answer was replayed", async () => {
  const { world, one, two } = await startTwo({ readTimeoutMs: 1_000 });
  await world.drive(send(one.actors, "a", add));
  const askedAt = world.simulation.now();
  // The head is read at once; the first replay of the log hangs, and the second waits for it.
  world.store.setScript(({ type, process, number }) =>
    type === "list" && process === "two" && number <= 2 ? "slow" : "none"
  );
  const both = Promise.all([shownBy(two), shownBy(two)]);
  await world.pass(500);
  await world.drive(send(one.actors, "a", add));
  await world.drive(both);
  world.store.interrupt({ forMs: 60_000 });
  const { coins, ageMs } = await world.drive(shownBy(two));
  assertEquals(coins, 2);
  assert(ageMs >= world.simulation.now() - askedAt, `Said to be ${ageMs} ms old`);
});

Deno.test("read() without a store counts the age of an own commit from its sending, however late its answer was", async () => {
  const { world, one, two } = await startTwo({ commitTimeoutMs: 60_000 });
  world.store.setScript(({ type, process }) => type === "commit" && process === "two" ? "slow" : "none");
  const sent = send(two.actors, "a", add);
  while ((await world.drive(shownBy(one))).coins < 2) await world.pass(100);
  await world.drive(send(one.actors, "a", add));
  const overtakenAt = world.simulation.now();
  await world.drive(sent);
  world.store.interrupt({ forMs: 60_000 });
  const { coins, ageMs } = await world.drive(shownBy(two));
  assertEquals(coins, 2);
  assert(ageMs >= world.simulation.now() - overtakenAt, `Said to be ${ageMs} ms old`);
});

Deno.test("read() without a store counts the age of a state that was just loaded from its loading", async () => {
  const { world, one } = await startTwo();
  const three = world.start("three", { isShared: true });
  const loadedAt = world.simulation.now();
  world.store.setScript(({ type, process, number }) =>
    type === "read" && process === "three" && number > 1 ? "lost" : "none"
  );
  const { coins, ageMs } = await world.drive(shownBy(three));
  assertEquals(coins, 1);
  assert(ageMs <= world.simulation.now() - loadedAt, `Said to be ${ageMs} ms old`);
  await world.drive(send(one.actors, "a", add));
});
