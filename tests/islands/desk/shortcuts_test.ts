import { assertEquals } from "@std/assert";
import { type KeyPress, KEYS, type Shortcut, shortcutOf } from "../../../islands/desk/shortcuts.ts";

const PRESS: KeyPress = {
  key: "n",
  code: "KeyN",
  isShifted: false,
  isModified: false,
  isRepeat: false,
  place: "page",
};
const ON = { areKeysOn: true, isCovered: false };

function meant(press: Partial<KeyPress>, options: Partial<typeof ON> = {}): string | null {
  const shortcut: Shortcut | null = shortcutOf({ ...PRESS, ...press }, { ...ON, ...options });
  if (shortcut === null) return null;
  return shortcut.kind === "action" ? shortcut.action : `queue ${shortcut.index}`;
}

Deno.test("shortcutOf() knows the keys of a day", () => {
  const day = [
    ["n", "callNext"],
    ["s", "start"],
    ["d", "complete"],
    ["a", "absent"],
    ["h", "hold"],
    ["r", "recall"],
    ["c", "call"],
    ["m", "move"],
    ["p", "priority"],
    ["x", "remove"],
    ["z", "undo"],
    ["w", "walkIn"],
    ["j", "down"],
    ["k", "up"],
    ["/", "find"],
    ["?", "help"],
  ] as const;
  for (const [key, action] of day) assertEquals(meant({ key }), action, key);
});

Deno.test("shortcutOf() tells Shift+D from D, whatever caps lock does to the letter", () => {
  assertEquals(meant({ key: "D", isShifted: true }), "completeNext");
  assertEquals(meant({ key: "D" }), "complete");
  assertEquals(meant({ key: "N", isShifted: true }), null);
});

Deno.test("shortcutOf() finds the place of a letter on another script's keyboard", () => {
  assertEquals(meant({ key: "ى", code: "KeyN" }), "callNext");
  assertEquals(meant({ key: "é", code: "Digit2" }), "queue 1");
  assertEquals(meant({ key: "ß", code: "Minus" }), null);
});

Deno.test("shortcutOf() is silent in fields, with modifiers, and under a dialog or form", () => {
  assertEquals(meant({ place: "field" }), null);
  assertEquals(meant({ key: "ArrowDown", place: "field" }), null);
  assertEquals(meant({ isModified: true }), null);
  assertEquals(meant({}, { isCovered: true }), null);
});

Deno.test("shortcutOf() ignores a key that is held down, but for walking", () => {
  assertEquals(meant({ isRepeat: true }), null);
  assertEquals(meant({ key: "j", isRepeat: true }), "down");
  assertEquals(meant({ key: "1", code: "Digit1", isRepeat: true }), null);
});

Deno.test("shortcutOf() leaves Enter, arrows and Delete to a button that has the keyboard", () => {
  for (const key of ["Enter", "ArrowDown", "Delete"]) {
    assertEquals(meant({ key, code: key, place: "control" }), null);
  }
  assertEquals(meant({ place: "control" }), "callNext");
});

Deno.test("shortcutOf() with single keys off keeps what any list does", () => {
  const off = { areKeysOn: false };
  for (const key of ["n", "j", "?", "/"]) assertEquals(meant({ key, place: "row" }, off), null, key);
  assertEquals(meant({ code: "Digit1", key: "1" }, off), null);
  const list = {
    ArrowDown: "down",
    ArrowUp: "up",
    Home: "first",
    End: "last",
    Enter: "call",
    Delete: "remove",
  };
  for (const [key, action] of Object.entries(list)) {
    assertEquals(meant({ key, code: key, place: "row" }, off), action, key);
  }
});

Deno.test("shortcutOf() calls or removes by Enter and Delete only from a row", () => {
  assertEquals(meant({ key: "Enter", code: "Enter" }), null);
  assertEquals(meant({ key: "Delete", code: "Delete" }), null);
  assertEquals(meant({ key: "ArrowDown", code: "ArrowDown" }), "down");
});

Deno.test("shortcutOf() reads 1 to 9 as the queue at that place, and not 0", () => {
  assertEquals(meant({ key: "9", code: "Digit9" }), "queue 8");
  assertEquals(meant({ key: "0", code: "Digit0" }), null);
});

Deno.test("KEYS lists each action once, with keys that mean it", () => {
  assertEquals(new Set(KEYS.map(([action]) => action)).size, KEYS.length);
  for (const [action, keys] of KEYS) {
    const key = keys.at(-1) ?? "";
    assertEquals(meant({ key: key.toLowerCase(), isShifted: keys.includes("Shift") }), action, action);
  }
});
