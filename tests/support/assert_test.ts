import { assert, assertEquals, assertExists, AssertionError, assertRejects, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";

function textOrNumber(): string | number {
  return "A-014";
}

Deno.test("assert() narrows what follows and refuses what is falsy", () => {
  const value = textOrNumber();
  assert(typeof value === "string");
  const text: string = value;
  assertEquals(text.length, 5);
  assertThrows(() => assert(text === "", "Expected no label"), AssertionError, "Expected no label");
});

Deno.test("assertExists() takes null and undefined from the type", () => {
  const found: string | undefined = ["A-014"].find((label) => label.startsWith("A"));
  assertExists(found);
  const label: string = found;
  assertEquals(label, "A-014");
  assertThrows(() => assertExists(null), AssertionError);
});

Deno.test("assertRejects() gives the typed error and refuses a promise that resolves", async () => {
  const error = await assertRejects(() => Promise.reject(new RangeError("Too far")), RangeError, "Too far");
  const message: string = error.message;
  assertEquals(message, "Too far");
  await assertRejects(() => assertRejects(() => Promise.resolve(), RangeError), AssertionError);
});

describe("describe()", () => {
  it("runs its tests under deno test", () => assertEquals([1, 2], [1, 2]));
});
