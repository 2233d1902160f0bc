/** Loading an actor: shared, tried again, refused when a newer program wrote it. */
import { assert, assertEquals } from "@std/assert";
import { coinsOf, resultOf, send, ToyWorld } from "../../support/toy_world.ts";

const add = { type: "Add", coins: 1 } as const;

Deno.test("a hole in the log is tried again and then reported as a failure of the store's content", async () => {
  const world = new ToyWorld();
  const one = world.start("one");
  for (let index = 0; index < 3; index++) await world.drive(send(one.actors, "a", add));
  const second = world.store.peek({ prefix: ["log", "toy", "a"] })[1];
  assert(second !== undefined);
  await world.drive(one.deps.kv.delete(second.key));
  const two = world.start("two");
  assertEquals(await world.drive(resultOf(send(two.actors, "a", add))), "store_unavailable");
  assertEquals(two.lines.filter((line) => line.startsWith("Begins to load")).length, 2);
});

Deno.test("an actor written by a newer program is refused by an older one, as a whole", async () => {
  const world = new ToyWorld();
  const newer = world.start("newer", { isShared: true, eventVersion: 2 });
  const older = world.start("older", { isShared: true });
  await world.drive(send(older.actors, "a", add));
  assertEquals(await world.drive(coinsOf(newer.actors, "a")), 1);
  await world.drive(send(newer.actors, "a", add));
  assertEquals(await world.drive(resultOf(send(older.actors, "a", add))), "unsupported_version");
  const read = await world.drive(coinsOf(older.actors, "a").catch(({ code }) => code));
  assertEquals(read, "unsupported_version");
  assertEquals(await world.drive(resultOf(send(older.actors, "b", add))), "ok");
});

Deno.test("callers that come while an actor is loaded share the load, and a failed load is tried again", async () => {
  const world = new ToyWorld();
  const one = world.start("one");
  await world.drive(send(one.actors, "a", add));
  const two = world.start("two");
  world.store.interrupt({ forMs: 3_000 });
  const first = await world.drive(
    Promise.all([coinsOf(two.actors, "a"), coinsOf(two.actors, "a")]).catch(({ code }) => code),
  );
  assertEquals(first, "store_unavailable");
  assertEquals(two.actors.stats().loads, 1);
  await world.pass(3_000);
  assertEquals(await world.drive(Promise.all([coinsOf(two.actors, "a"), coinsOf(two.actors, "a")])), [1, 1]);
  assertEquals(two.actors.stats().loads, 2);
});
