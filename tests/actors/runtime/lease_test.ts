/** Leases: one holder at a time while clocks agree, and no holder for ever. */
import { assertEquals } from "@std/assert";
import { holdLease } from "../../../actors/runtime/lease.ts";
import { ToyWorld } from "../../support/toy_world.ts";

const lease = { job: "scan", leaseMs: 5_000 };

Deno.test("holdLease() is true for the first, false for the second until the first is silent", async () => {
  const world = new ToyWorld();
  const [one, two] = [world.start("one"), world.start("two")];
  assertEquals(await world.drive(holdLease(one.deps, lease)), true);
  assertEquals(await world.drive(holdLease(two.deps, lease)), false);
  await world.pass(3_000);
  assertEquals(await world.drive(holdLease(one.deps, lease)), true);
  await world.pass(3_000);
  assertEquals(await world.drive(holdLease(two.deps, lease)), false);
  await world.pass(3_000);
  assertEquals(await world.drive(holdLease(two.deps, lease)), true);
  assertEquals(await world.drive(holdLease(one.deps, lease)), false);
});

Deno.test("holdLease() gives a free lease to one of two that ask at once", async () => {
  const world = new ToyWorld();
  const [one, two] = [world.start("one"), world.start("two")];
  const held = await world.drive(Promise.all([holdLease(one.deps, lease), holdLease(two.deps, lease)]));
  assertEquals(held.toSorted(), [false, true]);
});

Deno.test("holdLease() ignores a lease that a wrong clock took for too long", async () => {
  const world = new ToyWorld();
  const wrong = world.start("wrong", { skewMs: 3_600_000 });
  assertEquals(await world.drive(holdLease(wrong.deps, lease)), true);
  assertEquals(await world.drive(holdLease(world.start("right").deps, lease)), true);
});
