/** Reads each press of a key where it happens and hands on what it means; the meanings are in `doctor_keys.ts`. */
import { act } from "./doctor_actions.ts";
import { actionOf } from "./doctor_keys.ts";
import type { DoctorModel } from "./doctor_model.ts";

const FIELDS = "input:not([type=checkbox]), textarea, select, [contenteditable]";

/** Listens until the answer is called. */
export function listenForKeys(model: DoctorModel): () => void {
  function pressed(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    const action = actionOf({
      key: event.key,
      code: event.code,
      isShifted: event.shiftKey,
      isModified: event.ctrlKey || event.altKey || event.metaKey,
      isRepeat: event.repeat,
      isInField: event.target instanceof Element && event.target.matches(FIELDS),
    }, {
      areKeysOn: model.desk.preferences.peek().areKeysOn,
      isCovered: document.querySelector("dialog[open]") !== null,
    });
    if (action === null) return;
    event.preventDefault();
    act(model, action);
  }
  document.addEventListener("keydown", pressed);
  return () => document.removeEventListener("keydown", pressed);
}
