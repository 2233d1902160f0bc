/**
 * The ticket in each of its states, from answers like those that the server sends. Its component is the patient's own;
 * the person and the times are made up.
 */
import { type Language, sayIn, type WordKey } from "../../actors/shared/i18n.ts";
import type { TicketControls, TicketViewProps } from "../../islands/ticket_parts.tsx";
import { TicketView } from "../../islands/ticket_view.tsx";
import { parseTrack, type Track } from "../../islands/track.ts";

const MINUTE_MS = 60_000;

type Fields = Readonly<Record<string, unknown>>;

interface Sample {
  readonly title: string;
  readonly sentence: WordKey;
  readonly ticket?: Fields;
  readonly queue?: Fields;
  readonly props?: Partial<TicketViewProps>;
}

const AHEAD = 6;
const NEXT = { ahead: 0, estimatedWaitTime: 3, waitRange: { low: 0, high: 6 } };
const NO_WAIT = { estimatedWaitTime: null, waitRange: null };
const nothing = () => undefined;
/** What a living page offers; here nothing happens. */
const CONTROLS: TicketControls = {
  act: nothing,
  takeBack: nothing,
  why: { isOpen: false, explained: null, state: "asked", toggle: nothing },
  isSoundOn: false,
  turnSoundOn: nothing,
  install: nothing,
};

function inLine(now: number, language: Language): readonly Sample[] {
  const isoSoon = new Date(now + 4 * MINUTE_MS).toISOString();
  const failed = sayIn(language)("ticket.failed");
  const heardAt = now - 3 * MINUTE_MS;
  return [
    { title: "Waiting", sentence: "status.open" },
    { title: "Next", sentence: "status.open", queue: NEXT },
    { title: "Paused", sentence: "status.paused", queue: { status: "paused", expectedReturnAt: isoSoon } },
    { title: "Nobody works yet", sentence: "status.open", queue: NO_WAIT, props: { isStaffed: false } },
    { title: "Called before, back in line", sentence: "status.open", props: { wasCalled: true } },
    { title: "The wait rose", sentence: "status.open", props: { rise: { minutes: 12, reason: "people" } } },
    { title: "Something failed", sentence: "status.open", props: { notice: failed } },
    {
      title: "Offline, something to send",
      sentence: "status.open",
      props: { connection: "offline", heardAt, kept: "hold", controls: CONTROLS },
    },
    { title: "On the waiting list", sentence: "status.waitlisted", ticket: { status: "waitlisted" } },
    { title: "On hold", sentence: "status.held", ticket: { status: "held", holdEndsAt: isoSoon } },
  ];
}

function calledAndAfter(now: number): readonly Sample[] {
  const calledAt = new Date(now).toISOString();
  const graceEndsAt = new Date(now + 4 * MINUTE_MS).toISOString();
  const called = { status: "called", room: "3", calledAt, graceEndsAt };
  return [
    { title: "Called", sentence: "status.called", ticket: called },
    {
      title: "Called, on the way",
      sentence: "status.called",
      ticket: { ...called, acknowledgedAt: calledAt },
    },
    { title: "Being seen", sentence: "status.serving", ticket: { status: "serving", room: "3" } },
    { title: "Done", sentence: "status.completed", ticket: { status: "completed" } },
    { title: "Missed", sentence: "status.noShow", ticket: { status: "no_show", calledAt } },
    { title: "Left", sentence: "status.left", ticket: { status: "cancelled", cause: "left" } },
    {
      title: "The day ended",
      sentence: "status.dayEnded",
      ticket: { status: "cancelled", cause: "day_ended" },
    },
  ];
}

interface Seen {
  readonly language: Language;
  /** Epoch ms. */
  readonly now: number;
}

function trackOf(sample: Sample, { language, now }: Seen): Track {
  const waiting = { ahead: AHEAD, estimatedWaitTime: 20, waitRange: { low: 15, high: 25 } };
  const fresh = { status: "open", nowServing: "A-007", version: 1, updatedAt: new Date(now).toISOString() };
  const queue = { ...fresh, ...waiting, ...sample.queue };
  const track = parseTrack({
    ticket: { label: "A-014", status: "waiting", mode: "in_person", ...sample.ticket },
    queue: { ...queue, queueStatus: sayIn(language)(sample.sentence, { count: queue.ahead }) },
  });
  if (track === null) {
    throw new TypeError(`Cannot show the sample "${sample.title}": the page does not read it`);
  }
  return track;
}

function TicketSample({ sample, seen }: { readonly sample: Sample; readonly seen: Seen }) {
  return (
    <li>
      <h3>{sample.title}</h3>
      <TicketView
        track={trackOf(sample, seen)}
        say={sayIn(seen.language)}
        language={seen.language}
        timeZone="UTC"
        queueName="Dr Osei"
        facilityName="Riverside Clinic"
        base="/t/sample"
        now={seen.now}
        heardAt={seen.now}
        connection="connected"
        notice={null}
        pending={null}
        kept={null}
        rise={null}
        isStaffed
        wasCalled={false}
        controls={null}
        {...sample.props}
      />
    </li>
  );
}

/** A ticket in every state, in the page's language, seen at `now` (epoch ms). */
export function StyleguideTickets(seen: Seen) {
  const samples = [...inLine(seen.now, seen.language), ...calledAndAfter(seen.now)];
  return (
    <section class="guide-section">
      <h2>The ticket</h2>
      <ul class="guide-tickets" lang={seen.language}>
        {samples.map((sample) => <TicketSample key={sample.title} sample={sample} seen={seen} />)}
      </ul>
    </section>
  );
}
