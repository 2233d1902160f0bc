/** Asks whoever signs out while actions wait to be sent. It sends nothing and lets go of nothing. */
import { useEffect, useRef } from "preact/hooks";
import type { WordKey } from "../actors/shared/i18n.ts";
import type { Say } from "../actors/shared/words.ts";

export interface UnsentQuestionProps {
  /** How many actions wait. */
  readonly count: number;
  readonly say: Say<WordKey>;
  /** True: sign out anyway. Put away by Escape means no. */
  onAnswer(isLeaving: boolean): void;
}

/** The question, open as long as it is rendered. */
export function UnsentQuestion({ count, say, onAnswer }: UnsentQuestionProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class="unsent-question"
      aria-labelledby="unsent-title"
      aria-describedby="unsent-text"
      onClose={() => onAnswer(false)}
    >
      <h2 id="unsent-title">{say("staff.unsentTitle", { count })}</h2>
      <p id="unsent-text">{say("staff.unsentText")}</p>
      <div class="unsent-answers">
        <button type="button" class="button primary" autofocus onClick={() => onAnswer(false)}>
          {say("staff.unsentStay")}
        </button>
        <button type="button" class="button plain" onClick={() => onAnswer(true)}>
          {say("staff.unsentLeave")}
        </button>
      </div>
    </dialog>
  );
}
