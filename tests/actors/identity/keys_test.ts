/** Derived keys: stable, and different for each purpose. */
import { createHmac } from "node:crypto";
import fc from "fast-check";
import { createSigner, deriveSecret } from "../../../actors/identity/keys.ts";
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

Deno.test("createSigner() signs as the platform's HMAC does, for keys up to a block and texts of any alphabet", () => {
  const keys = fc.uint8Array({ minLength: 1, maxLength: 64 });
  fc.assert(fc.property(keys, fc.string({ unit: "grapheme", maxLength: 300 }), (key, text) => {
    assertEquals(createSigner(key)(text), createHmac("sha256", key).update(text).digest("base64url"));
  }));
});

Deno.test("createSigner() is not confused by what it signed before", () => {
  const sign = createSigner(secret);
  const first = sign("a longer text than the next");
  assertNotEquals(sign("short"), first);
  assertEquals(sign("a longer text than the next"), first);
});

Deno.test("createSigner() refuses a key beyond a block and a text beyond its bound", () => {
  assertThrows(() => createSigner(new Uint8Array(65)), AssertionFailed);
  assertThrows(() => createSigner(secret)("x".repeat(4_097)), AssertionFailed);
});
