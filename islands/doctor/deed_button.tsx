/** A button that does what a key does, with the key beside its word while single keys work. */
import type { ComponentChildren } from "preact";
import { act, type Deed } from "./doctor_actions.ts";
import { useDoctor } from "./doctor_context.ts";
import { type DoctorAction, KEYS } from "./doctor_keys.ts";

/** The keys of `action`, or nothing while they are switched off. Decoration: it is not read out. */
export function KeyHint({ action }: { readonly action: DoctorAction }) {
  const { preferences } = useDoctor().desk;
  if (!preferences.value.areKeysOn) return null;
  return (
    <span class="key-hint" aria-hidden="true">
      {KEYS[action].map((key) => <kbd key={key}>{key === "Shift" ? "⇧" : key}</kbd>)}
    </span>
  );
}

export interface DeedButtonProps {
  readonly deed: Deed;
  readonly hint?: DoctorAction;
  readonly look?: "plain" | "quiet";
  /** Pressing it says why nothing is done. */
  readonly isBarred?: boolean;
  readonly isExpanded?: boolean;
  readonly describedBy?: string;
  readonly children: ComponentChildren;
}

/** The button of a deed that is not the first thing to do. */
export function DeedButton(
  { deed, hint, look = "plain", isBarred = false, isExpanded, describedBy, children }: DeedButtonProps,
) {
  const model = useDoctor();
  return (
    <button
      type="button"
      class={`button ${look}`}
      data-deed={deed}
      aria-disabled={isBarred ? "true" : undefined}
      aria-expanded={isExpanded}
      aria-describedby={describedBy}
      onClick={() => act(model, deed)}
    >
      {children}
      {hint !== undefined && <KeyHint action={hint} />}
    </button>
  );
}
