/** The keys of the desk, and the switch that turns single keys off. */
import { Dialog } from "../pieces/dialog.tsx";
import { useDesk } from "./desk_context.ts";
import { KEYS } from "./shortcuts.ts";

/** The dialog that `?` opens. */
export function ShortcutHelp() {
  const { say, isHelpOpen, preferences } = useDesk();
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
        {KEYS.map(([action, keys]) => (
          <div key={action}>
            <dt>{keys.map((key) => <kbd key={key}>{key}</kbd>)}</dt>
            <dd>{say(`desk.action.${action}`)}</dd>
          </div>
        ))}
        <div>
          <dt>
            <kbd>1</kbd>–<kbd>9</kbd>
          </dt>
          <dd>{say("desk.keysQueues")}</dd>
        </div>
      </dl>
      <p class="soft">{say("desk.keysArrows")}</p>
    </Dialog>
  );
}
