/** The pause after wrong passwords: when it begins, how it grows, what ends it. */
import {
  createSignInGuard,
  FREE_FAILURES,
  LOCK_FIRST_MS,
  LOCK_MAX_MS,
} from "../../../actors/identity/sign_in_guard.ts";
import { AppError } from "../../../actors/shared/errors.ts";
import { assertEquals, assertThrows } from "@std/assert";

function guarded() {
  let at = 0;
  const guard = createSignInGuard({ now: () => at });
  const fail = (times: number) => {
    for (let i = 0; i < times; i += 1) guard.failed("t/ada");
  };
  return { guard, fail, pass: (ms: number) => at += ms };
}

Deno.test("admit() lets a few failures pass and then pauses", () => {
  const { guard, fail, pass } = guarded();
  fail(FREE_FAILURES - 1);
  guard.admit("t/ada");
  fail(1);
  const error = assertThrows(() => guard.admit("t/ada"), AppError);
  assertEquals([error.code, error.retryAfterMs], ["rate_limited", LOCK_FIRST_MS]);
  pass(LOCK_FIRST_MS);
  guard.admit("t/ada");
});

Deno.test("failed() doubles the pause up to its bound", () => {
  const { guard, fail } = guarded();
  fail(FREE_FAILURES + 1);
  assertEquals(assertThrows(() => guard.admit("t/ada"), AppError).retryAfterMs, LOCK_FIRST_MS * 2);
  fail(100);
  assertEquals(assertThrows(() => guard.admit("t/ada"), AppError).retryAfterMs, LOCK_MAX_MS);
});

Deno.test("succeeded() forgets the failures; other names were never concerned", () => {
  const { guard, fail } = guarded();
  fail(FREE_FAILURES);
  guard.admit("t/eve");
  guard.succeeded("t/ada");
  guard.admit("t/ada");
});
