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

Deno.test("within() does not take time in which the process stood still for silence", async () => {
  const simulation = new Simulation({ seed: 1 });
  const [one, other] = [simulation.process("one"), simulation.process("other")];
  const answer = other.sleep(6_001).then(() => 7);
  const asked = within(one, answer, { ms: 2_000, what: "a test" });
  one.pause();
  simulation.after(6_000, () => one.resume());
  assertEquals(await simulation.drive(asked), 7);
});

Deno.test("within() ends for a process that stands still again and again", async () => {
  const simulation = new Simulation({ seed: 1 });
  const one = simulation.process("one");
  const asked = within(one, new Promise(() => {}), { ms: 1_000, what: "a test" });
  const stumble = () => {
    one.pause();
    simulation.after(5_000, () => {
      one.resume();
      simulation.after(500, stumble);
    });
  };
  const startedAt = simulation.now();
  stumble();
  await assertRejects(() => simulation.drive(asked), AppError);
  assert(simulation.now() - startedAt < 30_000, "It waited too long");
});

Deno.test("within() gives an AppError on as it is", async () => {
  const simulation = new Simulation({ seed: 1 });
  const failure = storeUnavailable(new Error("Broken"), 700);
  const failed = within(simulation.process("one"), Promise.reject(failure), { ms: 100, what: "a test" });
  assertEquals(await simulation.drive(failed.catch((cause) => cause)), failure);
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
