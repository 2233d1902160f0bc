/**
 * What a kiosk shows: one question a screen in big letters, the way back, and always somebody to ask. Rendered on the
 * server and in the browser from the same values; it keeps no state and knows no network.
 */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Need } from "../../actors/queue/schema.ts";
import type { WordKey } from "../../actors/shared/i18n.ts";
import type { Say } from "../../actors/shared/words.ts";
import arrowLeft from "lucide/arrow-left.mjs";
import check from "lucide/check.mjs";
import user from "lucide/user.mjs";
import { Icon } from "../icon.tsx";
import { type QueueCard, wayInto } from "../queue_cards.ts";
import { waitText } from "../wait_text.ts";
import type { Idle } from "./idle.ts";
import { GivenNumber } from "./given_number.tsx";
import {
  ASKED,
  canGoOn,
  type KioskAct,
  type KioskRefusal,
  type KioskState,
  NAME_CHARS_MAX,
  type Question,
} from "./kiosk_flow.ts";
import { PhonePad } from "./phone_pad.tsx";

/** A language as it calls itself. */
export interface KioskLanguage {
  readonly tag: string;
  readonly name: string;
  readonly direction: "ltr" | "rtl";
  /** "Welcome", "Touch here to begin" and "Ask a person", in that language. */
  readonly welcome: string;
  readonly begin: string;
  readonly ask: string;
}

export interface KioskScreenProps {
  readonly state: KioskState;
  readonly say: Say<WordKey>;
  readonly language: string;
  readonly languages: readonly KioskLanguage[];
  readonly facilityName: string;
  readonly queues: readonly QueueCard[];
  readonly idle: Idle;
  readonly onLanguage: (tag: string) => void;
  readonly onAct: (act: KioskAct) => void;
}

const NEEDS: readonly Need[] = ["elderly", "paediatric", "pregnant", "disability", "other"];
const TITLES: Readonly<Record<Exclude<Question, "language">, WordKey>> = {
  service: "kiosk.service",
  name: "kiosk.name",
  phone: "kiosk.phone",
  needs: "kiosk.needs",
  sending: "kiosk.sending",
  done: "kiosk.done",
  refused: "kiosk.refused",
  stuck: "kiosk.stuck",
  person: "kiosk.person",
};
const REFUSALS: Readonly<Record<KioskRefusal, WordKey>> = {
  full: "kiosk.refused.full",
  fullWaitlist: "kiosk.refused.fullWaitlist",
  paused: "kiosk.refused.paused",
  closed: "kiosk.refused.closed",
  other: "kiosk.refused.other",
};

/** The same in every language, for somebody whose language is not known yet. */
function InEach({ languages, word }: {
  readonly languages: readonly KioskLanguage[];
  readonly word: "welcome" | "ask";
}) {
  return languages.map((language, index) => (
    <span key={language.tag}>
      {index > 0 && " · "}
      <bdi lang={language.tag}>{language[word]}</bdi>
    </span>
  ));
}

function Languages({ languages, onLanguage, onAct }: KioskScreenProps) {
  return (
    <div class="kiosk-choices">
      {languages.map(({ tag, name, begin, direction }) => (
        <button
          key={tag}
          type="button"
          class="kiosk-choice"
          lang={tag}
          dir={direction}
          onClick={() => onLanguage(tag)}
        >
          <strong>{name}</strong>
          <span>{begin}</span>
        </button>
      ))}
      <button type="button" class="kiosk-choice ask" onClick={() => onAct({ type: "askPerson" })}>
        <strong>
          <Icon of={user} />
        </strong>
        <span>
          <InEach languages={languages} word="ask" />
        </span>
      </button>
    </div>
  );
}

