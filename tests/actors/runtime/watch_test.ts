/** Changes that other processes commit: heard through a watcher, or through the poll when its wake-up is lost. */
import { assert, assertEquals } from "@std/assert";
import { NO_FAULTS } from "../../support/simulated_faults.ts";
import { send, ToyWorld } from "../../support/toy_world.ts";

const add = { type: "Add", coins: 1 } as const;

for (const wakeUpLost of [0, 1]) {
  Deno.test(`subscribe() hears other processes when ${wakeUpLost * 100}% of wake-ups are lost`, async () => {
    const world = new ToyWorld();
    const one = world.start("one", { isShared: true });
    const two = world.start("two", { isShared: true });
    const heard: number[] = [];
    one.actors.subscribe("a", ({ events }) => heard.push(...events.map(({ seq }) => seq)));
    await world.pass(100);
    world.store.setFaults({ ...NO_FAULTS, wakeUpLost });
    for (let round = 0; round < 5; round++) await world.drive(send(two.actors, "a", add));
    await world.pass(wakeUpLost === 0 ? 500 : 4_000);
    assertEquals(heard, [1, 2, 3, 4, 5]);
  });
}

Deno.test("a watch outlives an outage of the store", async () => {
  const world = new ToyWorld();
  const one = world.start("one", { isShared: true });
  const two = world.start("two", { isShared: true });
  const heard: number[] = [];
  one.actors.subscribe("a", ({ seq }) => heard.push(seq));
  await world.drive(send(two.actors, "a", add));
  world.store.interrupt({ forMs: 20_000, process: "one" });
  await world.drive(send(two.actors, "a", add));
  await world.pass(60_000);
  await world.drive(send(two.actors, "a", add));
  await world.pass(5_000);
  assertEquals(heard.at(-1), 3);
  assert(heard.every((seq, index) => index === 0 || seq > (heard[index - 1] ?? 0)), `Heard ${heard}`);
});
