/**
 * A ticket as its holder sees it, in every state it can be in. Rendered on the server and again in the browser from
 * the same values; it keeps no state and knows no network, and its forms work without any script.
 */
import type { ComponentChildren, TargetedSubmitEvent } from "preact";
import { formatAge, formatMinutes, formatTime } from "../actors/shared/format.ts";
import type { WordKey } from "../actors/shared/i18n.ts";
import { HEADLINE_MINUTES_MAX } from "../actors/shared/wait.ts";
import type { Say } from "../actors/shared/words.ts";
import { ConnectionMark } from "./connection_mark.tsx";
import type { Connection } from "./live.ts";
import type { TicketStatus, Track } from "./track.ts";
import { waitText } from "./wait_text.ts";

const MINUTE_MS = 60_000;
/** "Be ready by" is said in steps, downwards: nobody is late by our rounding. */
const READY_STEP_MS = 5 * MINUTE_MS;
/** A room given as a bare number or short code ("3", "2B"): people call it "room 3". */
const BARE_ROOM = /^\d{1,4}[A-Za-z]?$/;
/** A longer name of a room is set smaller, so that its words stay whole on a phone. */
const ROOM_CHARS_LARGE = 9;
/** Dots drawn for people before; more are a number. */
const STEPS_MAX = 6;
/** A confirmation older than this is said to be old. */
const STALE_MS = 60_000;

/** What the holder can do from the page; each is a form that posts to `<base>/<action>`. */
export type TicketAction = "leave" | "hold" | "resume" | "acknowledge";

export interface TicketViewProps {
  readonly track: Track;
  readonly say: Say<WordKey>;
  readonly language: string;
  /** IANA zone of the facility. */
  readonly timeZone: string;
  readonly queueName: string;
  readonly facilityName: string;
  /** The address of the ticket, below which the actions are. */
  readonly base: string;
  /** Epoch ms of this rendering. */
  readonly now: number;
  /** Epoch ms at which the server was last heard. */
  readonly heardAt: number;
  readonly connection: Connection;
  readonly notice: string | null;
  /** What was sent and is not answered yet. */
  readonly pending: TicketAction | null;
  readonly onAct?: (action: TicketAction, event: TargetedSubmitEvent<HTMLFormElement>) => void;
}

const NOTES: Partial<Readonly<Record<TicketStatus, WordKey>>> = {
  serving: "ticket.servingNote",
  waitlisted: "ticket.waitlistedNote",
  completed: "ticket.completedNote",
  no_show: "ticket.noShowNote",
};

function hasEnded({ status }: Track): boolean {
  return status === "completed" || status === "no_show" || status === "cancelled";
}

function endNote(track: Track): WordKey {
  if (track.cause === "day_ended") return "ticket.dayEndedNote";
  return track.cause === "left" || track.cause === "patient" ? "ticket.leftNote" : "ticket.removedNote";
}

function roomName(room: string, say: Say<WordKey>): string {
  return BARE_ROOM.test(room) ? say("room.numbered", { room }) : room;
}

/** When the person should be back (the p10 after the view was made), or null when that is no matter of minutes. */
function readyAt({ waitRange, estimatedWaitMinutes, updatedAt }: Track): number | null {
  if (estimatedWaitMinutes === null || waitRange === null) return null;
  if (waitRange.low <= 0 || waitRange.low >= HEADLINE_MINUTES_MAX) return null;
  const exact = updatedAt + waitRange.low * MINUTE_MS;
  const stepped = Math.floor(exact / READY_STEP_MS) * READY_STEP_MS;
  return stepped > updatedAt ? stepped : exact;
}

/** The age of what is shown: since the server was last heard, and how old its own state was then. */
function ageMsOf({ track, now, heardAt }: TicketViewProps): number {
  return Math.max(0, now - heardAt) + track.ageMs;
}

function Age(props: TicketViewProps) {
  const ago = formatAge(ageMsOf(props), props.language);
  return <p class="age">{ago === null ? props.say("age.now") : props.say("age.ago", { time: ago })}</p>;
}

function Act(
  { props, action, look, children }: {
    readonly props: TicketViewProps;
    readonly action: TicketAction;
    readonly look: "primary" | "plain" | "grave";
    readonly children: ComponentChildren;
  },
) {
  const { base, onAct, pending } = props;
  const listen = onAct === undefined
    ? {}
    : { onSubmit: (event: TargetedSubmitEvent<HTMLFormElement>) => onAct(action, event) };
  return (
    <form method="post" action={`${base}/${action}`} {...listen}>
      <button
        type="submit"
        class={`button ${look}`}
        disabled={pending !== null}
        aria-busy={pending === action}
      >
        {children}
      </button>
    </form>
  );
}

function Leave({ props }: { readonly props: TicketViewProps }) {
  return (
    <details class="leave">
      <summary class="button quiet">{props.say("ticket.leave")}</summary>
      <div class="leave-sure">
        <p>{props.say("ticket.leaveSure")}</p>
        <Act props={props} action="leave" look="grave">{props.say("ticket.leaveYes")}</Act>
      </div>
    </details>
  );
}