function Services({ queues, say, language, onAct }: KioskScreenProps) {
  if (queues.length === 0) return <p class="kiosk-text">{say("kiosk.none")}</p>;
  return (
    <div class="kiosk-choices">
      {queues.map((queue) => (
        <button
          key={queue.id}
          type="button"
          class="kiosk-choice"
          disabled={wayInto(queue) === "none"}
          onClick={() => onAct({ type: "chooseQueue", queueId: queue.id })}
        >
          <strong>{queue.name}</strong>
          <span>{stateOf(queue, { say, language })}</span>
        </button>
      ))}
    </div>
  );
}

function stateOf(
  queue: QueueCard,
  { say, language }: { readonly say: Say<WordKey>; readonly language: string },
): string {
  const { status, waiting, estimatedWaitMinutes } = queue;
  if (status !== "open") return say(status === "paused" ? "kiosk.paused" : "kiosk.closed");
  const wayIn = wayInto(queue);
  if (wayIn !== "line") return say(wayIn === "waitlist" ? "kiosk.onlyWaitlist" : "kiosk.full");
  const people = say("kiosk.waiting", { count: waiting });
  if (waiting === 0 || estimatedWaitMinutes === null) return people;
  return `${people} · ${waitText({ estimatedWaitMinutes, waitRange: null }, { say, language })}`;
}

function Name({ state, say, onAct }: KioskScreenProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  return (
    <form
      class="kiosk-form"
      onSubmit={(event) => {
        event.preventDefault();
        onAct({ type: "next" });
      }}
    >
      <input
        ref={input}
        type="text"
        aria-labelledby="kiosk-title"
        aria-describedby="kiosk-help"
        autocomplete="off"
        autocapitalize="words"
        spellcheck={false}
        maxLength={NAME_CHARS_MAX}
        value={state.name}
        onInput={(event) => onAct({ type: "typeName", name: event.currentTarget.value })}
      />
      <p class="kiosk-text" id="kiosk-help">{say("kiosk.nameHelp")}</p>
    </form>
  );
}

function Needs({ state, say, onAct }: KioskScreenProps) {
  return (
    <>
      <div class="kiosk-choices">
        {NEEDS.map((need) => {
          const isChosen = state.needs.includes(need);
          return (
            <button
              key={need}
              type="button"
              class="kiosk-choice small"
              aria-pressed={isChosen}
              onClick={() => onAct({ type: "toggleNeed", need })}
            >
              <strong>
                {isChosen && <Icon of={check} />} {say(`join.need.${need}`)}
              </strong>
            </button>
          );
        })}
      </div>
      <p class="kiosk-text">{say("kiosk.needsHelp")}</p>
    </>
  );
}

function Said({ text, children }: { readonly text: string; readonly children?: ComponentChildren }) {
  return (
    <>
      <p class="kiosk-lead">{text}</p>
      {children !== undefined && <p class="kiosk-actions">{children}</p>}
    </>
  );
}

function Answer(props: KioskScreenProps) {
  const { state, say, onAct } = props;
  switch (state.question) {
    case "language":
      return <Languages {...props} />;
    case "service":
      return <Services {...props} />;
    case "name":
      return <Name {...props} />;
    case "phone":
      return (
        <PhonePad
          phone={state.phone}
          say={say}
          onType={(phone) => onAct({ type: "typePhone", phone })}
        />
      );
    case "needs":
      return <Needs {...props} />;
    case "done":
      return <GivenNumber {...props} />;
    case "sending":
      return <Said text={say("kiosk.sendingNote")} />;
    case "person":
      return <Said text={say("kiosk.personNote")} />;
    case "stuck":
      return (
        <Said text={say("kiosk.stuckNote")}>
          <button type="button" class="button primary" onClick={() => onAct({ type: "retry" })}>
            {say("kiosk.retry")}
          </button>
        </Said>
      );
    case "refused":
      return <Refused {...props} />;
  }
}

