/**
 * Keeps a page's state fresh: one event stream with the browser's own resume, taken over with backoff when it dies or
 * goes silent, and polling while there is none. It knows connections, not tickets; what arrives goes to `onState`.
 * That tabs share a stream is the affair of `shared_live.ts`, a source like any other.
 */

/** What the person is told about the connection. */
export type Connection = "connecting" | "connected" | "polling" | "reconnecting" | "offline";

/** The part of `EventSource` in use. */
export interface Source {
  readonly readyState: number;
  onerror: ((event: Event) => unknown) | null;
  addEventListener(type: string, listener: (event: MessageEvent) => void): void;
  close(): void;
}

/** What a poll answered: null when the server could not be reached or refused. */
export interface Polled {
  readonly status: number;
  readonly etag: string | null;
  readonly body: unknown;
}

/** The browser, as values: a test gives its own. */
export interface LiveDeps {
  openSource(url: string): Source;
  poll(url: string, etag: string | null): Promise<Polled | null>;
  isOnline(): boolean;
  after(ms: number, task: () => void): () => void;
  random(): number;
  /** False while nobody can see the page; absent: it is always seen. */
  isSeen?(): boolean;
}

export interface LiveOptions {
  /** Null: poll only. */
  readonly streamUrl: string | null;
  readonly pollUrl: string;
  /** Names of the stream's events to hand on; `heartbeat` is always understood. */
  readonly events: readonly string[];
  onState(name: string, body: unknown): void;
  /** Called whenever the server was heard, with or without news. */
  onHeard(): void;
  onConnection(connection: Connection): void;
  /** The thing shown is gone (404, 410): nothing more is asked. */
  onGone(): void;
  /** Whoever asks may not (any more): signed out, or the session ended. Nothing more is asked. Absent: `onGone`. */
  onRefused?(status: 401 | 403): void;
}

/** The name under which a poll's answer is handed on. */
export const POLLED = "polled";
export const POLL_MS = 10_000;
const POLL_JITTER_MS = 2_000;
/**
 * A source's word that it waits for room among this browser's streams and repeats it while it does. Until it is heard
 * otherwise the page polls, faster while it is seen.
 */
export const CROWDED = "crowded";
export const CROWDED_POLL_MS = 1_200;
const CROWDED_JITTER_MS = 300;
/** One heartbeat of 15 s and some slack: without it the stream is doubted and the server asked. */
export const DOUBT_MS = 18_000;
/** Two heartbeats of 15 s and some slack. */
export const SILENCE_MS_MAX = 35_000;
const BACKOFF_MS_MIN = 1_000;
const BACKOFF_MS_MAX = 60_000;
/** Stream failures in a row after which polling begins beside the attempts. */
const FAILURES_BEFORE_POLLING = 2;
/** Polls without an answer in a row that mean offline, whatever the browser believes. */
const POLLS_LOST_MAX = 2;
const SOURCE_CLOSED = 2;
/** Ends that the server announces: asking tells what became of the page's right to know. */
const FINAL_CODES = new Set(["session_expired", "invalid_token", "link_revoked"]);

/** How long to wait before attempt `failures` + 1: doubling, bounded, and half of it by chance. */
export function backoffMs(failures: number, random: number): number {
  const full = Math.min(BACKOFF_MS_MAX, BACKOFF_MS_MIN * 2 ** Math.min(failures, 16));
  return full / 2 + random * full / 2;
}