/** People before as dots and the way to "you": a picture of the sentence above it. */
function Steps({ ahead, say }: { readonly ahead: number; readonly say: Say<WordKey> }) {
  const dots = Math.min(ahead, STEPS_MAX);
  return (
    <p class="steps" aria-hidden="true">
      {ahead > STEPS_MAX && <bdi class="steps-more" dir="ltr">+{ahead - STEPS_MAX}</bdi>}
      {Array.from({ length: dots }, (_, index) => <span key={index} class="step"></span>)}
      <span class="steps-way"></span>
      <span class="steps-you">{say("ticket.you")}</span>
    </p>
  );
}

function Banner({ props }: { readonly props: TicketViewProps }) {
  const { say, connection, track, language } = props;
  const ago = formatAge(ageMsOf(props), language);
  const time = ago ?? say("age.now");
  if (connection === "offline") return <p class="banner late">{say("ticket.offlineNote", { time })}</p>;
  if (track.ageMs > STALE_MS) return <p class="banner late">{say("ticket.staleNote", { time })}</p>;
  return null;
}

function Numbers({ props }: { readonly props: TicketViewProps }) {
  const { say, track } = props;
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

function Waiting({ props }: { readonly props: TicketViewProps }) {
  const { track, say, language, timeZone } = props;
  const at = readyAt(track);
  const readyBy = at === null ? null : formatTime(at, { language, timeZone });
  return (
    <>
      {track.queueStatus === "paused" && <p class="banner soon">{say("ticket.paused")}</p>}
      <Steps ahead={track.ahead ?? 0} say={say} />
      <p class="wait">
        {waitText(track, { say, language })}
        {readyBy !== null && <span class="ready-by">{say("wait.readyBy", { time: readyBy })}</span>}
      </p>
      {track.ahead === 0 && track.queueStatus !== "paused" && <p class="note">{say("ticket.stayClose")}</p>}
      {track.isOnline && <p class="note">{say("ticket.online")}</p>}
    </>
  );
}

function Held({ props }: { readonly props: TicketViewProps }) {
  const { track, say, language, timeZone, now } = props;
  if (track.holdEndsAt === null) return null;
  const minutes = Math.ceil((track.holdEndsAt - now) / MINUTE_MS);
  return (
    <>
      {minutes > 0 && (
        <p class="wait">{say("ticket.timeLeft", { minutes: formatMinutes(minutes, language) })}</p>
      )}
      <p class="note">
        {say("ticket.heldUntil", { time: formatTime(track.holdEndsAt, { language, timeZone }) })}
      </p>
    </>
  );
}

function Details({ props }: { readonly props: TicketViewProps }) {
  const { track, say } = props;
  if (track.status === "waiting") return <Waiting props={props} />;
  if (track.status === "held") return <Held props={props} />;
  const key = track.status === "cancelled" ? endNote(track) : NOTES[track.status];
  const room = track.status === "serving" ? track.room : null;
  return (
    <>
      {room !== null && <p class="wait room-name">{roomName(room, say)}</p>}
      {key !== undefined && <p class="note">{say(key)}</p>}
    </>
  );
}

function Actions({ props }: { readonly props: TicketViewProps }) {
  const { track: { status }, say } = props;
  if (hasEnded(props.track)) {
    return (
      <p class="actions">
        <a class="button plain" href="/">{say("ticket.joinAgain")}</a>
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
      <Leave props={props} />
    </div>
  );
}

function Room({ name }: { readonly name: string }) {
  return (
    <strong class={name.length > ROOM_CHARS_LARGE ? "room room-long room-name" : "room room-name"}>
      {name}
    </strong>
  );
}

function Called({ props }: { readonly props: TicketViewProps }) {
  const { track, say, language, timeZone } = props;
  const where = track.isOnline ? say("ticket.joinNow") : say("ticket.comeNow");
  return (
    <section class="called" role="alert" data-status="called">
      <p class="called-label">
        <bdi>{track.label}</bdi>
      </p>
      <h1 class="called-title">{say("status.called")}</h1>
      {track.room === null ? <p class="called-where">{where}</p> : (
        <p class="called-where">
          {say("ticket.goTo")} <Room name={roomName(track.room, say)} />
        </p>
      )}
      {track.isAcknowledged
        ? <p class="called-thanks">{say("ticket.acknowledged")}</p>
        : <Act props={props} action="acknowledge" look="primary">{say("ticket.acknowledge")}</Act>}
      {track.graceEndsAt !== null && (
        <p class="called-until">
          {say("ticket.until", { time: formatTime(track.graceEndsAt, { language, timeZone }) })}
        </p>
      )}
      <Leave props={props} />
    </section>
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
      <Banner props={props} />
      {isCalled ? <Called props={props} /> : (
        <>
          <section class="card pass" data-status={track.status} aria-labelledby="headline">
            <Numbers props={props} />
            <div class="pass-body">
              <h1 class="headline" id="headline" aria-live="polite">{track.sentence}</h1>
              <Details props={props} />
              <Age {...props} />
            </div>
          </section>
          <Actions props={props} />
          {!hasEnded(track) && <p class="privacy">{say("ticket.privacy")}</p>}
        </>
      )}
    </div>
  );
}
