/** What happened last, in one line with the way back while there is one; it is said aloud as it happens. */
import undo from "lucide/undo-2.mjs";
import { useEffect } from "preact/hooks";
import { formatTime } from "../../actors/shared/format.ts";
import { Icon } from "../icon.tsx";
import { DeedButton, KeyHint } from "./deed_button.tsx";
import { lastStepOf } from "./doctor_actions.ts";
import { useDoctor } from "./doctor_context.ts";

const SHOWN_MS = 9_000;

/** The line; empty when nothing of this account happened lately. */
export function LastLine() {
  const model = useDoctor();
  const { say, notice, coarseNow, props } = model.desk;
  const now = notice.value;
  const news = now !== null && now.tone === "ok" ? now : null;
  useEffect(() => {
    if (news === null) return;
    const timer = setTimeout(() => notice.value = null, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [news]);
  const last = lastStepOf(model, coarseNow.value);
  const step = last === null ? "" : [
    say(`desk.done.${last.deed}`, { label: last.label }),
    ...(last.at === null ? [] : [formatTime(last.at, props)]),
  ].join(", ");
  const isSaid = news === null || (last !== null && news.undoId === last.ticketId);
  return (
    <div class="last-line">
      {last !== null && (
        <DeedButton deed="undo" look="quiet">
          <Icon of={undo} isDirectional />
          {say("desk.action.undo")}
          <KeyHint action="undo" />
        </DeedButton>
      )}
      {last !== null && <span class="soft">{step}</span>}
      {!isSaid && <span aria-hidden="true">{news.text}</span>}
      <span class="visually-hidden" role="status">{news?.text ?? ""}</span>
    </div>
  );
}
