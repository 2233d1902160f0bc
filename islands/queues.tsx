/**
 * The lines that can be joined, with counts that stay true while the page is open. The same component renders on the
 * server, so the list is there before any script; the browser only asks again from time to time.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { WordKey } from "../actors/shared/i18n.ts";
import { createSay, type Say, type Words } from "../actors/shared/words.ts";
import { browserDeps, followTab } from "./browser.ts";
import { ConnectionMark } from "./connection_mark.tsx";
import { type Connection, Live } from "./live.ts";
import { parseQueueCards, type QueueCard } from "./queue_cards.ts";
import { waitText } from "./wait_text.ts";

export interface QueuesProps {
  readonly cards: readonly QueueCard[];
  readonly words: Words;
  readonly language: string;
  /** Where the cards come from, as JSON. */
  readonly pollUrl: string;
}

const STATUS_WORDS: Readonly<Record<QueueCard["status"], WordKey>> = {
  open: "queues.open",
  paused: "queues.paused",
  closed: "queues.closed",
};

function Card(
  { card, say, language }: {
    readonly card: QueueCard;
    readonly say: Say<WordKey>;
    readonly language: string;
  },
) {
  const wait = waitText({ estimatedWaitMinutes: card.estimatedWaitMinutes, waitRange: null }, {
    say,
    language,
  });
  return (
    <li class="card queue" data-status={card.status}>
      <div class="queue-text">
        <h2>{card.name}</h2>
        <p class="queue-count">{say("queues.waiting", { count: card.waiting })}</p>
        {card.status === "open" && card.estimatedWaitMinutes !== null && (
          <p class="queue-wait">{say("queues.newWait", { wait })}</p>
        )}
        {card.status !== "open" && <p class="tag">{say(STATUS_WORDS[card.status])}</p>}
      </div>
      {card.status === "open" && (
        <a class="button primary" href={`/join/${encodeURIComponent(card.id)}`}>
          {say("queues.join")}
          <span class="unseen">: {card.name}</span>
        </a>
      )}
    </li>
  );
}

/** The list with its life. */
export function Queues({ cards, words, language, pollUrl }: QueuesProps) {
  const shown = useSignal(cards);
  const connection = useSignal<Connection>("connecting");
  const say = useMemo(() => createSay<WordKey>(language, words), []);
  useEffect(() => {
    const live = new Live({
      streamUrl: null,
      pollUrl,
      events: [],
      onState: (_, body) => shown.value = parseQueueCards(body) ?? shown.value,
      onHeard: () => {},
      onConnection: (next) => connection.value = next,
      onGone: () => location.reload(),
    }, browserDeps());
    live.start();
    const unfollow = followTab(live);
    return () => {
      unfollow();
      live.stop();
    };
  }, []);
  return (
    <>
      <ConnectionMark connection={connection.value} say={say} />
      {shown.value.length === 0 ? <p class="note">{say("queues.none")}</p> : (
        <ul class="queues">
          {shown.value.map((card) => <Card key={card.id} card={card} say={say} language={language} />)}
        </ul>
      )}
    </>
  );
}
