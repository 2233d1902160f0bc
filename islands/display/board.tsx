/**
 * The board of a lobby display: the last calls large, the next ones beside them, the wait, the clock and whatever the
 * room must know. Rendered on both sides from values; it must show nothing but labels and rooms.
 */
import arrow from "lucide/arrow-right.mjs";
import warning from "lucide/triangle-alert.mjs";
import type { ComponentChildren } from "preact";
import { formatTime } from "../../actors/shared/format.ts";
import type { WordKey } from "../../actors/shared/i18n.ts";
import { localeOf, type Say } from "../../actors/shared/words.ts";
import { Icon } from "../icon.tsx";
import { waitText } from "../wait_text.ts";
import type { Announced } from "./announcer.ts";
import { type Board as BoardState, type Call, callKey } from "./board_state.ts";
import { placeOf } from "./spoken.ts";

/** How to join this queue from a phone. */
export interface JoinCode {
  readonly size: number;
  readonly path: string;
  /** The address as people read it. */
  readonly address: string;
}

export interface BoardProps {
  readonly board: BoardState;
  readonly announced: Announced;
  readonly facilityName: string;
  readonly join: JoinCode | null;
  readonly notice: string | null;
  /** When the server was last heard, epoch ms, if that is too long ago; null: the board is up to date. */
  readonly staleSince: number | null;
  /** Epoch ms on the server's clock. */
  readonly now: number;
  readonly say: Say<WordKey>;
  readonly language: string;
  /** IANA zone of the facility. */
  readonly timeZone: string;
  readonly children?: ComponentChildren;
}

type Voiced = Pick<BoardProps, "say" | "language" | "timeZone">;

/** Labels longer than "AB-014" are set smaller. */
const LABEL_CHARS_LARGE = 6;
/** Calls below the first that leave it less room. */
const OTHERS_FEW_MAX = 2;
/** Longer names of rooms are set smaller, so that they stay whole. */
const PLACE_CHARS_LARGE = 14;
const PLACE_CHARS_MEDIUM = 24;

function placeClass(place: string): string {
  if (place.length <= PLACE_CHARS_LARGE) return "call-place";
  return place.length <= PLACE_CHARS_MEDIUM ? "call-place is-medium" : "call-place is-long";
}

function Place({ room, say }: { readonly room: string | null; readonly say: Say<WordKey> }) {
  const place = placeOf(room, say);
  return (
    <span class={placeClass(place)}>
      <Icon of={arrow} isDirectional />
      <bdi class="call-room">{place}</bdi>
    </span>
  );
}

interface CallProps {
  readonly call: Call;
  readonly isFresh: boolean;
  readonly say: Say<WordKey>;
}

function FirstCall({ call, isFresh, say }: CallProps) {
  return (
    <p class="call first" data-fresh={isFresh}>
      {isFresh && <span class="call-new">{say("display.new")}</span>}
      <bdi class={call.label.length > LABEL_CHARS_LARGE ? "call-label is-long" : "call-label"}>
        {call.label}
      </bdi>
      <Place room={call.room} say={say} />
    </p>
  );
}

function OtherCall({ call, isFresh, say }: CallProps) {
  return (
    <li class="call" data-fresh={isFresh}>
      <bdi class="call-label">{call.label}</bdi>
      <Place room={call.room} say={say} />
    </li>
  );
}

function NoCall({ say }: { readonly say: Say<WordKey> }) {
  return (
    <div class="call-none">
      <p class="call-none-title">{say("display.nobodyCalled")}</p>
      <p>{say("display.nobodyCalledNote")}</p>
    </div>
  );
}

