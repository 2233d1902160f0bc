/** Says what was just done, with the way back, and leaves by itself after a while. */
import { useEffect } from "preact/hooks";
import { UndoBar } from "../pieces/undo_bar.tsx";
import { useDesk } from "./desk_context.ts";
import { undoOf } from "./desk_steps.ts";
import { KeyHint } from "./key_hint.tsx";

const SHOWN_MS = 9_000;

/** The bar at the foot of the screen. */
export function NoticeBar() {
  const model = useDesk();
  const { notice, say, activity } = model;
  const now = notice.value;
  useEffect(() => {
    if (now === null || now.tone === "late") return;
    const timer = setTimeout(() => notice.value = null, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [now]);
  const isOk = now !== null && now.tone === "ok";
  const undoId = isOk ? now.undoId : null;
  const done = activity.value.find(({ ticketId, deed }) => ticketId === undoId && deed !== "needs");
  return (
    <UndoBar
      message={isOk ? now.text : null}
      undoLabel={say("desk.action.undo")}
      onUndo={done === undefined ? null : () => void undoOf(model, done)}
    >
      <KeyHint action="undo" />
    </UndoBar>
  );
}
