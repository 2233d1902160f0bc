/**
 * What somebody sees who is about to join a line: where it is, how long it takes, the form, and, when the line cannot
 * take them, why and what else they can do. Joining itself is in `queues.tsx`.
 */
import { type Language, sayIn, type WordKey } from "../../actors/shared/i18n.ts";
import { type QueueCard, wayInto } from "../../islands/queue_cards.ts";
import { newcomerText, QueueList } from "../../islands/queue_list.tsx";
import { JoinForm, type JoinFormProps } from "./join_form.tsx";

export interface JoinPageProps {
  readonly card: QueueCard;
  /** Other lines that take people now; shown when this one does not. */
  readonly others: readonly QueueCard[];
  readonly language: Language;
  /** The path of the list of lines. */
  readonly listPath: string;
  /** Null: there is nothing to fill in now. */
  readonly form: Omit<JoinFormProps, "action" | "language"> | null;
  /** Why the line takes nobody, when there is no form to say it in. */
  readonly obstacle: WordKey | null;
}

/** Why the form need not be filled in now, or null. */
export function obstacleOf(card: QueueCard): WordKey | null {
  if (card.status === "closed") return "join.refused.closed";
  if (card.status === "paused") return "join.refused.paused";
  return wayInto(card) === "none" ? "join.refused.full" : null;
}

function Head({ card, language }: Pick<JoinPageProps, "card" | "language">) {
  const say = sayIn(language);
  const wait = newcomerText(card, { say, language });
  return (
    <header class="page-head">
      <p class="place">{card.facility}</p>
      <h1>{card.name}</h1>
      <p class="join-wait">
        <span>{say("queues.waiting", { count: card.waiting })}</span>
        {wait !== null && <span class="queue-wait">{wait}</span>}
      </p>
    </header>
  );
}

function Others({ others, language }: Pick<JoinPageProps, "others" | "language">) {
  const say = sayIn(language);
  return (
    <section class="others">
      {others.length > 0 && (
        <>
          <h2>{say("queues.others")}</h2>
          <QueueList cards={others} say={say} language={language} />
        </>
      )}
      <p class="help">{say("join.askDesk")}</p>
    </section>
  );
}

/** The body of the page. */
export function JoinPage(props: JoinPageProps) {
  const { card, language, listPath, form, obstacle } = props;
  const say = sayIn(language);
  const action = `/join/${encodeURIComponent(card.id)}`;
  const isRefused = obstacle !== null || (form !== null && form.refusal !== null);
  return (
    <div class="page narrow">
      <Head card={card} language={language} />
      {obstacle !== null && (
        <section class="card obstacle">
          <p class="banner soon">{say(obstacle)}</p>
          <a class="button plain" href={action}>{say("join.tryAgain")}</a>
        </section>
      )}
      {form !== null && <JoinForm {...form} action={action} language={language} />}
      {isRefused && <Others {...props} />}
      <p>
        <a href={listPath}>{say("join.back")}</a>
      </p>
    </div>
  );
}
