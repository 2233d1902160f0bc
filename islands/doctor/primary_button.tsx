/**
 * The one thing to do next. It is the same button in every state, so that the keyboard stays on it; a press that comes
 * just after its meaning changed was meant for what stood there before, and does nothing.
 */
import check from "lucide/check.mjs";
import megaphone from "lucide/megaphone.mjs";
import play from "lucide/play.mjs";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { WordKey } from "../../actors/shared/i18n.ts";
import { Icon, type IconShape } from "../icon.tsx";
import { KeyHint } from "./deed_button.tsx";
import { act, type Deed, PRIMARY_ID, WHY_ID } from "./doctor_actions.ts";
import { useDoctor } from "./doctor_context.ts";
import type { DoctorAction } from "./doctor_keys.ts";
import type { Primary } from "./doctor_state.ts";

/** How long after a change a press is not taken. */
const SETTLE_MS = 500;

interface Look {
  readonly word: WordKey;
  readonly icon: IconShape;
  readonly deed: Deed;
  readonly hint: DoctorAction | null;
}

const LOOKS: Readonly<Record<Primary, Look>> = {
  callNext: { word: "desk.action.callNext", icon: megaphone, deed: "callNext", hint: "callNext" },
  start: { word: "desk.action.start", icon: play, deed: "start", hint: "start" },
  complete: { word: "doctor.action.complete", icon: check, deed: "complete", hint: "complete" },
  completeNext: {
    word: "doctor.action.completeNext",
    icon: check,
    deed: "completeNext",
    hint: "completeNext",
  },
  back: { word: "desk.provider.back", icon: play, deed: "back", hint: "break" },
  open: { word: "doctor.action.open", icon: play, deed: "open", hint: null },
};

/** The button, or the disabled call while there is nothing to do but wait. */
export function PrimaryButton() {
  const model = useDoctor();
  const { desk, primary } = model;
  const now = primary.value;
  const { word, icon, deed, hint } = LOOKS[now ?? "callNext"];
  const isCalling = desk.isCalling.value;
  const changedAt = useRef(0);
  useLayoutEffect(() => {
    changedAt.current = performance.now();
  }, [now]);

  function pressed(): void {
    if (now === null || isCalling || performance.now() - changedAt.current < SETTLE_MS) return;
    act(model, deed);
  }

  return (
    <button
      id={PRIMARY_ID}
      type="button"
      class="button primary"
      data-deed={now ?? "none"}
      aria-disabled={now === null || isCalling ? "true" : undefined}
      aria-describedby={WHY_ID}
      onClick={pressed}
      onKeyDown={(event) => event.repeat && event.preventDefault()}
    >
      <Icon of={icon} />
      {desk.say(isCalling ? "desk.calling" : word)}
      {hint !== null && now !== null && <KeyHint action={hint} />}
    </button>
  );
}
