/** Keys: their order is what ranges rely on. */
import { assert, assertEquals } from "@std/assert";
import * as keys from "../../../actors/runtime/keys.ts";
import { ToyWorld } from "../../support/toy_world.ts";

const address = { kind: "toy", actorId: "a" };

Deno.test("keys of the log and of wake-ups sort by segment, position and time", async () => {
  const world = new ToyWorld();
  const { deps: { kv } } = world.start("one");
  const places = [[1, 2], [0, 10], [0, 9], [10, 300], [2, 30]] as const;
  for (const [segment, seq] of places) {
    await world.drive(kv.set(keys.logKey(address, { segment, seq }), 0));
    await world.drive(kv.set(keys.wakeKey(address, { shard: segment, dueAt: seq }), 0));
  }
  const expected = [[0, 9], [0, 10], [1, 2], [2, 30], [10, 300]];
  assertEquals(world.store.peek({ prefix: ["log"] }).map(({ key }) => key.slice(3)), expected);
  assertEquals(world.store.peek({ prefix: ["wake"] }).map(({ key }) => key.slice(2, 4)), expected);
});

Deno.test("every record of an actor has a key of its own", () => {
  const all: readonly Deno.KvKey[] = [
    keys.headKey(address),
    keys.logKey(address, { segment: 0, seq: 1 }),
    keys.snapshotPartKey(address, { generation: "g", part: 0 }),
    keys.claimKey(["t", "patient", "p"]),
    keys.idempotencyKey("k"),
    keys.wakeKey(address, { shard: 0, dueAt: 1 }),
    keys.leaseKey("job"),
    keys.heartbeatKey("p"),
    keys.cursorKey("r", address),
  ];
  assertEquals(new Set(all.map(([first]) => first)).size, all.length);
});

Deno.test("keyBytes() is never less than what a key takes", () => {
  assert(keys.keyBytes(["idem", "k".repeat(64)]) >= 4 + 2 + 64 + 2);
  assert(keys.keyBytes(["ü".repeat(10), 12]) >= 20 + 2 + 9);
});
