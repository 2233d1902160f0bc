/** A button that does what a key does, with the key beside its word. */
import type { WordKey } from "../../actors/shared/i18n.ts";
import type { DeskRow } from "../desk_state.ts";
import { act } from "./desk_actions.ts";
import { useDesk } from "./desk_context.ts";
import { KeyHint } from "./key_hint.tsx";
import type { DeskAction } from "./shortcuts.ts";

export interface ActionButtonProps {
  readonly action: DeskAction;
  readonly row: DeskRow;
  readonly word: WordKey;
  readonly look?: "primary" | "plain" | "grave";
}

/** The button for `action` on `row`. */
export function ActionButton({ action, row, word, look = "plain" }: ActionButtonProps) {
  const model = useDesk();
  return (
    <button
      type="button"
      class={`button ${look}`}
      onClick={() => act(model, action, { row })}
      data-action={action}
    >
      {model.say(word)}
      <KeyHint action={action} />
    </button>
  );
}
