/** An actor on its own: its mailbox while the store is away, and its claims while it looks elsewhere. */
import { assert, assertEquals } from "@std/assert";
import { resultOf, send, ToyWorld } from "../../support/toy_world.ts";

const add = { type: "Add", coins: 1 } as const;

Deno.test("an actor refuses at once for a while after the store failed", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one", { limits: { storeDownMs: 5_000 } });
  await world.drive(send(actors, "a", add));
  world.store.interrupt({ forMs: 60_000 });
  await world.drive(resultOf(send(actors, "a", add)));
  const startedAt = world.simulation.now();
  assertEquals(await world.drive(resultOf(send(actors, "a", add))), "store_unavailable");
  assertEquals(world.simulation.now(), startedAt);
});

Deno.test("what waits is refused with the batch that found no store", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one", { limits: { batchCommandsMax: 1 } });
  await world.drive(send(actors, "a", add));
  world.store.interrupt({ forMs: 60_000 });
  const results = await world.drive(Promise.all([1, 2, 3].map(() => resultOf(send(actors, "a", add)))));
  assertEquals(results, ["store_unavailable", "store_unavailable", "store_unavailable"]);
});

Deno.test("a command that waits for a look at its claim counts for the mailbox and for a drain", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one", {
    limits: { mailboxCommandsMax: 2, batchCommandsMax: 2, knownKeysMax: 10 },
  });
  await world.drive(send(actors, "a", { type: "Take", name: "ann", holder: "h1" }));
  await world.drive(send(actors, "b", add));
  const looking = [1, 2].map(() => resultOf(send(actors, "b", { type: "Take", name: "ann", holder: "h2" })));
  await world.pass(0);
  assertEquals(await world.drive(resultOf(send(actors, "b", add))), "overloaded");
  await world.drive(actors.drain());
  const results = await Promise.all(looking);
  assert(results.every((result) => result === "draining"), `${results}`);
});

Deno.test("an actor goes on at once while more is due than one turn sees to", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one", { limits: { dueRoundsMax: 1 } });
  await world.drive(send(actors, "a", { type: "Remind", dueAt: world.simulation.now() + 10 }));
  await world.pass(20);
  const sent = await world.drive(send(actors, "a", add));
  assertEquals(sent.outcome.seq, 3);
});
