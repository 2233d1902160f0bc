import { assertEquals } from "@std/assert";
import { letterOf } from "../../../islands/desk/letter_of.ts";

Deno.test("letterOf() reads a Latin letter as it is printed, whatever key it lies on", () => {
  assertEquals(letterOf({ key: "n", code: "KeyN" }), "n");
  assertEquals(letterOf({ key: "D", code: "KeyD" }), "d");
  assertEquals(letterOf({ key: "z", code: "KeyY" }), "z");
});

Deno.test("letterOf() reads another script's letter by the place of its key", () => {
  assertEquals(letterOf({ key: "ى", code: "KeyN" }), "n");
  assertEquals(letterOf({ key: "ظ", code: "Slash" }), null);
});

Deno.test("letterOf() is null for everything else", () => {
  for (const [key, code] of [["5", "Digit5"], ["Enter", "Enter"], ["?", "Slash"], [" ", "Space"]] as const) {
    assertEquals(letterOf({ key, code }), null);
  }
});
