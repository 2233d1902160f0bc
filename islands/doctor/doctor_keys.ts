/**
 * Which key means what on the doctor's page, and when it means nothing: in a field, with a modifier, under a dialog,
 * switched off, or held down. The letters are those of the desk, where both have the same thing to do.
 */
import { letterOf } from "../desk/letter_of.ts";

/** What can be asked for. */
export type DoctorAction =
  | "callNext"
  | "start"
  | "complete"
  | "completeNext"
  | "skip"
  | "recall"
  | "break"
  | "undo"
  | "help";

export interface Press {
  readonly key: string;
  /** The key's place on the keyboard: an Arabic layout has no `n`, but it has that place. */
  readonly code: string;
  readonly isShifted: boolean;
  /** Control, alt or the command key. */
  readonly isModified: boolean;
  readonly isRepeat: boolean;
  readonly isInField: boolean;
}

/** The keys of each action, as the help and the buttons show them. */
export const KEYS: Readonly<Record<DoctorAction, readonly string[]>> = {
  callNext: ["N"],
  start: ["S"],
  complete: ["D"],
  completeNext: ["Shift", "D"],
  skip: ["A"],
  recall: ["R"],
  break: ["B"],
  undo: ["Z"],
  help: ["?"],
};

const LETTERS: Readonly<Record<string, DoctorAction>> = {
  n: "callNext",
  s: "start",
  d: "complete",
  a: "skip",
  r: "recall",
  b: "break",
  z: "undo",
};

/** What `press` asks for, or null. `areKeysOn`: single keys are switched on; `isCovered`: a dialog is open. */
export function actionOf(
  press: Press,
  { areKeysOn, isCovered }: { readonly areKeysOn: boolean; readonly isCovered: boolean },
): DoctorAction | null {
  if (!areKeysOn || isCovered || press.isModified || press.isRepeat || press.isInField) return null;
  if (press.key === "?") return "help";
  const letter = letterOf(press);
  if (letter === null) return null;
  if (!press.isShifted) return LETTERS[letter] ?? null;
  return letter === "d" ? "completeNext" : null;
}
