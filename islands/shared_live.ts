/**
 * One stream for all tabs that follow the same: the tab that holds the lock of its address has the connection and
 * tells the others what it hears; when it closes or falls silent another takes over. To `Live` it is a source like
 * any other. It understands no event, and what the browser offers comes to it as values.
 */
import { assertNever } from "../actors/shared/assert.ts";
import { CROWDED, type LiveDeps, type Source } from "./live.ts";
import {
  type HeardEvent,
  type LeaderMessage,
  type Message,
  readMessage,
  StateHistory,
} from "./shared_message.ts";
import { type TakeLock, takeRoom } from "./shared_room.ts";

/** A line to the other tabs; what one says only the others hear, later and in order. */
export interface Channel {
  post(message: Message): void;
  close(): void;
}

/** The browser, as values: a test gives its own. */
export interface SharedDeps extends Pick<LiveDeps, "openSource" | "after" | "random"> {
  openChannel(name: string, hear: (message: unknown) => void): Channel;
  readonly takeLock: TakeLock;
  mintId(): string;
  /** Streams that this browser may hold, over all tabs and addresses. */
  readonly rooms: number;
  /** The last position heard of each address, for whoever opens its stream next. */
  readonly positions: Map<string, string>;
}

/** Every event that a stream of ours may bring: other pages may follow the same stream for other events. */
const STREAM_EVENTS = [
  "heartbeat",
  "connected",
  "queue-joined",
  "queue-status",
  "queue-update",
  "queue-broadcast",
  "provider-status",
  "ticket-event",
  "your-turn",
  "meet-link-update",
  "emergency-notification",
  "notification",
  "message",
] as const;

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 2;
/** A leader that answers no hello for so long is taken for frozen. */
export const HELLO_MS_MAX = 3_000;
/** So is one that says nothing for longer than two heartbeats. */
export const FROZEN_MS = 30_500;
/** Not all followers at once: the first that takes over is heard by the rest. */
const TAKEOVER_JITTER_MS = 3_000;
/** How long a leader waits for room before it says that there is none. */
export const PATIENCE_MS = 300;
/** How often it says so again. */
const CROWDED_MS = 15_000;

const NEVER = () => {};

/** The address that resumes after `position`; the browser's own resume, in a header, goes before it. */
export function resumeUrl(url: string, position: string | undefined): string {
  if (position === undefined || position === "") return url;
  return `${url}${url.includes("?") ? "&" : "?"}lastEventId=${encodeURIComponent(position)}`;
}

/** A source that shares its stream with the other tabs of this browser. */
export class SharedSource implements Source {
  readyState: number = CONNECTING;
  onerror: Source["onerror"] = null;
  readonly #url: string;
  readonly #deps: SharedDeps;
  readonly #id: string;
  readonly #channel: Channel;
  readonly #listeners = new Map<string, Set<(event: MessageEvent) => void>>();
  readonly #history = new StateHistory();
  #source: Source | null = null;
  #isLeading = false;
  /** A follower that knows the whole state: what it hears builds on what it has. */
  #isInStep = false;
  /** Whom it follows. */
  #leader = "";
  #isTroubled = false;
  #isCrowded = false;
  /** The leader's room, so that whoever takes over from a frozen one can have it. */
  #slot: number | null = null;
  #leaveTurn = NEVER;
  #leaveRoom = NEVER;
  #cancelWatch = NEVER;
  #cancelCrowd = NEVER;

  constructor(url: string, deps: SharedDeps) {
    this.#url = url;
    this.#deps = deps;
    this.#id = deps.mintId();
    this.#channel = deps.openChannel(`anteroom-live-1 ${url}`, (message) => this.#receive(message));
    this.#begin();
  }

