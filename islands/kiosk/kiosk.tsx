/**
 * The life of a kiosk: asks the questions of `kiosk_flow.ts` one after another, takes a number, keeps the lines' waits
 * fresh, and forgets the person when nobody touches it. What it shows is `kiosk_screens.tsx`.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { WordKey } from "../../actors/shared/i18n.ts";
import { createSay, type Words } from "../../actors/shared/words.ts";
import { browserDeps, followTab } from "../browser.ts";
import { Live } from "../live.ts";
import { parseQueueCards, type QueueCard } from "../queue_cards.ts";
import { idleAfter } from "./idle.ts";
import { follow, type KioskAct, type KioskState, START } from "./kiosk_flow.ts";
import { type KioskLanguage, KioskScreen } from "./kiosk_screens.tsx";
import { mintKey, takeNumber } from "./take_number.ts";

const CLOCK_MS = 1_000;
const TOUCHES = ["pointerdown", "keydown", "input"] as const;

export interface KioskProps {
  readonly facilityName: string;
  /** In the order in which they are offered; the first speaks on the first screen. */
  readonly languages: readonly KioskLanguage[];
  readonly words: Readonly<Record<string, Words>>;
  readonly queues: readonly QueueCard[];
  readonly pollUrl: string;
  /** Where a number is asked for. */
  readonly numbersUrl: string;
}

/** The lines of this kiosk, with the freshest counts; one that is no longer offered is shown closed. */
export function freshened(own: readonly QueueCard[], all: readonly QueueCard[]): readonly QueueCard[] {
  return own.map((queue) => all.find(({ id }) => id === queue.id) ?? { ...queue, status: "closed" });
}

function useKiosk({ languages, queues }: KioskProps) {
  return {
    state: useSignal<KioskState>(START),
    language: useSignal(languages[0]?.tag ?? "en"),
    queues: useSignal(queues),
    touchedAt: useSignal(0),
    now: useSignal(0),
    key: useSignal(""),
  };
}
type Kept = ReturnType<typeof useKiosk>;

/** Keeps the waits fresh; answers how to stop. */
function followQueues({ pollUrl, queues }: KioskProps, kept: Kept): () => void {
  const live = new Live({
    streamUrl: null,
    pollUrl,
    events: [],
    onState: (_, body) => kept.queues.value = freshened(queues, parseQueueCards(body) ?? kept.queues.value),
    onHeard: () => {},
    onConnection: () => {},
    onGone: () => location.reload(),
  }, browserDeps());
  live.start();
  const unfollow = followTab(live);
  return () => {
    unfollow();
    live.stop();
  };
}

/** Forgets the person after a while without a touch; answers how to stop. */
function followTouches(kept: Kept, act: (act: KioskAct) => void): () => void {
  const touched = () => kept.touchedAt.value = kept.now.value = Date.now();
  touched();
  TOUCHES.forEach((name) => addEventListener(name, touched));
  const clock = setInterval(() => {
    const { question } = kept.state.value;
    if (question === "language") return;
    kept.now.value = Date.now();
    const idle = idleAfter(kept.now.value - kept.touchedAt.value, { isDone: question === "done" });
    if (idle.kind === "wipe") act({ type: "restart" });
  }, CLOCK_MS);
  return () => {
    clearInterval(clock);
    TOUCHES.forEach((name) => removeEventListener(name, touched));
  };
}

/** The kiosk with its life. */
export function Kiosk(props: KioskProps) {
  const { languages, words, facilityName, numbersUrl } = props;
  const kept = useKiosk(props);
  const { state, language, queues, touchedAt, now, key } = kept;
  const say = useMemo(
    () => createSay<WordKey>(language.value, words[language.value] ?? {}),
    [language.value],
  );

  function act(next: KioskAct): void {
    const before = state.value.question;
    state.value = follow(state.value, next);
    if (next.type === "restart") {
      language.value = languages[0]?.tag ?? "en";
      key.value = "";
    }
    if (state.value.question === "sending" && before !== "sending") void send();
  }

  async function send(): Promise<void> {
    // One key for every try of one person: a lost answer gives no second number.
    if (key.value === "") key.value = mintKey();
    const asked = key.value;
    const outcome = await takeNumber(numbersUrl, {
      state: state.value,
      language: language.value,
      // A waitlisted join is another request than the one that was refused.
      key: state.value.acceptsWaitlist ? `${asked}w` : asked,
    });
    if (key.value === asked) state.value = follow(state.value, outcome);
  }

  useEffect(() => followQueues(props, kept), []);
  useEffect(() => followTouches(kept, act), []);
  useEffect(() => {
    const chosen = languages.find(({ tag }) => tag === language.value);
    document.documentElement.lang = language.value;
    document.documentElement.dir = chosen?.direction ?? "ltr";
  }, [language.value]);

  const isDone = state.value.question === "done";
  return (
    <KioskScreen
      state={state.value}
      say={say}
      language={language.value}
      languages={languages}
      facilityName={facilityName}
      queues={queues.value}
      idle={state.value.question === "language"
        ? { kind: "fine", secondsLeft: 0 }
        : idleAfter(now.value - touchedAt.value, { isDone })}
      onLanguage={(tag) => {
        language.value = tag;
        act({ type: "chooseLanguage" });
      }}
      onAct={act}
    />
  );
}
