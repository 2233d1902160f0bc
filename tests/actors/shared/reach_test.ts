/** A store that cannot be reached becomes one error. */
import { AppError } from "../../../actors/shared/errors.ts";
import { reach, reachOrRecall } from "../../../actors/shared/reach.ts";
import { assertEquals, assertRejects } from "@std/assert";

Deno.test("reach() passes on what was answered", async () => {
  assertEquals(await reach(Promise.resolve(7)), 7);
});

Deno.test("reach() turns any failure into store_unavailable and keeps its cause", async () => {
  const cause = new TypeError("Gone");
  const error = await assertRejects(() => reach(Promise.reject(cause)), AppError);
  assertEquals([error.code, error.retryAfterMs, error.cause], ["store_unavailable", 1_000, cause]);
});

Deno.test("reachOrRecall() recalls only while the store is away, and only what is known", async () => {
  const away = () => Promise.reject(new AppError("store_unavailable", "Cannot reach the store"));
  assertEquals(await reachOrRecall(() => Promise.resolve(7), 3), 7);
  assertEquals(await reachOrRecall<number | null>(away, 3), 3);
  assertEquals(await reachOrRecall<number | null>(away, null), null);
  await assertRejects(() => reachOrRecall(away, undefined), AppError);
  await assertRejects(() => reachOrRecall(() => Promise.reject(new TypeError("Broken")), 3), TypeError);
});
