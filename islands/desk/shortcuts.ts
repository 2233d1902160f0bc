/**
 * Which key means what at the desk, and when it means nothing: in a field, with a modifier, under a dialog, switched
 * off, or held down. Pure: it reads a description of the press and carries nothing out.
 */
import { letterOf } from "./letter_of.ts";

/** What a key can ask for. */
export type DeskAction =
  | "callNext"
  | "start"
  | "complete"
  | "completeNext"
  | "absent"
  | "hold"
  | "recall"
  | "call"
  | "move"
  | "priority"
  | "remove"
  | "undo"
  | "find"
  | "walkIn"
  | "down"
  | "up"
  | "first"
  | "last"
  | "help";

export type Shortcut =
  | { readonly kind: "action"; readonly action: DeskAction }
  /** The queue at this place of the list, from 0. */
  | { readonly kind: "queue"; readonly index: number };

/** Where the keyboard is when a key goes down. */
export type KeyPlace = "field" | "control" | "row" | "page";

export interface KeyPress {
  readonly key: string;
  /** The key's place on the keyboard: an Arabic layout has no `n`, but it has that place. */
  readonly code: string;
  readonly isShifted: boolean;
  /** Control, alt or the command key. */
  readonly isModified: boolean;
  readonly isRepeat: boolean;
  readonly place: KeyPlace;
}

const LETTERS: Readonly<Record<string, DeskAction>> = {
  n: "callNext",
  s: "start",
  d: "complete",
  a: "absent",
  h: "hold",
  r: "recall",
  c: "call",
  m: "move",
  p: "priority",
  x: "remove",
  z: "undo",
  w: "walkIn",
  j: "down",
  k: "up",
};
const SHIFTED_LETTERS: Readonly<Record<string, DeskAction>> = { d: "completeNext" };
const SIGNS: Readonly<Record<string, DeskAction>> = { "/": "find", "?": "help" };
/** Keys that people expect in any list: they work on a row even with single letters switched off. */
const ROW_KEYS: Readonly<Record<string, DeskAction>> = {
  ArrowDown: "down",
  ArrowUp: "up",
  Home: "first",
  End: "last",
  Enter: "call",
  Delete: "remove",
};
/** What holding a key down may repeat. */
const REPEATABLE: ReadonlySet<DeskAction> = new Set<DeskAction>(["down", "up"]);

/** The keys of each action that has one of its own, as the help and the buttons show them. */
export const KEYS: readonly (readonly [Exclude<DeskAction, "first" | "last">, readonly string[]])[] = [
  ["callNext", ["N"]],
  ["start", ["S"]],
  ["complete", ["D"]],
  ["completeNext", ["Shift", "D"]],
  ["absent", ["A"]],
  ["recall", ["R"]],
  ["call", ["C"]],
  ["hold", ["H"]],
  ["move", ["M"]],
  ["priority", ["P"]],
  ["remove", ["X"]],
  ["undo", ["Z"]],
  ["walkIn", ["W"]],
  ["find", ["/"]],
  ["down", ["J"]],
  ["up", ["K"]],
  ["help", ["?"]],
];

function singleKey(press: KeyPress): Shortcut | null {
  const sign = SIGNS[press.key];
  if (sign !== undefined) return { kind: "action", action: sign };
  const digit = /^Digit([1-9])$/.exec(press.code)?.[1];
  if (digit !== undefined && !press.isShifted) return { kind: "queue", index: Number(digit) - 1 };
  const letter = letterOf(press);
  if (letter === null) return null;
  const action = press.isShifted ? SHIFTED_LETTERS[letter] : LETTERS[letter];
  return action === undefined ? null : { kind: "action", action };
}

/** What `press` asks for, or null. `areKeysOn`: single keys are switched on; `isCovered`: a dialog or form is open. */
export function shortcutOf(
  press: KeyPress,
  { areKeysOn, isCovered }: { readonly areKeysOn: boolean; readonly isCovered: boolean },
): Shortcut | null {
  if (isCovered || press.isModified || press.place === "field") return null;
  const listed = press.place === "control" ? undefined : ROW_KEYS[press.key];
  const isListKey = listed !== undefined && (press.place === "row" || listed === "down" || listed === "up");
  const shortcut: Shortcut | null = isListKey
    ? { kind: "action", action: listed }
    : areKeysOn
    ? singleKey(press)
    : null;
  if (shortcut === null || !press.isRepeat) return shortcut;
  return shortcut.kind === "action" && REPEATABLE.has(shortcut.action) ? shortcut : null;
}
