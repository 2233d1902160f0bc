/**
 * Where a ticket stands and what that means for its holder: people before, the wait, when to be ready, and what comes
 * next in each state. It computes nothing but roundings.
 */
import { formatMinutes, formatTime } from "../actors/shared/format.ts";
import type { WordKey } from "../actors/shared/i18n.ts";
import type { Say } from "../actors/shared/words.ts";
import { HEADLINE_MINUTES_MAX } from "../actors/shared/wait.ts";
import { roomName, type TicketViewProps } from "./ticket_parts.tsx";
import type { TicketStatus, Track } from "./track.ts";
import { waitText } from "./wait_text.ts";

const MINUTE_MS = 60_000;
/** "Be ready by" is said in steps, downwards: nobody is late by our rounding. */
const STEP_MS = 5 * MINUTE_MS;
/** Dots drawn for people before; more are a number. */
const DOTS_MAX = 6;
/** With so many before or fewer it is time to be close: positions 1 and 2. */
const ALMOST_AHEAD_MAX = 1;
const ALMOST_MINUTES_MAX = 15;

const NOTES: Partial<Readonly<Record<TicketStatus, WordKey>>> = {
  serving: "ticket.servingNote",
  waitlisted: "ticket.waitlistedNote",
  completed: "ticket.completedNote",
  no_show: "ticket.noShowNote",
};

/** True for someone who is about to be called: few people before, and no long wait for the next of them. */
export function isAlmost({ status, ahead, queueStatus, waitRange }: Track): boolean {
  if (status !== "waiting" || queueStatus === "paused") return false;
  const isSoon = waitRange === null || waitRange.low <= ALMOST_MINUTES_MAX;
  return isSoon && ahead !== null && ahead <= ALMOST_AHEAD_MAX;
}

function endNote({ cause }: Track): WordKey {
  if (cause === "day_ended") return "ticket.dayEndedNote";
  return cause === "left" || cause === "patient" ? "ticket.leftNote" : "ticket.removedNote";
}

/** When the person should be back (the p10 after the view was made), or null when that is no matter of minutes. */
function readyAt({ waitRange, estimatedWaitMinutes, updatedAt }: Track): number | null {
  if (estimatedWaitMinutes === null || waitRange === null) return null;
  if (waitRange.low <= 0 || waitRange.low >= HEADLINE_MINUTES_MAX) return null;
  const exact = updatedAt + waitRange.low * MINUTE_MS;
  const stepped = Math.floor(exact / STEP_MS) * STEP_MS;
  return stepped > updatedAt ? stepped : exact;
}

/** By when the person is called as promised (the headline after the view was made); null without a promise. */
function calledBy({ estimatedWaitMinutes, updatedAt }: Track): number | null {
  if (estimatedWaitMinutes === null || estimatedWaitMinutes <= 0) return null;
  if (estimatedWaitMinutes >= HEADLINE_MINUTES_MAX) return null;
  return Math.ceil((updatedAt + estimatedWaitMinutes * MINUTE_MS) / STEP_MS) * STEP_MS;
}

/** People before as dots and the way to "you": a picture of the sentence above it. */
function Dots({ ahead, say }: { readonly ahead: number; readonly say: Say<WordKey> }) {
  const dots = Math.min(ahead, DOTS_MAX);
  return (
    <p class="steps" aria-hidden="true">
      {ahead > DOTS_MAX && <bdi class="steps-more" dir="ltr">+{ahead - DOTS_MAX}</bdi>}
      {Array.from({ length: dots }, (_, index) => <span key={index} class="step"></span>)}
      <span class="steps-way"></span>
      <span class="steps-you">{say("ticket.you")}</span>
    </p>
  );
}

function Times({ props }: { readonly props: TicketViewProps }) {
  const { track, say, language, timeZone } = props;
  const ready = readyAt(track);
  const called = calledBy(track);
  const time = (at: number) => formatTime(at, { language, timeZone });
  if (ready === null && called === null) return null;
  return (
    <p class="times">
      {ready !== null && <span>{say("wait.readyBy", { time: time(ready) })}</span>}
      {called !== null && <span>{say("wait.calledBy", { time: time(called) })}</span>}
    </p>
  );
}

/** Why there is no number: nobody works, and when that changes; or none can be promised yet. */
function NoWait({ props }: { readonly props: TicketViewProps }) {
  const { track, say, language, timeZone, isStaffed } = props;
  if (track.expectedReturnAt !== null) {
    return (
      <p class="banner soon">
        {say("ticket.backAt", { time: formatTime(track.expectedReturnAt, { language, timeZone }) })}
      </p>
    );
  }
  return isStaffed
    ? <p class="wait">{waitText(track, { say, language })}</p>
    : <p class="banner soon">{say("ticket.noStaff")}</p>;
}

function Wait({ props }: { readonly props: TicketViewProps }) {
  const { track, say, language } = props;
  if (track.queueStatus === "paused") {
    return <p class="banner soon" role="status">{say("ticket.paused")}</p>;
  }
  if (track.estimatedWaitMinutes === null) return <NoWait props={props} />;
  return (
    <>
      <p class="wait">{waitText(track, { say, language })}</p>
      <Times props={props} />
    </>
  );
}

function Risen({ props }: { readonly props: TicketViewProps }) {
  const { rise, say, language } = props;
  if (rise === null) return null;
  const minutes = formatMinutes(rise.minutes, language);
  return (
    <p class="banner soon" role="status">
      {say(rise.reason === "people" ? "ticket.rise.people" : "ticket.rise.slow", { minutes })}
    </p>
  );
}

function Waiting({ props }: { readonly props: TicketViewProps }) {
  const { track, say, wasCalled } = props;
  return (
    <>
      <Dots ahead={track.ahead ?? 0} say={say} />
      {isAlmost(track) && <p class="banner ok">{say("ticket.almost")}</p>}
      <Wait props={props} />
      {track.queueStatus === "closed" && <p class="note">{say("ticket.closed")}</p>}
      <Risen props={props} />
      {wasCalled && <p class="note">{say("ticket.deferred")}</p>}
      {track.isOnline && <p class="note">{say("ticket.online")}</p>}
    </>
  );
}

function Held({ props }: { readonly props: TicketViewProps }) {
  const { track, say, language, timeZone, now } = props;
  if (track.queueStatus === "paused") return <p class="note">{say("ticket.holdPaused")}</p>;
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

function Missed({ props: { track, say, language, timeZone } }: { readonly props: TicketViewProps }) {
  return (
    <>
      {track.calledAt !== null && (
        <p class="note">
          {say("ticket.missedAt", { time: formatTime(track.calledAt, { language, timeZone }) })}
        </p>
      )}
      <p class="wait">{say("ticket.noShowNote")}</p>
    </>
  );
}

/** What the holder needs to know in the state of the ticket. */
export function Place({ props }: { readonly props: TicketViewProps }) {
  const { track, say } = props;
  if (track.status === "waiting") return <Waiting props={props} />;
  if (track.status === "held") return <Held props={props} />;
  if (track.status === "no_show") return <Missed props={props} />;
  const key = track.status === "cancelled" ? endNote(track) : NOTES[track.status];
  const room = track.status === "serving" ? track.room : null;
  return (
    <>
      {room !== null && <p class="wait room-name">{roomName(room, say)}</p>}
      {key !== undefined && <p class="note">{say(key)}</p>}
    </>
  );
}
