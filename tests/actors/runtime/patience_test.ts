/** Waiting with an end. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  backoffMs,
  pause,
  StoreTimeout,
  storeUnavailable,
  within,
} from "../../../actors/runtime/patience.ts";
import { AppError } from "../../../actors/shared/errors.ts";
import { Simulation } from "../../support/simulation_clock.ts";

Deno.test("within() gives the answer, and leaves no timer behind", async () => {
  const simulation = new Simulation({ seed: 1 });
  const deps = simulation.process("one");
  assertEquals(await simulation.drive(within(deps, Promise.resolve(7), { ms: 100, what: "a test" })), 7);
  const startedAt = simulation.now();
  await simulation.run();
  assertEquals(simulation.now(), startedAt);
});

Deno.test("within() rejects with store_unavailable on failure and on silence", async () => {
  const simulation = new Simulation({ seed: 1 });
  const deps = simulation.process("one");
  const failed = within(deps, Promise.reject(new Error("Broken")), { ms: 100, what: "a test" });
  const failure = await assertRejects(() => simulation.drive(failed), AppError);
  assertEquals([failure.code, String(failure.cause)], ["store_unavailable", "Error: Broken"]);
  const silent = within(deps, new Promise(() => {}), { ms: 100, what: "a test" });
  const timeout = await assertRejects(() => simulation.drive(silent), AppError);
  assert(timeout.cause instanceof StoreTimeout);
});

Deno.test("pause() takes its time", async () => {
  const simulation = new Simulation({ seed: 1 });
  const startedAt = simulation.now();
  await simulation.drive(pause(simulation.process("one"), 250));
  assertEquals(simulation.now() - startedAt, 250);
});

Deno.test("backoffMs() doubles up to its bound, between half and all of it", () => {
  const options = { baseMs: 4, maxMs: 100 };
  assertEquals([1, 2, 3, 10].map((tries) => backoffMs(tries, { ...options, random: () => 0 })), [
    2,
    4,
    8,
    50,
  ]);
  assert(backoffMs(10, { ...options, random: () => 0.999 }) <= 100);
});

Deno.test("storeUnavailable() says when to come back", () => {
  assertEquals(storeUnavailable(null, 300).retryAfterMs, 300);
});
