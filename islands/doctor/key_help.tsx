/** What the keys of the doctor's page do. */
import type { WordKey } from "../../actors/shared/i18n.ts";
import { KeyEntry, KeysDialog } from "../desk/keys_dialog.tsx";
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
  const { say } = useDoctor().desk;
  return (
    <KeysDialog>
      <dl class="keys">
        {NAMES.map(([action, name]) => <KeyEntry key={action} keys={KEYS[action]} name={say(name)} />)}
      </dl>
    </KeysDialog>
  );
}
