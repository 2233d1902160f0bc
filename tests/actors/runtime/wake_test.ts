/** Deadlines: fired once, soon, by whichever process is there, and by none whose clock is wrong. */
import { assertEquals } from "@std/assert";
import { resultOf, send, ToyWorld } from "../../support/toy_world.ts";

function rings(world: ToyWorld, actorId: string): number {
  const texts = world.store.peek({ prefix: ["log", "toy", actorId] })
    .map(({ value }) => new TextDecoder().decode(value as Uint8Array));
  return texts.join("").split('"Rang"').length - 1;
}

Deno.test("a deadline fires within about a second, once, and its record goes", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one");
  await world.drive(send(actors, "a", { type: "Remind", dueAt: world.simulation.now() + 5_000 }));
  assertEquals(world.store.peek({ prefix: ["wake"] }).length, 1);
  await world.pass(4_900);
  assertEquals(rings(world, "a"), 0);
  await world.pass(1_500);
  assertEquals(rings(world, "a"), 1);
  assertEquals(world.store.peek({ prefix: ["wake"] }), []);
  await world.pass(60_000);
  assertEquals(rings(world, "a"), 1);
});

Deno.test("an earlier deadline moves the record, a later one leaves it early and harmless", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one");
  const startAt = world.simulation.now();
  const remind = (ms: number) => world.drive(send(actors, "a", { type: "Remind", dueAt: startAt + ms }));
  await remind(20_000);
  await remind(10_000);
  await remind(30_000);
  assertEquals(world.store.peek({ prefix: ["wake"] }).map(({ key }) => Number(key[3]) - startAt), [10_000]);
  await world.pass(15_000);
  assertEquals(rings(world, "a"), 0);
  assertEquals(world.store.peek({ prefix: ["wake"] }).map(({ key }) => Number(key[3]) - startAt), [30_000]);
  await world.pass(20_000);
  assertEquals(rings(world, "a"), 1);
});

Deno.test("a deadline that passed is seen to before the next command is decided", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one", { limits: { wakeIntervalMs: 3_600_000 } });
  await world.drive(send(actors, "a", { type: "Remind", dueAt: world.simulation.now() + 1_000 }));
  await world.pass(2_000);
  const sent = await world.drive(send(actors, "a", { type: "Add", coins: 1 }));
  assertEquals(sent.outcome.seq, 3);
  assertEquals(rings(world, "a"), 1);
});

Deno.test("wake() fires what fell due while nobody scanned", async () => {
  const world = new ToyWorld();
  const one = world.start("one");
  await world.drive(send(one.actors, "a", { type: "Remind", dueAt: world.simulation.now() + 1_000 }));
  one.process.kill();
  await world.pass(10_000);
  const two = world.start("two", { limits: { wakeIntervalMs: 3_600_000 } });
  await world.drive(two.actors.wake());
  assertEquals(rings(world, "a"), 1);
});

Deno.test("a deadline fires once though several processes scan and one of them dies", async () => {
  for (let seed = 1; seed <= 10; seed++) {
    const world = new ToyWorld({ seed });
    const all = ["one", "two", "three"].map((name) => world.start(name, { isShared: true }));
    await world.pass(3_000);
    const dueAt = world.simulation.now() + 2_000;
    for (const actorId of ["a", "b", "c", "d"]) {
      await world.drive(
        resultOf(send(all[0]?.actors ?? world.start("x").actors, actorId, { type: "Remind", dueAt })),
      );
    }
    all[seed % 3]?.process.kill();
    await world.pass(20_000);
    for (const actorId of ["a", "b", "c", "d"]) {
      assertEquals(rings(world, actorId), 1, `seed ${seed}, ${actorId}`);
    }
  }
});
