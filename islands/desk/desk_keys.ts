/**
 * The keyboard of the desk: reads each press where it happens and hands on what it means. Which key means what is in
 * `shortcuts.ts`.
 */
import { act } from "./desk_actions.ts";
import type { DeskModel } from "./desk_model.ts";
import { type KeyPlace, type KeyPress, shortcutOf } from "./shortcuts.ts";

const FIELDS = "input, textarea, select, [contenteditable]";
const CONTROLS = "button, a[href], summary";

function placeOf(target: EventTarget | null): KeyPlace {
  if (!(target instanceof Element)) return "page";
  if (target.matches(FIELDS)) return "field";
  if (target.matches(CONTROLS)) return "control";
  return target.closest("[data-ticket]") === null ? "page" : "row";
}

function pressOf(event: KeyboardEvent): KeyPress {
  return {
    key: event.key,
    code: event.code,
    isShifted: event.shiftKey,
    isModified: event.ctrlKey || event.altKey || event.metaKey,
    isRepeat: event.repeat,
    place: placeOf(event.target),
  };
}

/** Listens until the answer is called. */
export function listenForKeys(
  model: DeskModel,
  { onSwitch }: { readonly onSwitch: (queueId: string) => void },
): () => void {
  function pressed(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    const shortcut = shortcutOf(pressOf(event), {
      areKeysOn: model.preferences.peek().areKeysOn,
      isCovered: model.asking.peek() !== null || model.isHelpOpen.peek() ||
        document.querySelector("dialog[open]") !== null,
    });
    if (shortcut === null) return;
    event.preventDefault();
    if (shortcut.kind === "action") return act(model, shortcut.action);
    const queue = model.queues.peek()[shortcut.index];
    if (queue !== undefined) onSwitch(queue.queueId);
  }
  document.addEventListener("keydown", pressed);
  return () => document.removeEventListener("keydown", pressed);
}
