/** A store that cannot be reached becomes one error. */
import { AppError } from "../../../actors/shared/errors.ts";
import { reach } from "../../../actors/shared/reach.ts";
import { assertEquals, assertRejects } from "@std/assert";

Deno.test("reach() passes on what was answered", async () => {
  assertEquals(await reach(Promise.resolve(7)), 7);
});

Deno.test("reach() turns any failure into store_unavailable and keeps its cause", async () => {
  const cause = new TypeError("Gone");
  const error = await assertRejects(() => reach(Promise.reject(cause)), AppError);
  assertEquals([error.code, error.retryAfterMs, error.cause], ["store_unavailable", 1_000, cause]);
});
