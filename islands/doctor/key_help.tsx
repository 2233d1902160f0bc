/** The keys of the page, and the switch that turns single keys off for this browser. */
import type { WordKey } from "../../actors/shared/i18n.ts";
import { Dialog } from "../pieces/dialog.tsx";
import { useDoctor } from "./doctor_context.ts";
import { type DoctorAction, KEYS } from "./doctor_keys.ts";

const NAMES: readonly (readonly [DoctorAction, WordKey])[] = [
  ["callNext", "desk.action.callNext"],
  ["start", "desk.action.start"],
  ["completeNext", "doctor.action.completeNext"],
  ["complete", "doctor.action.complete"],
  ["recall", "desk.action.recall"],
  ["skip", "doctor.action.skip"],
  ["break", "doctor.action.breakOrBack"],
  ["undo", "desk.action.undo"],
  ["help", "desk.action.help"],
];

/** The dialog that `?` opens. */
export function KeyHelp() {
  const { say, isHelpOpen, preferences } = useDoctor().desk;
  return (
    <Dialog
      isOpen={isHelpOpen.value}
      title={say("desk.keys")}
      closeLabel={say("desk.close")}
      onClose={() => isHelpOpen.value = false}
    >
      <label class="keys-switch">
        <input
          type="checkbox"
          checked={preferences.value.areKeysOn}
          onChange={(event) =>
            preferences.value = { ...preferences.peek(), areKeysOn: event.currentTarget.checked }}
        />
        {say("desk.keysOn")}
      </label>
      <dl class="keys">
        {NAMES.map(([action, name]) => (
          <div key={action}>
            <dt>{KEYS[action].map((key) => <kbd key={key}>{key}</kbd>)}</dt>
            <dd>{say(name)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
