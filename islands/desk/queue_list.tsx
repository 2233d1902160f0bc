/** The facility's queues with how many wait and how long, and the way from one to the other: by list or by number. */
import { useEffect, useRef } from "preact/hooks";
import { formatMinutes } from "../../actors/shared/format.ts";
import type { DeskRow } from "../desk_state.ts";
import { Badge } from "../pieces/badge.tsx";
import { useDesk } from "./desk_context.ts";

const MINUTE_MS = 60_000;

/** Since when whoever has waited longest among `rows` is waiting. */
function longestSinceOf(rows: readonly DeskRow[]): string | null {
  const times = rows.filter(({ status }) => status === "waiting" || status === "held").map((row) =>
    row.joinedAt
  );
  return times.length === 0 ? null : times.reduce((first, time) => time < first ? time : first);
}

/** The queues of this facility. */
export function QueueList({ onSwitch }: { readonly onSwitch: (queueId: string) => void }) {
  const { say, queues, queueId, shown, coarseNow, preferences, props } = useDesk();
  const areKeysOn = preferences.value.areKeysOn;
  const list = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a narrow screen the list is a strip that is wider than the screen.
    list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, []);
  return (
    <nav class="queue-list" ref={list} aria-label={say("desk.queues")}>
      <ul>
        {queues.value.map((listed, index) => {
          const isHere = listed.queueId === queueId;
          const view = isHere ? shown.value : null;
          // The line on the screen is newer than the list.
          const queue = view === null ? listed : {
            ...listed,
            status: view.queue.status,
            waiting: view.queue.waiting,
            called: view.queue.counts.called,
            serving: view.queue.counts.serving,
            longestSince: longestSinceOf(view.rows),
          };
          const { waiting } = queue;
          const inRoom = queue.called + queue.serving;
          const since = queue.longestSince === null ? null : Date.parse(queue.longestSince);
          const longest = since === null || waiting === 0
            ? null
            : Math.max(0, Math.floor((coarseNow.value - since) / MINUTE_MS));
          return (
            <li key={queue.queueId}>
              <a
                href={`/desk/${encodeURIComponent(queue.queueId)}`}
                aria-current={isHere ? "page" : undefined}
                onClick={(event) => {
                  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                  event.preventDefault();
                  onSwitch(queue.queueId);
                }}
              >
                <span class="queue-name">
                  {queue.name}
                  {areKeysOn && index < 9 && <kbd aria-hidden="true">{index + 1}</kbd>}
                </span>
                <span class="queue-count">
                  <strong>{say("desk.waitingCount", { count: waiting })}</strong>
                  {inRoom > 0 && <span>{say("desk.inRoomCount", { count: inRoom })}</span>}
                </span>
                <span class="queue-longest">
                  {longest === null
                    ? say("desk.longestNone")
                    : say("desk.longest", { minutes: formatMinutes(longest, props.language) })}
                  {queue.status !== "open" && (
                    <Badge tone={queue.status === "paused" ? "soon" : "late"}>
                      {say(`queue.${queue.status}`)}
                    </Badge>
                  )}
                </span>
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
