/**
 * Tabs of one browser and the server behind them: locks, channels, streams and timers that move only when told. A tab
 * can freeze, which holds back everything that would reach it, and close, which gives back all that it held.
 */
import { Live, type LiveDeps, type Polled, type Source } from "../../islands/live.ts";
import { type SharedDeps, SharedSource } from "../../islands/shared_live.ts";
import type { LockWish } from "../../islands/shared_room.ts";

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 2;

interface Held {
  readonly tab: Tab;
  readonly wish: LockWish;
}

interface Timer {
  readonly at: number;
  readonly tab: Tab;
  readonly task: () => void;
}

/** A stream as the server holds it open. */
export class ServedStream implements Source {
  readyState = CONNECTING;
  onerror: ((event: Event) => unknown) | null = null;
  readonly #listeners = new Map<string, (event: MessageEvent) => void>();
  constructor(readonly url: string, readonly tab: Tab) {}
  addEventListener(type: string, listener: (event: MessageEvent) => void): void {
    this.#listeners.set(type, listener);
  }
  close(): void {
    this.readyState = CLOSED;
  }
  say(name: string, body: unknown, id = ""): void {
    this.tab.run(() => {
      if (this.readyState === CLOSED) return;
      this.readyState = OPEN;
      this.#listeners.get(name)?.(
        new MessageEvent(name, { data: JSON.stringify(body), lastEventId: id }),
      );
    });
  }
  break(readyState: number): void {
    this.tab.run(() => {
      this.readyState = readyState;
      this.onerror?.(new Event("error"));
    });
  }
}

/** One page with its own connection. */
export class Tab {
  readonly states: [string, unknown][] = [];
  readonly connections: string[] = [];
  readonly polls: string[] = [];
  readonly refusals: number[] = [];
  readonly live: Live;
  gone = 0;
  #isFrozen = false;
  #isClosed = false;
  readonly #held: (() => void)[] = [];

  constructor(deps: (tab: Tab) => LiveDeps, url: string) {
    this.live = new Live({
      streamUrl: url,
      pollUrl: `${url}/view`,
      events: ["queue-update", "your-turn"],
      onState: (name, body) => this.states.push([name, body]),
      onHeard: () => {},
      onConnection: (connection) => this.connections.push(connection),
      onGone: () => this.gone += 1,
      onRefused: (status) => this.refusals.push(status),
    }, deps(this));
  }

