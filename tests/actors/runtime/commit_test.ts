/** What rides in one commit. */
import { assertEquals } from "@std/assert";
import { send, ToyWorld } from "../../support/toy_world.ts";

Deno.test("a commit writes head, log, claim, key and wake-up together", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one");
  const commits: (readonly unknown[])[] = [];
  world.store.onCommit(({ keys }) => commits.push(keys.map(([first]) => first).toSorted()));
  await world.drive(Promise.all([
    send(actors, "a", { type: "Remind", dueAt: world.simulation.now() + 60_000 }),
    send(actors, "a", { type: "Take", name: "ann", holder: "h" }, { key: "k", bodyHash: "h" }),
  ]));
  assertEquals(commits[0], ["head", "log", "wake"]);
  assertEquals(commits[1], ["claim", "head", "idem", "log"]);
  await world.drive(Promise.all([
    send(actors, "a", { type: "Take", name: "bob", holder: "h" }, { key: "k2", bodyHash: "h" }),
    send(actors, "a", { type: "Remind", dueAt: world.simulation.now() + 1_000 }),
  ]));
  const stored = world.store.peek({ prefix: ["wake"] }).length;
  assertEquals(stored, 1);
});

Deno.test("a released claim goes with the commit of its release", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one");
  await world.drive(send(actors, "a", { type: "Take", name: "ann", holder: "h" }));
  await world.drive(send(actors, "a", { type: "Release", name: "ann" }));
  assertEquals(world.store.peek({ prefix: ["claim"] }), []);
});

Deno.test("an idempotency record names its actor and expires", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one");
  await world.drive(send(actors, "a", { type: "Add", coins: 1 }, { key: "k", bodyHash: "h" }));
  const [record] = world.store.peek({ prefix: ["idem"] });
  const { at, ...rest } = record?.value as { readonly at: number };
  assertEquals(rest, { bodyHash: "h", reference: { seq: 1 }, kind: "toy", actorId: "a" });
  assertEquals(at <= world.simulation.now(), true);
  actors.close();
  await world.pass(48 * 3_600_000 + 70_000);
  assertEquals(world.store.peek({ prefix: ["idem"] }), []);
});
