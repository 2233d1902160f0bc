/** Snapshots: written beside the turns, published by a head, two kept, and never needed to get the state right. */
import { assert, assertEquals } from "@std/assert";
import { send, type ToyProcess, ToyWorld } from "../../support/toy_world.ts";

const limits = { snapshotEventsMin: 50, snapshotRowsFactor: 0.5 };

async function fill(world: ToyWorld, { actors }: ToyProcess, count: number, from = 0): Promise<void> {
  for (let index = from; index < from + count; index++) {
    await world.drive(
      send(actors, "a", { type: "Take", name: `n${index}`, holder: `h${index}`, isFresh: true }),
    );
  }
  await world.pass(1_000);
}

function generations(world: ToyWorld): readonly unknown[] {
  const parts = world.store.peek({ prefix: ["snapshot", "toy", "a"] });
  return [...new Set(parts.map(({ key }) => key[3]))];
}

function stateOf(world: ToyWorld, { actors }: ToyProcess): Promise<unknown> {
  return world.drive(actors.read("a", (state, { seq }) => ({ ...state.snapshot() as object, at: seq })));
}

Deno.test("an actor loads the same state from a snapshot and the log as from the log alone", async () => {
  const world = new ToyWorld();
  const one = world.start("one", { limits });
  await fill(world, one, 320);
  assertEquals(generations(world).length, 2);
  const expected = await stateOf(world, one);
  assertEquals(await stateOf(world, world.start("two", { isShared: true })), expected);
  const kv = one.deps.kv;
  for (const { key } of world.store.peek({ prefix: ["snapshot"] })) await world.drive(kv.delete(key));
  const three = world.start("three", { isShared: true });
  assertEquals(await stateOf(world, three), expected);
  assert(three.lines.every((line) => line.startsWith("Cannot use a snapshot")));
  assertEquals(three.lines.length, 2);
});

Deno.test("an actor falls back to the older generation when the newest lacks a part", async () => {
  const world = new ToyWorld();
  const one = world.start("one", { limits });
  await fill(world, one, 320);
  const newest = generations(world).at(-1);
  const part = world.store.peek({ prefix: ["snapshot"] }).find(({ key }) => key[3] === newest);
  assert(part !== undefined);
  await world.drive(one.deps.kv.delete(part.key));
  const two = world.start("two", { isShared: true });
  assertEquals(await stateOf(world, two), await stateOf(world, one));
  assertEquals(two.lines.length, 1);
});

Deno.test("a snapshot is due again only when the log has grown with the state", async () => {
  const world = new ToyWorld();
  const one = world.start("one", { limits });
  await fill(world, one, 400);
  const written = one.actors.stats().snapshots;
  assert(written >= 4 && written <= 7, `${written} snapshots of 400 events`);
});

Deno.test("a snapshot waits while many commands do, but not beyond its factor", async () => {
  const busy = { ...limits, batchCommandsMax: 10, snapshotBusyMailbox: 5, snapshotBusyFactor: 4 };
  const writtenAfter = async (commands: number) => {
    const world = new ToyWorld();
    const one = world.start("one", { limits: busy });
    const sent = Array.from({ length: commands }, () => send(one.actors, "a", { type: "Add", coins: 1 }));
    const atOnce = Promise.all(sent).then(() => one.actors.stats().snapshots);
    const whileBusy = await world.drive(atOnce);
    await world.pass(1_000);
    return [whileBusy, one.actors.stats().snapshots];
  };
  assertEquals(await writtenAfter(150), [0, 1]);
  const [whileBusy = 0] = await writtenAfter(600);
  assert(whileBusy >= 1, "No snapshot was written however long it was busy");
});

Deno.test("a snapshot is written in several parts and leaves turns alone meanwhile", async () => {
  const world = new ToyWorld();
  const one = world.start("one", { limits: { ...limits, valueBytesMax: 54_000, snapshotEventsMin: 400 } });
  const name = (index: number) => `n${index}${"x".repeat(400)}`;
  const takes = Array.from(
    { length: 450 },
    (_, index) =>
      send(one.actors, "a", { type: "Take", name: name(index), holder: `h${index}`, isFresh: true }),
  );
  await world.drive(Promise.all(takes));
  await world.drive(send(one.actors, "a", { type: "Add", coins: 7 }));
  await world.pass(1_000);
  const parts = world.store.peek({ prefix: ["snapshot"] });
  assert(parts.length > 3, `${parts.length} parts`);
  assert(parts.every(({ value }) => value instanceof Uint8Array && value.byteLength <= 54_000));
  assertEquals(await stateOf(world, world.start("two", { isShared: true })), await stateOf(world, one));
});

Deno.test("a process that dies while it writes a snapshot leaves nothing that matters", async () => {
  for (let after = 1; after <= 8; after++) {
    const world = new ToyWorld({ seed: after });
    const one = world.start("one", { limits });
    const takes = Array.from(
      { length: 60 },
      (_, index) =>
        send(one.actors, "a", { type: "Take", name: `n${index}`, holder: `h${index}`, isFresh: true }),
    );
    await world.drive(Promise.all(takes));
    await world.simulation.run({ eventsMax: 1_000, untilAt: world.simulation.now() + after / 2 });
    one.process.kill();
    const two = world.start("two", { limits });
    await fill(world, two, 120, 1_000);
    assert(generations(world).length <= 2);
    assertEquals(await world.drive(two.actors.read("a", (state) => state.holders.size)), 180);
  }
});