function Refused({ state, say, onAct }: KioskScreenProps) {
  const refusal = state.refusal ?? "other";
  return (
    <Said text={say(REFUSALS[refusal])}>
      {refusal === "fullWaitlist" && (
        <button
          type="button"
          class="button primary"
          onClick={() => onAct({ type: "acceptWaitlist" })}
        >
          {say("kiosk.joinWaitlist")}
        </button>
      )}
      <button type="button" class="button plain" onClick={() => onAct({ type: "back" })}>
        {say("kiosk.otherService")}
      </button>
    </Said>
  );
}

/** What the button that goes on says; null where an answer goes on by itself. */
function goOnWord({ question, phone, needs }: KioskState): WordKey | null {
  if (question === "name") return "kiosk.next";
  if (question === "phone") return phone === "" ? "kiosk.noPhone" : "kiosk.next";
  if (question === "needs") return needs.length === 0 ? "kiosk.noNeeds" : "kiosk.take";
  return null;
}

function Foot({ state, say, onAct }: KioskScreenProps) {
  const { question } = state;
  const isAsked = ASKED.includes(question);
  const goOn = goOnWord(state);
  return (
    <footer class="kiosk-foot">
      {(isAsked || question === "person") && (
        <button
          type="button"
          class="button plain"
          onClick={() => onAct({ type: "back" })}
        >
          <Icon of={arrowLeft} isDirectional /> {say("kiosk.back")}
        </button>
      )}
      {question !== "person" && question !== "language" && (
        <button
          type="button"
          class="button plain"
          onClick={() => onAct({ type: "askPerson" })}
        >
          <Icon of={user} /> {say("kiosk.ask")}
        </button>
      )}
      {question !== "language" && (
        <button
          type="button"
          class="button quiet"
          onClick={() => onAct({ type: "restart" })}
        >
          {say("kiosk.startOver")}
        </button>
      )}
      {goOn !== null && (
        <button
          type="button"
          class="button primary kiosk-next"
          disabled={!canGoOn(state)}
          onClick={() => onAct({ type: "next" })}
        >
          {say(goOn)}
        </button>
      )}
    </footer>
  );
}

/** Asks whether somebody is still there; any touch is an answer. */
function StillThere({ idle, say, onAct }: KioskScreenProps) {
  if (idle.kind !== "ask") return null;
  return (
    <div class="kiosk-idle" role="alertdialog" aria-labelledby="kiosk-idle-title">
      <h2 id="kiosk-idle-title">{say("kiosk.stillThere")}</h2>
      <p class="kiosk-text">{say("kiosk.wipesIn", { count: idle.secondsLeft })}</p>
      <p class="kiosk-actions">
        <button type="button" class="button primary">{say("kiosk.stay")}</button>
        <button type="button" class="button plain" onClick={() => onAct({ type: "restart" })}>
          {say("kiosk.startOver")}
        </button>
      </p>
    </div>
  );
}

/** The whole screen. */
export function KioskScreen(props: KioskScreenProps) {
  const { state, say, facilityName } = props;
  const title = useRef<HTMLHeadingElement>(null);
  const at = ASKED.indexOf(state.question);
  // A new question is read aloud from its beginning; the name's field takes the keyboard itself.
  useEffect(() => {
    if (state.question !== "name" && state.question !== "language") title.current?.focus();
  }, [state.question]);
  return (
    <div class="kiosk" data-question={state.question}>
      <header class="kiosk-head">
        <p class="kiosk-place">{facilityName}</p>
        {at >= 0 && (
          <p class="kiosk-progress">{say("kiosk.progress", { step: at + 1, steps: ASKED.length })}</p>
        )}
      </header>
      <section class="kiosk-body" aria-labelledby="kiosk-title">
        <h1 id="kiosk-title" ref={title} tabIndex={-1}>
          {state.question === "language"
            ? <InEach languages={props.languages} word="welcome" />
            : say(TITLES[state.question])}
        </h1>
        <Answer {...props} />
      </section>
      <Foot {...props} />
      <StillThere {...props} />
    </div>
  );
}
