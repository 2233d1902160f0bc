/**
 * The life of a ticket's page: follows its stream, sends what the holder does, and makes itself noticed when the
 * turn comes. What it shows is `ticket_view.tsx`; how it stays connected is `live.ts`.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { TargetedSubmitEvent } from "preact";
import type { WordKey } from "../actors/shared/i18n.ts";
import { createSay, type Words } from "../actors/shared/words.ts";
import { browserDeps, followTab } from "./browser.ts";
import { chime } from "./chime.ts";
import { type Connection, Live } from "./live.ts";
import { type TicketAction, TicketView } from "./ticket_view.tsx";
import { parseTrack, type Track } from "./track.ts";

/** How often ages and remaining times are said anew. */
const CLOCK_MS = 10_000;
const ACT_MS_MAX = 15_000;
const EVENTS = [
  "queue-update",
  "queue-status",
  "your-turn",
  "emergency-notification",
  "notification",
] as const;

export interface TicketProps {
  readonly track: Track;
  readonly words: Words;
  readonly language: string;
  readonly timeZone: string;
  readonly queueName: string;
  readonly facilityName: string;
  readonly base: string;
  /** Epoch ms of the server's rendering: the first rendering in the browser repeats it exactly. */
  readonly renderedAt: number;
  readonly notice: string | null;
}

/** The newer of two tracks: answers to polls, to actions and the stream's events may overtake each other. */
export function newerTrack(current: Track, next: Track | null): Track {
  return next === null || next.version < current.version ? current : next;
}

/** A message for everyone in the line, as the stream brings it. */
function messageOf(body: unknown): string | null {
  if (typeof body !== "object" || body === null || !("message" in body)) return null;
  return typeof body.message === "string" ? body.message : null;
}

interface Acted {
  /** What went wrong, as a word for the person; null when it was done. */
  readonly failure: WordKey | null;
  readonly track: Track | null;
}

async function ask(url: string, method: "GET" | "POST"): Promise<Response> {
  return await fetch(url, {
    method,
    headers: { accept: "application/json" },
    signal: AbortSignal.timeout(ACT_MS_MAX),
  });
}

/** Sends an action. When the rules refuse it, the ticket has moved on: how it stands now comes back instead. */
async function postAction(base: string, action: TicketAction): Promise<Acted> {
  try {
    const response = await ask(`${base}/${action}`, "POST");
    if (response.ok) return { failure: null, track: parseTrack(await response.json()) };
    if (response.status !== 409) return { failure: "ticket.failed", track: null };
    const now = await ask(`${base}/view`, "GET");
    return { failure: "ticket.changed", track: now.ok ? parseTrack(await now.json()) : null };
  } catch {
    return { failure: "ticket.failed", track: null };
  }
}

/** The signals of one page, made with it: nothing outlives the element it is shown in. */
function useTicket(props: TicketProps) {
  return {
    track: useSignal(props.track),
    now: useSignal(props.renderedAt),
    heardAt: useSignal(props.renderedAt),
    connection: useSignal<Connection>("connecting"),
    notice: useSignal(props.notice),
    pending: useSignal<TicketAction | null>(null),
  };
}

type TicketSignals = ReturnType<typeof useTicket>;

function startLive(props: TicketProps, signals: TicketSignals): () => void {
  const { track, now, heardAt, connection, notice } = signals;
  const live = new Live({
    streamUrl: `${props.base}/stream`,
    pollUrl: `${props.base}/view`,
    events: EVENTS,
    onState(name, body) {
      if (name === "your-turn") return chime();
      if (name === "emergency-notification") notice.value = messageOf(body) ?? notice.value;
      const before = track.value.status;
      track.value = newerTrack(track.value, parseTrack(body));
      if (track.value.status === "called" && before !== "called") chime();
    },
    onHeard() {
      now.value = Date.now();
      heardAt.value = now.value;
    },
    onConnection: (next) => connection.value = next,
    onGone: () => location.reload(),
  }, browserDeps());
  heardAt.value = now.value = Date.now();
  live.start();
  const unfollow = followTab(live);
  const clock = setInterval(() => now.value = Date.now(), CLOCK_MS);
  return () => {
    clearInterval(clock);
    unfollow();
    live.stop();
  };
}

/** The ticket with its life. */
export function Ticket(props: TicketProps) {
  const signals = useTicket(props);
  const { track, now, heardAt, connection, notice, pending } = signals;
  const say = useMemo(() => createSay<WordKey>(props.language, props.words), []);
  const isCalled = track.value.status === "called";
  useEffect(() => startLive(props, signals), []);
  useEffect(() => {
    document.title = say(isCalled ? "ticket.titleCalled" : "ticket.title");
  }, [isCalled]);

  async function act(action: TicketAction, event: TargetedSubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    if (pending.value !== null) return;
    pending.value = action;
    notice.value = null;
    const acted = await postAction(props.base, action);
    pending.value = null;
    track.value = newerTrack(track.value, acted.track);
    if (acted.failure !== null) notice.value = say(acted.failure);
  }

  return (
    <TicketView
      track={track.value}
      say={say}
      language={props.language}
      timeZone={props.timeZone}
      queueName={props.queueName}
      facilityName={props.facilityName}
      base={props.base}
      now={now.value}
      heardAt={heardAt.value}
      connection={connection.value}
      notice={notice.value}
      pending={pending.value}
      onAct={act}
    />
  );
}
