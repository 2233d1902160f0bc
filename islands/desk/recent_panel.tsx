/** What happened lately at this queue, by whom, with the way back while there is one. */
import undo from "lucide/undo-2.mjs";
import { formatTime } from "../../actors/shared/format.ts";
import { Icon } from "../icon.tsx";
import { isUndoable } from "./activity.ts";
import { useDesk } from "./desk_context.ts";
import { nameOfBy } from "./desk_model.ts";
import { undoOf } from "./desk_steps.ts";

const SHOWN_MAX = 12;

/** The list of recent steps. */
export function RecentPanel() {
  const model = useDesk();
  const { say, activity, coarseNow, props } = model;
  const list = activity.value;
  return (
    // It scrolls, so the keyboard must be able to reach it.
    <section class="recent" tabIndex={0} aria-labelledby="desk-recent">
      <h2 id="desk-recent">{say("desk.recent")}</h2>
      {list.length === 0 && <p class="soft">{say("desk.recentNone")}</p>}
      <ol>
        {list.slice(0, SHOWN_MAX).map((entry) => (
          <li key={entry.id}>
            <time dateTime={new Date(entry.at).toISOString()}>{formatTime(entry.at, props)}</time>
            <span>
              {say(`desk.did.${entry.deed}`, { who: nameOfBy(model, entry.by), label: entry.label })}
            </span>
            {isUndoable(entry, { list, now: coarseNow.value }) && (
              <button
                type="button"
                class="button quiet alone"
                aria-label={say("desk.undoOf", { label: entry.label })}
                title={say("desk.undoOf", { label: entry.label })}
                onClick={() => void undoOf(model, entry)}
              >
                <Icon of={undo} isDirectional />
              </button>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
