/** What the keys of the desk do. */
import { useDesk } from "./desk_context.ts";
import { KeyEntry, KeysDialog } from "./keys_dialog.tsx";
import { KEYS } from "./shortcuts.ts";

/** The dialog that `?` opens. */
export function ShortcutHelp() {
  const { say } = useDesk();
  return (
    <KeysDialog>
      <dl class="keys">
        {KEYS.map(([action, keys]) => (
          <KeyEntry key={action} keys={keys} name={say(`desk.action.${action}`)} />
        ))}
        <div>
          <dt>
            <kbd>1</kbd>–<kbd>9</kbd>
          </dt>
          <dd>{say("desk.keysQueues")}</dd>
        </div>
      </dl>
      <p class="soft">{say("desk.keysArrows")}</p>
    </KeysDialog>
  );
}