  /** Runs `task` as this tab; a frozen one does it when it thaws, a closed one never. */
  run(task: () => void): void {
    if (this.#isClosed) return;
    if (this.#isFrozen) this.#held.push(task);
    else task();
  }

  freeze(): void {
    this.#isFrozen = true;
  }

  thaw(): void {
    this.#isFrozen = false;
    for (const task of this.#held.splice(0)) task();
  }

  close(): void {
    this.#isClosed = true;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get newest(): unknown {
    return this.states.at(-1)?.[1];
  }
}

export interface TabsOptions {
  readonly rooms?: number;
  /** What the server says first on a new stream. */
  readonly opening?: (url: string) => unknown;
}

/** The browser with its tabs, and the server. */
export class SimulatedTabs {
  now = 0;
  /** What a poll of an address answers; null: nothing. */
  answer: (url: string) => Polled | null = () => ({ status: 304, etag: null, body: null });
  readonly streams: ServedStream[] = [];
  readonly #options: TabsOptions;
  readonly #timers = new Set<Timer>();
  readonly #locks = new Map<string, { holder: Held | null; waiting: Held[] }>();
  readonly #channels = new Map<string, Set<{ readonly tab: Tab; hear(message: unknown): void }>>();
  #ids = 0;

  constructor(options: TabsOptions = {}) {
    this.#options = options;
  }

  /** Opens a page that follows `url`, and lets it settle. */
  async open(url = "/stream"): Promise<Tab> {
    const tab = new Tab((own) => this.#deps(own), url);
    tab.live.start();
    await this.settle();
    return tab;
  }

  /** Closes a page as a browser does: without a word from its scripts. */
  async close(tab: Tab): Promise<void> {
    tab.close();
    for (const stream of this.streams) if (stream.tab === tab) stream.close();
    for (const name of this.#locks.keys()) this.#leave(name, (held) => held.tab === tab);
    for (const members of this.#channels.values()) {
      for (const member of members) if (member.tab === tab) members.delete(member);
    }
    await this.settle();
  }

  /** The streams that the server holds open. */
  get served(): readonly ServedStream[] {
    return this.streams.filter(({ readyState }) => readyState !== CLOSED);
  }

  /** Says an event on every open stream of `url`. */
  async say(name: string, body: unknown, { url = "/stream", id = "" } = {}): Promise<void> {
    for (const stream of this.served) {
      if (stream.url === url || stream.url.startsWith(`${url}?`)) stream.say(name, body, id);
    }
    await this.settle();
  }

  /** Lets `ms` pass; with `beats` every open stream has its heartbeat. */
  async pass(ms: number, { beats = true } = {}): Promise<void> {
    const until = this.now + ms;
    let beatAt = beats ? this.now + 15_000 : Infinity;
    for (;;) {
      const due = [...this.#timers].sort((a, b) => a.at - b.at)[0];
      const at = Math.min(due?.at ?? Infinity, beatAt);
      if (at > until) break;
      this.now = Math.max(this.now, at);
      if (at === beatAt) {
        beatAt += 15_000;
        for (const stream of this.served) stream.say("heartbeat", {});
      } else if (due !== undefined) {
        this.#timers.delete(due);
        due.tab.run(due.task);
      }
      await this.settle();
    }
    this.now = until;
  }

  async settle(): Promise<void> {
    for (let turn = 0; turn < 60; turn++) await Promise.resolve();
  }

  #deps(tab: Tab): LiveDeps {
    const after = (ms: number, task: () => void) => {
      const timer = { at: this.now + ms, tab, task };
      this.#timers.add(timer);
      return () => void this.#timers.delete(timer);
    };
    const shared: SharedDeps = {
      after,
      random: () => 0.5,
      openSource: (url) => this.#serve(url, tab),
      openChannel: (name, hear) => this.#join(name, { tab, hear }),
      takeLock: (name, wish) => this.#take(name, { tab, wish }),
      mintId: () => `tab-${++this.#ids}`,
      rooms: this.#options.rooms ?? 4,
      positions: new Map(),
    };
    return {
      after,
      random: () => 0.5,
      isOnline: () => true,
      openSource: (url) => new SharedSource(url, shared),
      poll: (url) => {
        tab.polls.push(url);
        return Promise.resolve(this.answer(url));
      },
    };
  }

  #serve(url: string, tab: Tab): ServedStream {
    const stream = new ServedStream(url, tab);
    this.streams.push(stream);
    const { opening } = this.#options;
    if (opening !== undefined) queueMicrotask(() => stream.say("queue-update", opening(url)));
    return stream;
  }

  #join(name: string, member: { readonly tab: Tab; hear(message: unknown): void }) {
    const members = this.#channels.get(name) ?? new Set();
    this.#channels.set(name, members.add(member));
    return {
      post: (message: unknown) => {
        const copy: unknown = structuredClone(message);
        for (const other of members) {
          if (other === member) continue;
          queueMicrotask(() => {
            if (members.has(other)) other.tab.run(() => other.hear(copy));
          });
        }
      },
      close: () => void members.delete(member),
    };
  }

  #take(name: string, held: Held): () => void {
    const lock = this.#locks.get(name) ?? { holder: null, waiting: [] };
    this.#locks.set(name, lock);
    if (held.wish.isStolen) {
      const { holder } = lock;
      lock.holder = null;
      if (holder !== null) queueMicrotask(() => holder.tab.run(() => holder.wish.onLost()));
      lock.waiting.unshift(held);
    } else lock.waiting.push(held);
    this.#grant(name);
    return () => this.#leave(name, (one) => one === held);
  }

  #leave(name: string, isLeaving: (held: Held) => boolean): void {
    const lock = this.#locks.get(name);
    if (lock === undefined) return;
    lock.waiting = lock.waiting.filter((held) => !isLeaving(held));
    if (lock.holder !== null && isLeaving(lock.holder)) lock.holder = null;
    this.#grant(name);
  }

  #grant(name: string): void {
    queueMicrotask(() => {
      const lock = this.#locks.get(name);
      if (lock === undefined || lock.holder !== null) return;
      const next = lock.waiting.shift();
      if (next === undefined) return;
      lock.holder = next;
      next.tab.run(() => {
        if (lock.holder === next) next.wish.onHeld();
      });
    });
  }
}
