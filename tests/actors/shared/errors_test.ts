import { assertEquals } from "@std/assert";
import { AppError, reject, RejectedError } from "../../../actors/shared/errors.ts";

Deno.test("reject() has facts only when it was given some", () => {
  assertEquals(reject("queue_paused", "Cannot call"), { code: "queue_paused", detail: "Cannot call" });
  assertEquals(reject("queue_full", "Full", { capacity: 2 }).facts, { capacity: 2 });
});

Deno.test("RejectedError carries its rejection and reads as its detail", () => {
  const rejection = reject("not_found", "Cannot find ticket x");
  const error = new RejectedError(rejection);
  assertEquals([error.rejection, error.message, error.name], [rejection, rejection.detail, "RejectedError"]);
});

Deno.test("AppError says when to come back, or null, and keeps its cause", () => {
  const cause = new Error("below");
  const error = new AppError("store_unavailable", "Cannot reach the store", { retryAfterMs: 500, cause });
  assertEquals([error.code, error.retryAfterMs, error.facts, error.cause], [
    "store_unavailable",
    500,
    null,
    cause,
  ]);
  assertEquals(new AppError("internal", "Broken").retryAfterMs, null);
});
