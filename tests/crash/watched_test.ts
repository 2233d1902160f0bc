/** Waits that end, whatever happens. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { isOverWithin, watched } from "./watched.ts";

const LONG_MS = 60_000;
const forever = new Promise<never>(() => {});

async function failureOf(
  wait: Promise<unknown>,
): Promise<{ readonly message: string; readonly why: string }> {
  const error = await assertRejects(() => wait, Error);
  return { message: error.message, why: String(error.cause) };
}

Deno.test("watched() gives what the step gives, and nobody's failure after that matters", async () => {
  const { promise: work, reject } = Promise.withResolvers<never>();
  assertEquals(await watched(Promise.resolve(5), { work, what: "seed 1", msMax: LONG_MS }), 5);
  reject(new Error("too late"));
  await assertRejects(() => work);
});

Deno.test("watched() names where it was as soon as the step fails", async () => {
  const step = Promise.reject(new Error("lost a ticket"));
  const { message, why } = await failureOf(watched(step, { work: forever, what: "seed 1", msMax: LONG_MS }));
  assertEquals([message, why], ["A promise was broken at seed 1", "Error: lost a ticket"]);
});

Deno.test("watched() waits neither for the step nor for the others once one of those who work has failed", async () => {
  const work = Promise.all([forever, Promise.reject(new Error("answered 500"))]);
  const { why } = await failureOf(watched(forever, { work, what: "seed 1", msMax: LONG_MS }));
  assertEquals(why, "Error: answered 500");
});

Deno.test("watched() takes work that ends by itself for a failure", async () => {
  const wait = watched(forever, { work: Promise.resolve(), what: "seed 1", msMax: LONG_MS });
  assertEquals((await failureOf(wait)).why, "Error: Everybody stopped working");
});

Deno.test("watched() ends when its time is over", async () => {
  const wait = watched(forever, { work: forever, what: "seed 1", msMax: 1 });
  assertEquals((await failureOf(wait)).why, "Error: It took longer than 1 ms");
});

Deno.test("isOverWithin() says whether a promise settled in time, whichever way", async () => {
  assert(await isOverWithin(Promise.resolve(), LONG_MS));
  assert(await isOverWithin(Promise.reject(new Error("no")), LONG_MS));
  assertEquals(await isOverWithin(forever, 1), false);
});
