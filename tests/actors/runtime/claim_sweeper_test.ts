/** Sweeping the claims of bulk changes. */
import { assertEquals } from "@std/assert";
import { SOME_FAULTS } from "../../support/simulated_faults.ts";
import { send, ToyWorld } from "../../support/toy_world.ts";

Deno.test("the claims of a bulk change are swept, and only those whose holder has ended", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one");
  const take = (actorId: string, name: string) =>
    world.drive(send(actors, actorId, { type: "Take", name, holder: `${actorId} ${name}` }));
  for (let index = 0; index < 130; index++) await take("a", `n${index}`);
  await take("b", "bob");
  await world.drive(send(actors, "a", { type: "EndDay" }));
  await take("a", "n3");
  await world.pass(5_000);
  const left = world.store.peek({ prefix: ["claim"] }).map(({ key }) => key.at(-1));
  assertEquals(left, ["bob", "n3"]);
});

Deno.test("claims are swept after a crash, and never a live one, through faults", async () => {
  for (let seed = 1; seed <= 5; seed++) {
    const world = new ToyWorld({ seed, checksMax: 10 });
    const one = world.start("one", { isShared: true });
    for (let index = 0; index < 30; index++) {
      await world.drive(send(one.actors, "a", { type: "Take", name: `n${index}`, holder: `h${index}` }));
    }
    await world.drive(send(one.actors, "a", { type: "EndDay" }));
    one.process.kill();
    const two = world.start("two", { isShared: true });
    world.store.setFaults(SOME_FAULTS);
    await world.pass(20_000);
    world.store.heal();
    await world.drive(send(two.actors, "b", { type: "Take", name: "n7", holder: "again" }));
    await world.pass(30_000);
    const left = world.store.peek({ prefix: ["claim"] }).map(({ key }) => key.at(-1));
    assertEquals(left, ["n7"], `seed ${seed}`);
  }
});
