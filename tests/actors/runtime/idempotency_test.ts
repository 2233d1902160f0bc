/** Idempotency keys: one effect, whatever is retried, wherever. */
import { assertEquals } from "@std/assert";
import { KnownKeys, parseKeyRecord } from "../../../actors/runtime/idempotency.ts";
import { coinsOf, resultOf, send, ToyWorld } from "../../support/toy_world.ts";

const add = { type: "Add", coins: 1 } as const;
const key = { key: "k1", bodyHash: "h1" };

Deno.test("send() answers a repeated key with the first result and does nothing again", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one");
  const first = await world.drive(send(actors, "a", add, key));
  await world.drive(send(actors, "a", add));
  const second = await world.drive(send(actors, "a", add, key));
  assertEquals(first, { outcome: { coins: 1, seq: 1 }, isReplay: false });
  assertEquals(second, { outcome: { coins: 2, seq: 1 }, isReplay: true });
  assertEquals(await world.drive(coinsOf(actors, "a")), 2);
});

Deno.test("send() carries out a key once when it comes twice in one batch", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one");
  await world.drive(send(actors, "a", add));
  const results = await world.drive(
    Promise.all([resultOf(send(actors, "a", add, key)), resultOf(send(actors, "a", add, key))]),
  );
  assertEquals(results, ["ok", "replay"]);
  assertEquals(await world.drive(coinsOf(actors, "a")), 2);
});

Deno.test("send() refuses a key that was used for another request", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one");
  await world.drive(send(actors, "a", add, key));
  const other = { ...key, bodyHash: "h2" };
  assertEquals(await world.drive(resultOf(send(actors, "a", add, other))), "idempotency_conflict");
  assertEquals(await world.drive(coinsOf(actors, "a")), 1);
});

Deno.test("send() recognises a key after a restart and after an eviction", async () => {
  const world = new ToyWorld();
  const one = world.start("one", { limits: { actorIdleMs: 1_000, evictionIntervalMs: 500 } });
  await world.drive(send(one.actors, "a", add, key));
  await world.pass(3_000);
  assertEquals(one.actors.stats().residentActors, 0);
  assertEquals(await world.drive(resultOf(send(one.actors, "a", add, key))), "replay");
  one.process.kill();
  const two = world.start("one");
  assertEquals(await world.drive(resultOf(send(two.actors, "a", add, key))), "replay");
  assertEquals(await world.drive(coinsOf(two.actors, "a")), 1);
});

Deno.test("send() recognises a key that lies before the snapshot which it replays from", async () => {
  const world = new ToyWorld();
  const one = world.start("one", { limits: { snapshotEventsMin: 10 } });
  await world.drive(send(one.actors, "a", add, key));
  for (let index = 0; index < 20; index++) await world.drive(send(one.actors, "a", add));
  await world.pass(1_000);
  assertEquals(one.actors.stats().snapshots > 0, true);
  one.process.kill();
  const two = world.start("one");
  assertEquals(await world.drive(resultOf(send(two.actors, "a", add, key))), "replay");
  const other = { ...key, bodyHash: "h2" };
  assertEquals(await world.drive(resultOf(send(two.actors, "a", add, other))), "idempotency_conflict");
});

Deno.test("send() finds the actor that a key created before, under another id", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one");
  const first = await world.drive(send(actors, "minted-1", add, key));
  const second = await world.drive(send(actors, "minted-2", add, key));
  assertEquals([first.isReplay, second.isReplay], [false, true]);
  assertEquals(await world.drive(coinsOf(actors, "minted-2")), 0);
  const other = { ...key, bodyHash: "h2" };
  assertEquals(await world.drive(resultOf(send(actors, "minted-3", add, other))), "idempotency_conflict");
});

Deno.test("send() creates one actor when a key comes twice at the same moment under two ids", async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const world = new ToyWorld({ seed });
    const one = world.start("one", { isShared: true });
    const two = world.start("two", { isShared: true });
    const results = await world.drive(Promise.all([
      resultOf(send(one.actors, "minted-1", add, key)),
      resultOf(send(two.actors, "minted-2", add, key)),
    ]));
    assertEquals(results.toSorted(), ["ok", "replay"], `seed ${seed}`);
    assertEquals(world.store.peek({ prefix: ["head"] }).length, 1, `seed ${seed}`);
  }
});

Deno.test("KnownKeys is incomplete once it has forgotten a key, and from its start otherwise", () => {
  const known = new KnownKeys(2, 0);
  const day = { now: 100_000, ttlMs: 1_000 };
  known.add([["a", "h", 1], ["b", "h", 2]], 99_900);
  assertEquals(known.isComplete(day), true);
  known.add([["c", "h", 3]], 99_950);
  assertEquals([known.get("a"), known.get("c")?.reference], [undefined, 3]);
  assertEquals(known.isComplete(day), false);
  assertEquals(known.isComplete({ now: 100_950, ttlMs: 1_000 }), true);
});

Deno.test("parseKeyRecord() ignores a record that the store keeps beyond its term", () => {
  const value = { bodyHash: "h", reference: 1, kind: "toy", actorId: "a", at: 1_000 };
  const entry = { key: ["idem", "k"], value, versionstamp: "01" };
  assertEquals(parseKeyRecord(entry, { now: 1_999, ttlMs: 1_000 }), { ...value, versionstamp: "01" });
  assertEquals(parseKeyRecord(entry, { now: 2_000, ttlMs: 1_000 }), null);
  const none = { key: ["idem", "k"], value: null, versionstamp: null };
  assertEquals(parseKeyRecord(none, { now: 0, ttlMs: 1_000 }), null);
});
