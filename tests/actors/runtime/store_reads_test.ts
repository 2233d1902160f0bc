/** Reads gathered into few requests. */
import { assertEquals } from "@std/assert";
import { StoreReads } from "../../../actors/runtime/store_reads.ts";
import { ToyWorld } from "../../support/toy_world.ts";

function startReads() {
  const world = new ToyWorld();
  const { deps } = world.start("one");
  let requests = 0;
  world.store.setScript(({ type }) => {
    if (type === "read") requests += 1;
    return "none";
  });
  return {
    world,
    deps,
    reads: new StoreReads(deps, { readTimeoutMs: 1_000, storeDownMs: 500 }),
    count: () => requests,
  };
}

Deno.test("StoreReads asks for what comes together ten keys at a time", async () => {
  const { world, deps, reads, count } = startReads();
  await world.drive(deps.kv.set(["n", 3], "three"));
  const entries = await world.drive(reads.getAll(Array.from({ length: 25 }, (_, index) => ["n", index])));
  assertEquals(entries.map(({ value }) => value).filter((value) => value !== null), ["three"]);
  assertEquals(count(), 3);
});

Deno.test("StoreReads shares one look among those who ask with the same key, but not with a later one", async () => {
  const { world, deps, reads, count } = startReads();
  const key = ["n", 1];
  const both = await world.drive(Promise.all([reads.get(key), reads.get(key)]));
  assertEquals([both.map(({ value }) => value), count()], [[null, null], 1]);
  await world.drive(deps.kv.set(key, 5));
  assertEquals((await world.drive(reads.get(key))).value, 5);
  assertEquals(count(), 2);
});

Deno.test("StoreReads asks on after a failure", async () => {
  const { world, reads } = startReads();
  world.store.interrupt({ forMs: 2_000 });
  const first = await world.drive(reads.get(["n", 1]).catch(({ code }) => code));
  assertEquals(first, "store_unavailable");
  await world.pass(3_000);
  assertEquals((await world.drive(reads.get(["n", 1]))).value, null);
});

Deno.test("StoreReads refuses at once for a while after the store stayed silent, and then asks again", async () => {
  const { world, deps } = startReads();
  let asked = 0;
  const silent = { ...deps, kv: { ...deps.kv, getMany: () => new Promise<never>(() => asked += 1) } };
  const reads = new StoreReads(silent, { readTimeoutMs: 1_000, storeDownMs: 500 });
  const ask = () => world.drive(reads.get(["n", 1]).catch(({ code }) => code));
  assertEquals([await ask(), asked], ["store_unavailable", 1]);
  const startedAt = world.simulation.now();
  assertEquals([await ask(), asked, world.simulation.now() - startedAt], ["store_unavailable", 1, 0]);
  await world.pass(501);
  assertEquals([await ask(), asked], ["store_unavailable", 2]);
});
