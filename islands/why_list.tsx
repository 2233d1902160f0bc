/**
 * Why somebody stands where they stand, in categories and never in persons: the same list on the ticket's page and on
 * the page of its own. It shows what it is given.
 */
import type { PlaceExplanation, PlaceReason } from "../actors/queue/explain.ts";
import type { WordKey } from "../actors/shared/i18n.ts";
import type { Say } from "../actors/shared/words.ts";

const REASON_WORDS = {
  emergency: "why.emergency",
  carried: "why.carried",
  earlier: "why.earlier",
  urgent: "why.urgent",
  need: "why.need",
  moved: "why.moved",
} as const satisfies Readonly<Record<PlaceReason, WordKey>>;

type Groups = PlaceExplanation["groups"];

function Groups({ groups, say }: { readonly groups: Groups; readonly say: Say<WordKey> }) {
  if (groups.length === 0) return null;
  return (
    <ul class="why-groups">
      {groups.map(({ reason, people }) => <li key={reason}>{say(REASON_WORDS[reason], { count: people })}
      </li>)}
    </ul>
  );
}

/** The whole explanation; null: the person waits in no line. */
export function WhyList(
  { explanation, say }: { readonly explanation: PlaceExplanation | null; readonly say: Say<WordKey> },
) {
  if (explanation === null) return <p>{say("why.gone")}</p>;
  const { ahead, groups, seenBefore } = explanation;
  return (
    <>
      <p>{say("why.ahead", { count: ahead })}</p>
      <Groups groups={groups} say={say} />
      {seenBefore.people > 0 && (
        <>
          <p>{say("why.seen", { count: seenBefore.people })}</p>
          <Groups groups={seenBefore.groups} say={say} />
        </>
      )}
      <p class="help">{say("why.rule")}</p>
    </>
  );
}