function parseJson(text: unknown): unknown {
  if (typeof text !== "string") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isFinal(data: unknown): boolean {
  const body = parseJson(data);
  return typeof body === "object" && body !== null && "code" in body && FINAL_CODES.has(String(body.code));
}

const NEVER = () => {};

/** The connection of one page. Each timer has one slot, so a late event can never leave two running. */
export class Live {
  readonly #options: LiveOptions;
  readonly #deps: LiveDeps;
  #source: Source | null = null;
  #cancelSilence = NEVER;
  #cancelReopen = NEVER;
  #cancelPoll = NEVER;
  #failures = 0;
  #pollsLost = 0;
  #etag: string | null = null;
  #isPolling = false;
  #isAsking = false;
  /** The network went away: an open stream may be dead without knowing it. */
  #isSuspect = false;
  /** A heartbeat is missing, and the server was asked for a sign of life. */
  #isDoubted = false;
  /** It gave none. */
  #isUnreachable = false;
  #isCrowded = false;
  #isStopped = true;

  constructor(options: LiveOptions, deps: LiveDeps) {
    this.#options = options;
    this.#deps = deps;
  }

  start(): void {
    this.#isStopped = false;
    if (this.#options.streamUrl === null) this.#startPolling();
    else this.#openStream();
  }

  stop(): void {
    this.#isStopped = true;
    this.#isPolling = false;
    this.#cancelReopen();
    this.#cancelPoll();
    this.#closeSource();
  }

  /** Asks at once: the tab came back, or the network did. */
  refresh(): void {
    if (this.#isStopped) return;
    const isSuspect = this.#isSuspect;
    this.#isSuspect = false;
    if (isSuspect) this.#tell("reconnecting");
    if (isSuspect || this.#source === null) this.#openStream();
    void this.#ask();
  }

  /** Says so at once when the browser lost its network. */
  lost(): void {
    this.#isSuspect = true;
    this.#tell("offline");
  }

  #tell(connection: Connection): void {
    if (!this.#isStopped) this.#options.onConnection(connection);
  }

  #closeSource(): void {
    this.#cancelSilence();
    if (this.#source !== null) this.#source.onerror = null;
    this.#source?.close();
    this.#source = null;
  }

  #openStream(): void {
    this.#cancelReopen();
    if (this.#isStopped || this.#options.streamUrl === null) return;
    this.#closeSource();
    this.#isDoubted = false;
    const source = this.#deps.openSource(this.#options.streamUrl);
    this.#source = source;
    for (const name of ["heartbeat", ...this.#options.events]) {
      source.addEventListener(name, (event) => {
        if (this.#source === source) this.#heard(name, event.data);
      });
    }
    source.addEventListener(CROWDED, () => {
      if (this.#source === source) this.#crowded();
    });
    source.onerror = (event) => {
      // An event named `error` from the server carries data and is no failure of the connection.
      if ("data" in event) return isFinal(event.data) ? void this.#ask() : undefined;
      if (source.readyState === SOURCE_CLOSED) this.#failStream();
      else this.#stumbled();
    };
    this.#watchSilence();
  }

  #watchSilence(): void {
    this.#cancelSilence();
    this.#cancelSilence = this.#deps.after(DOUBT_MS, () => {
      this.#doubt();
      this.#cancelSilence = this.#deps.after(SILENCE_MS_MAX - DOUBT_MS, () => this.#failStream());
    });
  }

  /** The browser may not know that its network is gone: an answer or its absence tells. */
  #doubt(): void {
    if (this.#isPolling) return;
    this.#isDoubted = true;
    void this.#ask();
  }

  #crowded(): void {
    this.#isCrowded = true;
    this.#watchSilence();
    this.#startPolling();
  }

  #heard(name: string, text: unknown): void {
    this.#failures = 0;
    this.#pollsLost = 0;
    this.#isPolling = false;
    this.#isCrowded = false;
    this.#isDoubted = false;
    this.#isUnreachable = false;
    this.#cancelPoll();
    this.#watchSilence();
    this.#options.onHeard();
    this.#tell("connected");
    if (name !== "heartbeat") this.#options.onState(name, parseJson(text));
  }

  #failStream(): void {
    this.#closeSource();
    if (this.#isStopped) return;
    this.#stumbled();
    this.#cancelReopen();
    const waitMs = backoffMs(this.#failures, this.#deps.random());
    this.#cancelReopen = this.#deps.after(waitMs, () => this.#openStream());
  }

  #stumbled(): void {
    this.#failures += 1;
    if (!this.#isPolling) this.#tell(this.#trouble());
    if (this.#failures >= FAILURES_BEFORE_POLLING) this.#startPolling();
  }

  #trouble(): Connection {
    const isOffline = !this.#deps.isOnline() || this.#isUnreachable || this.#pollsLost >= POLLS_LOST_MAX;
    return isOffline ? "offline" : "reconnecting";
  }

  #startPolling(): void {
    if (this.#isPolling) return;
    this.#isPolling = true;
    void this.#ask();
  }

  async #ask(): Promise<void> {
    if (this.#isAsking || this.#isStopped) return;
    this.#isAsking = true;
    this.#cancelPoll();
    const polled = await this.#deps.poll(this.#options.pollUrl, this.#etag);
    this.#isAsking = false;
    if (this.#isStopped) return;
    if (polled !== null && this.#isOver(polled.status)) return;
    if (polled?.status === 200 || polled?.status === 304) this.#answered(polled);
    else this.#unanswered(polled);
    if (!this.#isPolling) return;
    this.#cancelPoll();
    this.#cancelPoll = this.#deps.after(this.#untilPollMs(), () => void this.#ask());
  }

  #untilPollMs(): number {
    const random = this.#deps.random();
    const isHasty = this.#isCrowded && (this.#deps.isSeen?.() ?? true);
    return isHasty ? CROWDED_POLL_MS + random * CROWDED_JITTER_MS : POLL_MS + random * POLL_JITTER_MS;
  }

  /** True when `status` says that there is nothing more to ask for; the page was told. */
  #isOver(status: number): boolean {
    const isGone = status === 404 || status === 410;
    if (!isGone && status !== 401 && status !== 403) return false;
    this.stop();
    const { onRefused } = this.#options;
    if (onRefused === undefined || isGone) this.#options.onGone();
    else onRefused(status === 401 ? 401 : 403);
    return true;
  }

  #answered(polled: Polled): void {
    this.#pollsLost = 0;
    this.#isDoubted = false;
    this.#isUnreachable = false;
    this.#options.onHeard();
    if (this.#isPolling) this.#tell("polling");
    if (polled.status === 304) return;
    this.#etag = polled.etag;
    this.#options.onState(POLLED, polled.body);
  }

  #unanswered(polled: Polled | null): void {
    this.#pollsLost += 1;
    if (this.#isDoubted && polled === null) {
      this.#isDoubted = false;
      this.#isUnreachable = true;
      this.#failStream();
    } else if (this.#isPolling) this.#tell(this.#trouble());
  }
}
