/** Which key asks for what, and when none does. */
import { assertEquals } from "@std/assert";
import { actionOf, type Press } from "../../../islands/doctor/doctor_keys.ts";

const ON = { areKeysOn: true, isCovered: false };

function press(key: string, changes: Partial<Press> = {}): Press {
  const code = /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : "";
  return { key, code, isShifted: false, isModified: false, isRepeat: false, isInField: false, ...changes };
}

Deno.test("actionOf() knows the letters of the desk, and B for the break", () => {
  const found = ["n", "s", "d", "a", "r", "b", "z", "?"].map((key) => actionOf(press(key), ON));
  assertEquals(found, ["callNext", "start", "complete", "skip", "recall", "break", "undo", "help"]);
  assertEquals(actionOf(press("D", { isShifted: true }), ON), "completeNext");
  assertEquals(actionOf(press("N", { isShifted: true }), ON), null);
  assertEquals(actionOf(press("x"), ON), null);
});

Deno.test("actionOf() goes by the key's place where the letter is of another script", () => {
  assertEquals(actionOf(press("ى", { code: "KeyN" }), ON), "callNext");
  assertEquals(actionOf(press("ö", { code: "Semicolon" }), ON), null);
});

Deno.test("actionOf() means nothing in a field, with a modifier, held down, under a dialog or switched off", () => {
  for (const changes of [{ isInField: true }, { isModified: true }, { isRepeat: true }]) {
    assertEquals(actionOf(press("n", changes), ON), null);
  }
  assertEquals(actionOf(press("n"), { ...ON, isCovered: true }), null);
  assertEquals(actionOf(press("n"), { ...ON, areKeysOn: false }), null);
});
