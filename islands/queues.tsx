/**
 * The lines that can be joined, with counts that stay true while the page is open. The same component renders on the
 * server, so the list is there before any script; the browser only asks again from time to time.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { formatAge } from "../actors/shared/format.ts";
import type { WordKey } from "../actors/shared/i18n.ts";
import { createSay, type Say, type Words } from "../actors/shared/words.ts";
import { browserDeps, followTab } from "./browser.ts";
import { ConnectionMark } from "./connection_mark.tsx";
import { copiedAt } from "./copied_at.ts";
import { type Connection, Live } from "./live.ts";
import { OwnTicket } from "./own_tickets.tsx";
import { parseQueueCards, type QueueCard } from "./queue_cards.ts";
import { QueueList } from "./queue_list.tsx";

const CLOCK_MS = 10_000;

export interface QueuesProps {
  readonly cards: readonly QueueCard[];
  readonly words: Words;
  readonly language: string;
  /** Where the cards come from, as JSON. */
  readonly pollUrl: string;
  /** Epoch ms of the server's rendering. */
  readonly renderedAt: number;
}

function useQueues({ cards, pollUrl, renderedAt }: QueuesProps) {
  const shown = useSignal(cards);
  const connection = useSignal<Connection>("connecting");
  const now = useSignal(renderedAt);
  const heardAt = useSignal(renderedAt);
  useEffect(() => {
    now.value = Date.now();
    heardAt.value = copiedAt() ?? now.value;
    const live = new Live({
      streamUrl: null,
      pollUrl,
      events: [],
      onState: (_, body) => shown.value = parseQueueCards(body) ?? shown.value,
      onHeard: () => heardAt.value = now.value = Date.now(),
      onConnection: (next) => connection.value = next,
      onGone: () => location.reload(),
    }, browserDeps());
    live.start();
    const unfollow = followTab(live);
    const clock = setInterval(() => now.value = Date.now(), CLOCK_MS);
    return () => {
      clearInterval(clock);
      unfollow();
      live.stop();
    };
  }, []);
  return { shown, connection, ageMs: now.value - heardAt.value };
}

function Offline(
  { ageMs, language, say }: {
    readonly ageMs: number;
    readonly language: string;
    readonly say: Say<WordKey>;
  },
) {
  const time = formatAge(ageMs, language) ?? say("age.moment");
  return <p class="banner late">{say("queues.offline", { time })}</p>;
}

/** The list with its life. */
export function Queues(props: QueuesProps) {
  const { words, language } = props;
  const say = useMemo(() => createSay<WordKey>(language, words), []);
  const { shown, connection, ageMs } = useQueues(props);
  return (
    <div class="queues-live">
      <ConnectionMark connection={connection.value} say={say} />
      {connection.value === "offline" && <Offline ageMs={ageMs} language={language} say={say} />}
      {shown.value.length === 0
        ? <p class="note">{say("queues.none")}</p>
        : <QueueList cards={shown.value} say={say} language={language} />}
      <OwnTicket say={say} />
    </div>
  );
}
