import { assertThrows } from "@std/assert";
import { assert, AssertionFailed, assertNever } from "../../../actors/shared/assert.ts";

Deno.test("assert() passes what holds and throws the message for what does not", () => {
  assert(true, "Never seen");
  assertThrows(() => assert(0, "A count is zero"), AssertionFailed, "A count is zero");
});

Deno.test("assertNever() throws on a value that the types ruled out", () => {
  assertThrows(() => assertNever("surprise" as never), AssertionFailed, '"surprise"');
});
