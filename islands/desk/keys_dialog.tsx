/** The keys of a page of staff, and the switch that turns single keys off for this browser. */
import type { ComponentChildren } from "preact";
import { Dialog } from "../pieces/dialog.tsx";
import { useDesk } from "./desk_context.ts";

/** One line of the list: the keys that do `name`. */
export function KeyEntry({ keys, name }: { readonly keys: readonly string[]; readonly name: string }) {
  return (
    <div>
      <dt>{keys.map((key) => <kbd key={key}>{key}</kbd>)}</dt>
      <dd>{name}</dd>
    </div>
  );
}

/** The dialog that `?` opens, with the page's own `children` under the switch. */
export function KeysDialog({ children }: { readonly children: ComponentChildren }) {
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
      {children}
    </Dialog>
  );
}
