/**
 * A ticket as its holder sees it, in every state it can be in. Rendered on the server and again in the browser from
 * the same values; it keeps no state and knows no network, and its forms and links work without any script.
 */
import { formatAge } from "../actors/shared/format.ts";
import type { WordKey } from "../actors/shared/i18n.ts";
import { createSay } from "../actors/shared/words.ts";
import { ConnectionMark } from "./connection_mark.tsx";
import { ACTION_WORDS } from "./ticket_action.ts";
import { Called } from "./ticket_called.tsx";
import { Act, ageMsOf, Leave, type TicketViewProps } from "./ticket_parts.tsx";
import { isAlmost, Place } from "./ticket_place.tsx";
import { hasEnded, type Track } from "./track.ts";
import { WhyList } from "./why_list.tsx";

/** A confirmation older than this is said to be old. */
const STALE_MS = 60_000;

interface Part {
  readonly props: TicketViewProps;
}

function Banner({ props }: Part) {
  const { say, connection, track, language } = props;
  const time = formatAge(ageMsOf(props), language) ?? say("age.moment");
  if (connection === "offline") return <p class="banner late">{say("ticket.offlineNote", { time })}</p>;
  if (track.ageMs > STALE_MS) return <p class="banner late">{say("ticket.staleNote", { time })}</p>;
  return null;
}

function Kept({ props: { kept, say, controls } }: Part) {
  if (kept === null || controls === null) return null;
  return (
    <div class="banner soon kept" role="status">
      <p>{say("ticket.kept", { action: say(ACTION_WORDS[kept]) })}</p>
      <button type="button" class="button plain" onClick={controls.takeBack}>{say("ticket.takeBack")}</button>
    </div>
  );
}

function Numbers({ props: { say, track } }: Part) {
  return (
    <dl class="numbers">
      <div>
        <dt>{say("ticket.yourNumber")}</dt>
        <dd class="number">
          <bdi>{track.label}</bdi>
        </dd>
      </div>
      {track.nowServing !== null && (
        <div class="numbers-now">
          <dt>{say("ticket.nowServing")}</dt>
          <dd class="number-now">
            <bdi>{track.nowServing}</bdi>
          </dd>
        </div>
      )}
    </dl>
  );
}

function isExplained({ status }: Track): boolean {
  return status === "waiting" || status === "held";
}

/** A link to the page that explains; where scripts run, the explanation opens below it. */
function WhyLink({ props: { base, say, controls } }: Part) {
  const why = controls?.why;
  const open = why === undefined ? {} : {
    "aria-expanded": why.isOpen,
    "aria-controls": "why",
    onClick: (event: Event) => {
      event.preventDefault();
      why.toggle();
    },
  };
  return <a class="why-link" href={`${base}/explanation`} {...open}>{say("why.title")}</a>;
}

function Why({ props: { say, controls, language } }: Part) {
  if (controls === null || !controls.why.isOpen) return <div id="why" hidden></div>;
  const { state, explained } = controls.why;
  return (
    <div id="why" class="why" aria-live="polite">
      {state === "failed" && <p>{say("why.failed")}</p>}
      {state === "known" && explained !== null && (
        <WhyList
          explanation={explained.explanation}
          say={createSay<WordKey>(language, explained.words)}
        />
      )}
    </div>
  );
}

function PassFoot({ props }: Part) {
  const { say, track, language } = props;
  const ago = formatAge(ageMsOf(props), language);
  return (
    <>
      <p class="pass-foot">
        <span class="age">{ago === null ? say("age.now") : say("age.ago", { time: ago })}</span>
        {isExplained(track) && <WhyLink props={props} />}
      </p>
      {isExplained(track) && <Why props={props} />}
    </>
  );
}

/** The place alone for whoever waits: what the line does is said in words of its own below. */
function headline({ track, say }: TicketViewProps): string {
  return track.status === "waiting" ? say("status.open", { count: track.ahead ?? 0 }) : track.sentence;
}

function Pass({ props }: Part) {
  const { track } = props;
  return (
    <section
      class="card pass"
      data-status={track.status}
      data-almost={isAlmost(track) ? "true" : undefined}
      aria-labelledby="headline"
    >
      <Numbers props={props} />
      <div class="pass-body">
        <h1 class="headline" id="headline" aria-live="polite">{headline(props)}</h1>
        <Place props={props} />
        <PassFoot props={props} />
      </div>
    </section>
  );
}

function Actions({ props }: Part) {
  const { track, say } = props;
  const { status } = track;
  if (hasEnded(track)) {
    return (
      <p class="actions">
        <a class={`button ${track.cause === "left" ? "primary" : "plain"}`} href="/">
          {say("ticket.joinAgain")}
        </a>
      </p>
    );
  }
  if (status === "serving") return null;
  return (
    <div class="actions">
      {status === "held" && <Act props={props} action="resume" look="primary">{say("ticket.resume")}</Act>}
      {status === "waiting" && (
        <div class="action-with-help">
          <Act props={props} action="hold" look="plain">{say("ticket.hold")}</Act>
          <p class="help">{say("ticket.holdHelp")}</p>
        </div>
      )}
      <Sound props={props} />
      <Leave props={props} />
    </div>
  );
}

/** Browsers play nothing before a touch: this is the touch, and says that there is a sound at all. */
function Sound({ props: { say, controls } }: Part) {
  const isOn = controls?.isSoundOn ?? false;
  return (
    <button
      type="button"
      class="button quiet sound needs-script"
      aria-pressed={isOn}
      onClick={() => controls?.turnSoundOn()}
    >
      {say(isOn ? "ticket.soundOn" : "ticket.sound")}
    </button>
  );
}

function About({ props: { say, controls } }: Part) {
  const install = controls?.install ?? null;
  return (
    <details class="about">
      <summary>{say("ticket.about")}</summary>
      <p>{say("ticket.offlineWorks")}</p>
      <p>{say("ticket.privacy")}</p>
      {install !== null && (
        <button type="button" class="button plain" onClick={install}>{say("install.add")}</button>
      )}
    </details>
  );
}

/** The whole ticket: one screen when called, a card with what can be done otherwise. */
export function TicketView(props: TicketViewProps) {
  const { track, say, notice, connection, queueName, facilityName } = props;
  const isCalled = track.status === "called";
  return (
    <div class={isCalled ? "ticket is-called" : "ticket"}>
      <header class="ticket-head">
        <p class="place">
          <span>{facilityName}</span> <span class="place-queue">{queueName}</span>
        </p>
        <ConnectionMark connection={connection} say={say} />
      </header>
      {notice !== null && <p class="banner soon" role="alert">{notice}</p>}
      <Kept props={props} />
      <Banner props={props} />
      {isCalled ? <Called props={props} /> : (
        <>
          <Pass props={props} />
          <Actions props={props} />
          {!hasEnded(track) && <About props={props} />}
        </>
      )}
    </div>
  );
}
