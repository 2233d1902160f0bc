/**
 * Lines as cards: how many wait, how long it takes, and the way in, or why there is none. It shows what it is given,
 * on the server and in the browser alike.
 */
import { formatTime } from "../actors/shared/format.ts";
import type { WordKey } from "../actors/shared/i18n.ts";
import type { Say } from "../actors/shared/words.ts";
import { isWithoutWait, type QueueCard, wayInto } from "./queue_cards.ts";
import { waitText } from "./wait_text.ts";

interface Spoken {
  readonly say: Say<WordKey>;
  readonly language: string;
}

interface CardProps extends Spoken {
  readonly card: QueueCard;
}

/** How long it takes for somebody who joins now, as a sentence; null where nothing can be said or nobody can. */
export function newcomerText(card: QueueCard, { say, language }: Spoken): string | null {
  if (card.status !== "open" || card.isFull) return null;
  if (card.estimatedWaitMinutes === null) {
    const { expectedReturnAt, timeZone } = card;
    if (expectedReturnAt !== null) {
      return say("queues.backAt", { time: formatTime(expectedReturnAt, { language, timeZone }) });
    }
    return card.isStaffed ? null : say("queues.noStaff");
  }
  if (isWithoutWait(card)) return say("queues.noWait");
  const wait = waitText({ estimatedWaitMinutes: card.estimatedWaitMinutes, waitRange: null }, {
    say,
    language,
  });
  return say("queues.newWait", { wait });
}

function Tag({ card, say }: CardProps) {
  if (card.status === "closed") return <p class="tag">{say("queues.closed")}</p>;
  if (card.status === "paused") {
    return (
      <>
        <p class="tag">{say("queues.paused")}</p>
        <p class="queue-wait">{say("queues.pausedNote")}</p>
      </>
    );
  }
  return card.isFull ? <p class="tag">{say("queues.full")}</p> : null;
}

function Way({ card, say }: CardProps) {
  const way = wayInto(card);
  if (way === "none") return null;
  return (
    <a
      class={way === "line" ? "button primary" : "button plain"}
      href={`/join/${encodeURIComponent(card.id)}`}
    >
      {say(way === "line" ? "queues.join" : "queues.joinWaitlist")}
      <span class="unseen">: {card.name}</span>
    </a>
  );
}

function Card(props: CardProps) {
  const { card, say } = props;
  const wait = newcomerText(card, props);
  return (
    <li class="card queue" data-status={card.status}>
      <div class="queue-text">
        <h2>{card.name}</h2>
        {!(card.status === "open" && isWithoutWait(card)) && (
          <p class="queue-count">{say("queues.waiting", { count: card.waiting })}</p>
        )}
        {wait !== null && <p class="queue-wait">{wait}</p>}
        <Tag {...props} />
      </div>
      <Way {...props} />
    </li>
  );
}

/** The cards; lines of several facilities stand below the name of theirs. */
export function QueueList({ cards, say, language }: Spoken & { readonly cards: readonly QueueCard[] }) {
  const facilities = [...new Set(cards.map(({ facility }) => facility))];
  return (
    <>
      {facilities.map((facility) => (
        <section key={facility} class="queue-group">
          {facilities.length > 1 && <p class="queue-place">{facility}</p>}
          <ul class="queues">
            {cards.filter((card) => card.facility === facility).map((card) => (
              <Card key={card.id} card={card} say={say} language={language} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}
