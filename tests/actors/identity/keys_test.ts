/** Derived keys: stable, and different for each purpose. */
import { deriveSecret } from "../../../actors/identity/keys.ts";
import { AssertionFailed } from "../../../actors/shared/assert.ts";
import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";

const secret = new Uint8Array(32).fill(1);

Deno.test("deriveSecret() gives the same key for the same secret and purpose, another for another", () => {
  assertEquals(deriveSecret(secret, "tracking"), deriveSecret(secret, "tracking"));
  assertNotEquals(deriveSecret(secret, "tracking"), deriveSecret(secret, "session"));
  assertNotEquals(deriveSecret(secret, "tracking"), deriveSecret(new Uint8Array(32).fill(2), "tracking"));
  assertNotEquals(deriveSecret(secret, "tracking"), secret);
});

Deno.test("deriveSecret() refuses a short secret", () => {
  assertThrows(() => deriveSecret(new Uint8Array(31), "session"), AssertionFailed);
});
