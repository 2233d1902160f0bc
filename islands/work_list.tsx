/**
 * The queues that a member of staff chooses from: each with who waits and for how long, kept fresh by asking. A page
 * without scripts shows them as they stood.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { formatMinutes } from "../actors/shared/format.ts";
import { createSay, localeOf, type Say, type Words } from "../actors/shared/words.ts";
import { browserDeps, followTab } from "./browser.ts";
import { Live } from "./live.ts";
import { parseWork, type Work } from "./work.ts";

export interface WorkListProps {
  readonly works: readonly Work[];
  readonly language: string;
  readonly words: Words;
  /** What stands before a queue's id in the address of its page: `/desk` or `/doctor`. */
  readonly base: string;
  /** True: only the queues of the asker, if there are any. */
  readonly isOwnOnly: boolean;
  /** Epoch ms. */
  readonly renderedAt: number;
}

const POLL_URL = "/api/v1/work";
/** Keeps a name's own direction of writing inside a sentence of another. */
const isolated = (name: string) => `\u2068${name}\u2069`;
const MINUTE_MS = 60_000;
const STATUS_TONES = { open: "ok", paused: "soon", closed: "late" } as const;

interface Shown extends Pick<WorkListProps, "language" | "base"> {
  readonly say: Say;
  readonly at: number;
}

/** How long the one who waits longest has waited, in whole minutes, or null. */
function longestMinutes({ longestSince }: Work, at: number): number | null {
  return longestSince === null ? null : Math.max(0, Math.floor((at - Date.parse(longestSince)) / MINUTE_MS));
}

/** The queues to choose from. */
export function chosen(works: readonly Work[], isOwnOnly: boolean): readonly Work[] {
  const own = works.filter(({ isOwn }) => isOwn);
  return isOwnOnly && own.length > 0 ? own : works;
}

/** One sentence on all of them: how many wait, and where the longest. */
function summaryOf(works: readonly Work[], { say, language, at }: Shown): string {
  const count = works.reduce((sum, { waiting }) => sum + waiting, 0);
  let longest: { readonly minutes: number; readonly name: string } | null = null;
  for (const work of works) {
    const minutes = longestMinutes(work, at);
    if (minutes !== null && minutes >= (longest?.minutes ?? 0)) longest = { minutes, name: work.name };
  }
  if (longest === null) return say("staff.work.nobody");
  const { minutes, name } = longest;
  return say("staff.work.summary", { count, name: isolated(name), time: formatMinutes(minutes, language) });
}

function Fact({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div class="work-fact">
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function WorkCard({ work, shown }: { readonly work: Work; readonly shown: Shown }) {
  const { say, language, base, at } = shown;
  const numbers = new Intl.NumberFormat(localeOf(language));
  const minutes = longestMinutes(work, at);
  return (
    <li>
      <a class="card work-card" href={`${base}/${encodeURIComponent(work.queueId)}`}>
        <span class="work-head">
          <bdi class="work-name">{work.name}</bdi>
          <span class={`badge ${STATUS_TONES[work.status]}`}>{say(`queues.${work.status}`)}</span>
        </span>
        <span class="work-count">
          <strong>{numbers.format(work.waiting)}</strong> {say("staff.work.waiting", { count: work.waiting })}
        </span>
        <dl class="work-facts">
          <Fact
            label={say("staff.work.longest")}
            value={minutes === null ? "–" : formatMinutes(minutes, language)}
          />
          <Fact label={say("staff.work.called")} value={numbers.format(work.called)} />
          <Fact label={say("staff.work.serving")} value={numbers.format(work.serving)} />
          <Fact label={say("staff.work.working")} value={numbers.format(work.working)} />
        </dl>
      </a>
    </li>
  );
}

/** The list, with one sentence above it. */
export function WorkList({ works, language, words, base, isOwnOnly, renderedAt }: WorkListProps) {
  const known = useSignal(works);
  const at = useSignal(renderedAt);
  const say = useMemo(() => createSay(language, words), [language, words]);

  useEffect(() => {
    const live = new Live({
      streamUrl: null,
      pollUrl: POLL_URL,
      events: [],
      onState: (_name, body) => void (known.value = parseWork(body) ?? known.value),
      onHeard: () => void (at.value = Date.now()),
      onConnection: () => {},
      onGone: () => {},
    }, browserDeps());
    live.start();
    const stopFollowing = followTab(live);
    return () => {
      stopFollowing();
      live.stop();
    };
  }, [known, at]);

  const shown = { say, language, base, at: at.value };
  const listed = chosen(known.value, isOwnOnly);
  if (listed.length === 0) return <p class="note">{say("staff.work.none")}</p>;
  return (
    <>
      <p class="intro" role="status">{summaryOf(listed, shown)}</p>
      <ul class="work-list">
        {listed.map((work) => <WorkCard key={work.queueId} work={work} shown={shown} />)}
      </ul>
    </>
  );
}
