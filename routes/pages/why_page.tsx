/**
 * "Why this order?" as a page of its own, for a browser without scripts: the same categories that the ticket's page
 * opens below its link. It shows what it is given.
 */
import type { PlaceExplanation } from "../../actors/queue/explain.ts";
import { type Language, sayIn } from "../../actors/shared/i18n.ts";
import { WhyList } from "../../islands/why_list.tsx";

export interface WhyPageProps {
  readonly explanation: PlaceExplanation | null;
  readonly language: Language;
  /** The ticket's own label. */
  readonly label: string;
  /** The path of the ticket's page. */
  readonly base: string;
}

/** The body of the page. */
export function WhyPage({ explanation, language, label, base }: WhyPageProps) {
  const say = sayIn(language);
  return (
    <div class="page narrow">
      <header class="page-head">
        <p class="place">
          {say("ticket.yourNumber")} <bdi>{label}</bdi>
        </p>
        <h1>{say("why.title")}</h1>
      </header>
      <section class="card why why-page">
        <WhyList explanation={explanation} say={say} />
      </section>
      <p>
        <a class="button plain" href={base}>{say("why.back")}</a>
      </p>
    </div>
  );
}