function Calls({ board, announced, say }: Pick<BoardProps, "board" | "announced" | "say">) {
  const first = announced.current ?? board.called[0] ?? null;
  const others = board.called.filter((call) => first === null || callKey(call) !== callKey(first));
  const isFresh = (call: Call) => announced.fresh.has(callKey(call));
  return (
    <section
      class="board-calls"
      aria-labelledby="called"
      aria-live="polite"
      data-others={others.length > OTHERS_FEW_MAX ? "many" : "few"}
    >
      <h2 id="called">{say("display.nowCalled")}</h2>
      {first === null
        ? <NoCall say={say} />
        : <FirstCall key={callKey(first)} call={first} isFresh={isFresh(first)} say={say} />}
      {others.length > 0 && (
        <ol class="calls" aria-label={say("display.earlier")}>
          {others.map((call) => (
            <OtherCall key={callKey(call)} call={call} isFresh={isFresh(call)} say={say} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Next({ board, say }: Pick<BoardProps, "board" | "say">) {
  return (
    <section class="board-next" aria-labelledby="next">
      <h2 id="next">{say("display.next")}</h2>
      {board.next.length === 0 ? <p>{say("display.nobodyNext")}</p> : (
        <ol class="next">
          {board.next.map((label) => (
            <li key={label}>
              <bdi>{label}</bdi>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function Facts({ board, say, language }: Pick<BoardProps, "board" | "say" | "language">) {
  const { waiting, estimatedWaitMinutes, status } = board;
  const wait = status === "open" && estimatedWaitMinutes !== null
    ? waitText({ estimatedWaitMinutes, waitRange: null }, { say, language })
    : null;
  return (
    <div class="board-facts">
      {waiting > 0 && (
        <p class="board-count">
          <strong>{new Intl.NumberFormat(localeOf(language)).format(waiting)}</strong>{" "}
          {say("display.waiting", { count: waiting })}
        </p>
      )}
      {wait !== null && (
        <p class="board-wait">
          {say("display.wait")} <strong>{wait}</strong>
        </p>
      )}
    </div>
  );
}

function Join({ join, say }: { readonly join: JoinCode; readonly say: Say<WordKey> }) {
  const { size, path, address } = join;
  return (
    <section class="board-join">
      <svg
        class="qr"
        viewBox={`0 0 ${size} ${size}`}
        role="img"
        aria-label={say("display.scanLabel", { address })}
        shape-rendering="crispEdges"
      >
        <path class="qr-ground" d={`M0 0h${size}v${size}H0z`} />
        <path class="qr-dark" d={path} />
      </svg>
      <p>{say("display.scan")}</p>
    </section>
  );
}

interface Message {
  readonly tone: "soon" | "late" | "urgent";
  readonly text: string;
}

/** What the state of the queue means for whoever waits, or null when it goes on as usual. */
function statusMessage(board: BoardState, { say, language, timeZone }: Voiced): Message | null {
  const { status, waiting, called, expectedReturnAt } = board;
  if (status === "paused") return { tone: "soon", text: say("display.paused") };
  if (status === "closed") {
    const isEmpty = waiting === 0 && called.length === 0;
    return { tone: "soon", text: say(isEmpty ? "display.closedEmpty" : "display.closed") };
  }
  if (expectedReturnAt === null) return null;
  const time = formatTime(expectedReturnAt, { language, timeZone });
  return { tone: "soon", text: say("display.away", { time }) };
}

/** The messages of the moment, the gravest first. */
export function messagesOf(
  { board, notice, staleSince, ...voiced }: Pick<BoardProps, "board" | "notice" | "staleSince"> & Voiced,
): readonly Message[] {
  const { say } = voiced;
  const messages: Message[] = [];
  if (staleSince !== null) {
    messages.push({ tone: "late", text: say("display.stale", { time: formatTime(staleSince, voiced) }) });
  }
  if (notice !== null) messages.push({ tone: "urgent", text: notice });
  const status = statusMessage(board, voiced);
  if (status !== null) messages.push(status);
  return messages;
}

/** The whole board; `children` are its controls. */
export function Board(props: BoardProps) {
  const { board, announced, facilityName, join, staleSince, now, say, language, timeZone, children } = props;
  const time = formatTime(now, { language, timeZone });
  const messages = messagesOf(props);
  return (
    <div class="board" data-stale={staleSince !== null} data-messages={messages.length}>
      <header class="board-head">
        <div class="board-name">
          <p class="board-place">{facilityName}</p>
          <h1>{board.name}</h1>
        </div>
        <div class="board-tools">{children}</div>
        <p class="board-clock">
          <time>{time}</time>
        </p>
      </header>
      <div class="board-messages" role="status">
        {messages.map(({ tone, text }) => (
          <p key={text} class={`board-message ${tone}`}>
            <Icon of={warning} />
            <span>{text}</span>
          </p>
        ))}
      </div>
      <Calls board={board} announced={announced} say={say} />
      <aside class="board-side" aria-labelledby="next">
        <Next board={board} say={say} />
        <Facts board={board} say={say} language={language} />
        {join !== null && board.status === "open" && <Join join={join} say={say} />}
      </aside>
    </div>
  );
}
