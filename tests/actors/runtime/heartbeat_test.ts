/** Clocks compared: who is off fires nothing. */
import { assert, assertEquals } from "@std/assert";
import { send, ToyWorld } from "../../support/toy_world.ts";

function rings(world: ToyWorld, actorId: string): number {
  const texts = world.store.peek({ prefix: ["log", "toy", actorId] })
    .map(({ value }) => new TextDecoder().decode(value as Uint8Array));
  return texts.join("").split('"Rang"').length - 1;
}

Deno.test("isReady() is false for a process whose clock is off, which fires nothing", async () => {
  const world = new ToyWorld();
  const right = [0, 300].map((skewMs, index) => world.start(`right ${index}`, { isShared: true, skewMs }));
  const wrong = world.start("wrong", { isShared: true, skewMs: 60_000 });
  await world.pass(10_000);
  assertEquals([...right, wrong].map(({ actors }) => actors.isReady()), [true, true, false]);
  const dueAt = world.simulation.now() + 30_000;
  await world.drive(send(right[0]?.actors ?? wrong.actors, "a", { type: "Remind", dueAt }));
  await world.pass(29_000);
  assertEquals(rings(world, "a"), 0);
  await world.pass(3_000);
  assertEquals(rings(world, "a"), 1);
  wrong.process.setSkew(0);
  await world.pass(10_000);
  assertEquals(wrong.actors.isReady(), true);
});

Deno.test("isReady() blames the clock that is ahead when only two processes differ", async () => {
  const world = new ToyWorld();
  const one = world.start("one", { isShared: true });
  const two = world.start("two", { isShared: true, skewMs: 10_000 });
  await world.pass(10_000);
  assertEquals([one.actors.isReady(), two.actors.isReady()], [true, false]);
  assert(two.lines.some((line) => line.startsWith("Clock compared")));
});

Deno.test("isReady() stays true when one beat was on its way for long", async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const world = new ToyWorld({ seed });
    const processes = ["one", "two"].map((name) => world.start(name, { isShared: true }));
    await world.pass(10_000);
    let isLate = false;
    world.store.setScript(({ type, keys }) => {
      if (type !== "commit" || isLate || !keys.some(([first]) => first === "heartbeat")) return null;
      isLate = true;
      return "late";
    });
    await world.pass(40_000);
    assert(isLate, "No beat was late");
    assertEquals(processes.flatMap(({ lines }) => lines.filter((line) => line.startsWith("Clock"))), []);
  }
});
