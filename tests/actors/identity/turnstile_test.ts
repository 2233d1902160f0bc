/** The turnstile: how many pass at once, who waits, who is turned away. */
import { createTurnstile } from "../../../actors/identity/turnstile.ts";
import { assertEquals, assertRejects } from "@std/assert";
import { assertFails } from "../../support/staffed.ts";

Deno.test("pass() runs at most so many at once, in order, and turns away whoever finds no room to wait", async () => {
  const turnstile = createTurnstile({ atOnceMax: 2, waitingMax: 1 });
  const started: number[] = [];
  const ends: (() => void)[] = [];
  const task = (name: number) =>
    turnstile.pass(() => {
      started.push(name);
      return new Promise<number>((resolve) => void ends.push(() => resolve(name)));
    });
  const results = [task(1), task(2), task(3)];
  await assertFails("overloaded", () => task(4));
  assertEquals(started, [1, 2]);
  ends[1]?.();
  assertEquals(await results[1], 2);
  await Promise.resolve();
  assertEquals(started, [1, 2, 3]);
  ends[0]?.();
  ends[2]?.();
  assertEquals(await Promise.all(results), [1, 2, 3]);
});

Deno.test("pass() gives the place on when a task fails", async () => {
  const turnstile = createTurnstile({ atOnceMax: 1, waitingMax: 1 });
  const failing = turnstile.pass(() => Promise.reject(new TypeError("Broken")));
  const next = turnstile.pass(() => Promise.resolve("through"));
  await assertRejects(() => failing, TypeError, "Broken");
  assertEquals(await next, "through");
  assertEquals(await turnstile.pass(() => Promise.resolve("again")), "again");
});
