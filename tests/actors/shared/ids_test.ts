import { assertEquals } from "@std/assert";
import { isId, type Locator, locatorOf, ticketIdOf, trackingCodeOf } from "../../../actors/shared/ids.ts";

Deno.test("isId() takes 1 to 64 characters of the base64url alphabet and nothing else", () => {
  assertEquals(["a", "A-_9", "x".repeat(64)].map(isId), [true, true, true]);
  assertEquals(["", "x".repeat(65), "a b", "a/b", "ä", "a\n"].map(isId), Array(6).fill(false));
});

Deno.test("locatorOf() finds the queue in a ticket id and a code", () => {
  const locator = "abcdefgh" as Locator;
  assertEquals(locatorOf(ticketIdOf(locator, "123456789012")), locator);
  assertEquals(locatorOf(trackingCodeOf(locator, "1234567890123456")), locator);
});

Deno.test("locatorOf() is null for what has no secret behind the locator or is no id", () => {
  assertEquals(["abcdefgh", "abc", "", "abcdefgh/123", "x".repeat(65)].map(locatorOf), Array(5).fill(null));
});