  addEventListener(type: string, listener: (event: MessageEvent) => void): void {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners.add(listener));
  }

  close(): void {
    if (this.readyState === CLOSED) return;
    this.readyState = CLOSED;
    this.#cancelWatch();
    this.#leaveStream();
    this.#leaveTurn();
    this.#channel.close();
  }

  /** Stands in line for the lead, and asks whoever has it how things stand. */
  #begin(): void {
    this.#stand({ isStolen: false });
    this.#ask();
    this.#watch(HELLO_MS_MAX);
  }

  #ask(): void {
    this.#isInStep = false;
    this.#channel.post({ kind: "hello", from: this.#id, slot: null });
  }

  #stand({ isStolen }: { readonly isStolen: boolean }): void {
    this.#leaveTurn();
    const stolen = isStolen ? this.#slot : null;
    this.#leaveTurn = this.#deps.takeLock(`anteroom-lead ${this.#url}`, {
      isStolen,
      onHeld: () => this.#lead(stolen),
      onLost: () => this.#abdicate(),
      onUnavailable: () => this.#followAlone(),
    });
  }

  #watch(ms: number): void {
    this.#cancelWatch();
    const jitterMs = this.#deps.random() * TAKEOVER_JITTER_MS;
    this.#cancelWatch = this.#deps.after(ms + jitterMs, () => {
      this.#stand({ isStolen: true });
      this.#watch(HELLO_MS_MAX);
    });
  }

  #lead(stolen: number | null): void {
    if (this.readyState === CLOSED) return;
    this.#cancelWatch();
    this.#isLeading = true;
    this.#slot = null;
    this.#history.clear();
    this.#channel.post({ kind: "leads", ...this.#spoken() });
    this.#cancelCrowd = this.#deps.after(PATIENCE_MS, () => this.#sayCrowded());
    this.#leaveRoom = takeRoom(this.#deps.takeLock, {
      rooms: this.#deps.rooms,
      stolen,
      onTaken: (slot) => this.#enter(slot),
      onLost: () => this.#abdicate(),
    });
  }

  #sayCrowded(): void {
    this.#isCrowded = true;
    this.#tell({ kind: "crowded", ...this.#spoken() });
    this.#cancelCrowd = this.#deps.after(CROWDED_MS, () => this.#sayCrowded());
  }

  #enter(slot: number): void {
    if (!this.#isLeading) return;
    this.#slot = slot;
    this.#cancelCrowd();
    this.#isCrowded = false;
    this.#openStream();
  }

  /** Without locks nobody can be chosen: this tab has a stream of its own. */
  #followAlone(): void {
    if (this.readyState === CLOSED || this.#isLeading) return;
    this.#cancelWatch();
    this.#isLeading = true;
    this.#openStream();
  }

  #openStream(): void {
    this.#closeStream();
    const source = this.#deps.openSource(resumeUrl(this.#url, this.#deps.positions.get(this.#url)));
    this.#source = source;
    for (const name of new Set([...STREAM_EVENTS, ...this.#listeners.keys()])) {
      if (name !== CROWDED) source.addEventListener(name, (event) => this.#bring(name, event));
    }
    source.onerror = (event) => {
      if (event instanceof MessageEvent) this.#bring("error", event);
      else if (source.readyState === CLOSED) this.#tell({ kind: "ended", ...this.#spoken() });
      else {
        this.#isTroubled = true;
        this.#tell({ kind: "trouble", ...this.#spoken() });
      }
    };
  }

  #bring(name: string, { data, lastEventId }: MessageEvent): void {
    if (typeof data !== "string") return;
    const event = { name, data, id: lastEventId };
    this.#isTroubled = false;
    this.#history.add(event);
    this.#tell({ kind: "event", ...this.#spoken(), event });
  }

  #closeStream(): void {
    if (this.#source !== null) this.#source.onerror = null;
    this.#source?.close();
    this.#source = null;
    this.#isTroubled = false;
  }

  #leaveStream(): void {
    this.#cancelCrowd();
    this.#closeStream();
    this.#leaveRoom();
    this.#leaveRoom = NEVER;
    this.#isLeading = false;
    this.#isCrowded = false;
  }

  /** Another tab took over while this one did not run. */
  #abdicate(): void {
    if (this.readyState === CLOSED || !this.#isLeading) return;
    this.#leaveStream();
    this.#begin();
  }

  #spoken(): { readonly from: string; readonly slot: number | null } {
    return { from: this.#id, slot: this.#slot };
  }

  /** Says to the others what the leader heard, and hears it itself. */
  #tell(message: LeaderMessage): void {
    this.#channel.post(message);
    this.#take(message);
  }

  #receive(value: unknown): void {
    const message = readMessage(value);
    if (message === null || this.readyState === CLOSED) return;
    if (message.kind === "hello") return this.#isLeading ? this.#answer(message.from) : undefined;
    // Two that both believe to lead: the lock decides, and its loser hears of it.
    if (this.#isLeading) return;
    this.#watch(FROZEN_MS);
    if (!this.#isMeant(message)) return;
    this.#leader = message.from;
    this.#slot = message.slot;
    this.#take(message);
  }

  /** False for what is said to others, or by one that no longer leads: what that says may be long past. */
  #isMeant(message: LeaderMessage): boolean {
    if (message.kind === "leads") return true;
    if (message.kind === "state") return message.to === this.#id && !this.#isInStep;
    if (this.#isInStep && message.from === this.#leader) return true;
    this.#ask();
    return false;
  }

  #answer(to: string): void {
    if (!this.#history.isWhole && this.#source !== null) {
      this.#history.clear();
      this.#channel.post({ kind: "leads", ...this.#spoken() });
      return this.#openStream();
    }
    this.#channel.post({
      kind: "state",
      ...this.#spoken(),
      to,
      events: this.#history.events(),
      isTroubled: this.#isTroubled,
      isCrowded: this.#isCrowded,
    });
  }

  #take(message: LeaderMessage): void {
    switch (message.kind) {
      case "leads":
        this.#isInStep = true;
        return;
      case "state":
        return this.#catchUp(message);
      case "event":
        return this.#dispatch(message.event);
      case "trouble":
        return this.#fail(CONNECTING);
      case "crowded":
        return this.#dispatch({ name: CROWDED, data: "", id: "" });
      case "ended":
        return this.#fail(CLOSED);
      default:
        return assertNever(message);
    }
  }

  #catchUp({ events, isTroubled, isCrowded }: Extract<LeaderMessage, { readonly kind: "state" }>): void {
    this.#isInStep = true;
    for (const event of events) this.#dispatch(event);
    if (isCrowded) this.#dispatch({ name: CROWDED, data: "", id: "" });
    if (isTroubled) this.#fail(CONNECTING);
  }

  #dispatch({ name, data, id }: HeardEvent): void {
    if (this.readyState === CLOSED) return;
    if (name !== CROWDED) this.readyState = OPEN;
    if (id !== "") this.#deps.positions.set(this.#url, id);
    const event = new MessageEvent(name, { data, lastEventId: id });
    if (name === "error") this.onerror?.(event);
    for (const listener of this.#listeners.get(name) ?? []) listener(event);
  }

  #fail(readyState: typeof CONNECTING | typeof CLOSED): void {
    const { onerror } = this;
    if (readyState === CLOSED) this.close();
    else this.readyState = readyState;
    onerror?.(new Event("error"));
  }
}
