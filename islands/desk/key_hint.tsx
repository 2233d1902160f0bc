/** The key of an action beside its name, shown only while single keys work. Decoration: it is not read out. */
import { useDesk } from "./desk_context.ts";
import { type DeskAction, KEYS } from "./shortcuts.ts";

/** The keys that carry out `action`, or nothing while they are switched off. */
export function KeyHint({ action }: { readonly action: DeskAction }) {
  const { preferences } = useDesk();
  const keys = KEYS.find(([one]) => one === action)?.[1] ?? [];
  if (!preferences.value.areKeysOn) return null;
  return (
    <span class="key-hint" aria-hidden="true">
      {keys.map((key) => <kbd key={key}>{key === "Shift" ? "⇧" : key}</kbd>)}
    </span>
  );
}
