/** Replay: versions, corruption, gaps, and listeners that hear everything once. */
import { assert, assertEquals } from "@std/assert";
import { coinsOf, resultOf, send, ToyWorld } from "../../support/toy_world.ts";

const add = { type: "Add", coins: 1 } as const;

Deno.test("a changed last value leaves the actor readable at the version before it", async () => {
  const world = new ToyWorld();
  const one = world.start("one");
  for (let index = 0; index < 3; index++) await world.drive(send(one.actors, "a", add));
  const third = world.store.peek({ prefix: ["log", "toy", "a"] })[2];
  assert(third !== undefined);
  const text = new TextDecoder().decode(third.value as Uint8Array).replace('"coins":1', '"coins":9');
  await world.drive(one.deps.kv.set(third.key, new TextEncoder().encode(text)));
  const two = world.start("two");
  assertEquals(await world.drive(resultOf(send(two.actors, "a", add))), "internal");
  assertEquals(await world.drive(two.actors.read("a", (state, { seq }) => [state.fields.coins, seq])), [
    2,
    2,
  ]);
  assert(two.lines.some((line) => line.includes("read-only from its last good version")));
});

Deno.test("a broken hash chain leaves the actor readable at its last good version and refuses commands", async () => {
  const world = new ToyWorld();
  const one = world.start("one");
  for (let index = 0; index < 3; index++) {
    await world.drive(send(one.actors, "a", { type: "Add", coins: 10 }));
  }
  const second = world.store.peek({ prefix: ["log", "toy", "a"] })[1];
  assert(second !== undefined);
  const text = new TextDecoder().decode(second.value as Uint8Array).replace('"coins":10', '"coins":90');
  await world.drive(one.deps.kv.set(second.key, new TextEncoder().encode(text)));
  const two = world.start("two");
  assertEquals(await world.drive(resultOf(send(two.actors, "a", add))), "internal");
  assertEquals(await world.drive(coinsOf(two.actors, "a")), 100);
  assert(two.lines.some((line) => line.includes("read-only from its last good version")));
});

Deno.test("subscribe() hears each confirmed batch once and in order, and nothing unconfirmed", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one");
  const heard: number[] = [];
  const cancel = actors.subscribe("a", ({ events }) => heard.push(...events.map(({ seq }) => seq)));
  world.store.setScript(({ type, number }) => type === "commit" && number % 2 === 1 ? "answer_lost" : "none");
  for (let round = 0; round < 5; round++) {
    await world.drive(Promise.all([send(actors, "a", add), send(actors, "a", add)]));
  }
  assertEquals(heard, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  cancel();
  cancel();
  await world.drive(send(actors, "a", add));
  assertEquals(heard.length, 10);
});

Deno.test("subscribe() hears what was committed between a drop and the replay after it", async () => {
  const world = new ToyWorld();
  const one = world.start("one", { isShared: true });
  const two = world.start("two", { isShared: true });
  const heard: number[] = [];
  one.actors.subscribe("a", ({ events }) => heard.push(...events.map(({ seq }) => seq)));
  await world.drive(send(one.actors, "a", add));
  await world.drive(resultOf(send(one.actors, "a", { type: "Misbehave", where: "invariant" })));
  await world.drive(send(two.actors, "a", add));
  await world.drive(send(one.actors, "a", add));
  await world.pass(10_000);
  assertEquals(heard, [1, 2, 3]);
});
