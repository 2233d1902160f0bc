/** Commits that are refused, lost, late or answered by nobody: nothing is lost, nothing happens twice. */
import { assert, assertEquals } from "@std/assert";
import type { Fault } from "../../support/simulated_faults.ts";
import { coinsOf, resultOf, send, ToyWorld } from "../../support/toy_world.ts";

const add = { type: "Add", coins: 1 } as const;

/** Lets the commits of actor heads meet these faults, one after the other. */
function scriptCommits(world: ToyWorld, faults: readonly Fault[]): void {
  const rest = [...faults];
  world.store.setScript((operation) => {
    if (operation.type !== "commit" || !operation.keys.some(([first]) => first === "head")) return "none";
    return rest.shift() ?? "none";
  });
}

for (const fault of ["lost", "answer_lost", "retried", "late", "slow"] as const) {
  Deno.test(`send() carries out a command once when its commit is ${fault}`, async () => {
    const world = new ToyWorld();
    const { actors } = world.start("one");
    await world.drive(send(actors, "a", add));
    scriptCommits(world, [fault]);
    const results = await world.drive(
      Promise.all([resultOf(send(actors, "a", add)), resultOf(send(actors, "a", add))]),
    );
    assertEquals(results, ["ok", "ok"]);
    await world.pass(60_000);
    assertEquals(await world.drive(coinsOf(actors, "a")), 3);
    assertEquals((await world.drive(actors.events("a", 0, 100))).length, 3);
  });
}

Deno.test("send() finds that an attempt landed after a later one was sent", async () => {
  let landedLate = 0;
  for (let seed = 1; seed <= 30; seed++) {
    const world = new ToyWorld({ seed });
    const { actors } = world.start("one");
    await world.drive(send(actors, "a", add));
    scriptCommits(world, ["late", "slow", "late", "slow"]);
    const results = await world.drive(Promise.all([
      resultOf(send(actors, "a", add)),
      resultOf(send(actors, "a", { type: "Spend", coins: 2 })),
    ]));
    assertEquals(results, ["ok", "ok"], `seed ${seed}`);
    await world.pass(60_000);
    assertEquals(await world.drive(coinsOf(actors, "a")), 0, `seed ${seed}`);
    landedLate += actors.stats().landedLate;
  }
  assert(landedLate > 0, "No seed made an attempt land late");
});

Deno.test("send() answers store_unavailable when every commit is lost, and recovers by itself", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one");
  await world.drive(send(actors, "a", add));
  world.store.interrupt({ forMs: 60_000 });
  assertEquals(await world.drive(resultOf(send(actors, "a", add))), "store_unavailable");
  assertEquals(await world.drive(resultOf(send(actors, "a", add))), "store_unavailable");
  const shown = await world.drive(
    actors.read("a", (state, { ageMs }) => ({ coins: state.fields.coins, ageMs })),
  );
  assertEquals(shown.coins, 1);
  assert(shown.ageMs > 0, `Age ${shown.ageMs}`);
  await world.pass(70_000);
  assertEquals(await world.drive(resultOf(send(actors, "a", add))), "ok");
  assertEquals(await world.drive(coinsOf(actors, "a")), 2);
});

Deno.test("send() on two processes gives one serial history", async () => {
  for (let seed = 1; seed <= 10; seed++) {
    const world = new ToyWorld({ seed });
    const all = ["one", "two"].map((name) => world.start(name, { isShared: true }).actors);
    const sent = all.flatMap((actors) => Array.from({ length: 20 }, () => resultOf(send(actors, "a", add))));
    assertEquals(new Set(await world.drive(Promise.all(sent))), new Set(["ok"]), `seed ${seed}`);
    for (const actors of all) assertEquals(await world.drive(coinsOf(actors, "a")), 40, `seed ${seed}`);
  }
});

Deno.test("send() never gives a stale refusal on a shared store", async () => {
  const world = new ToyWorld();
  const one = world.start("one", { isShared: true });
  const two = world.start("two", { isShared: true });
  assertEquals(
    await world.drive(resultOf(send(two.actors, "a", { type: "Spend", coins: 1 }))),
    "queue_empty",
  );
  await world.drive(send(one.actors, "a", add));
  assertEquals(await world.drive(resultOf(send(two.actors, "a", { type: "Spend", coins: 1 }))), "ok");
});
