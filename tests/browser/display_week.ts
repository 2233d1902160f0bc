/**
 * A week in the life of a display, in a page of a real browser: its clock, its timers and its stream are replaced by
 * ones that move as fast as the machine allows. Each function is carried into the page as text, in this order, and may
 * use nothing from out here; they meet in the page's own global names.
 */

/** Time that moves when told, and a breath of real time for what the browser does by itself. */
interface WeekClock {
  now(): number;
  pass(ms: number): Promise<void>;
  breathe(ms: number): Promise<void>;
}

/** The stream that the page opened last. */
interface WeekStream {
  opened(): number;
  say(name: string, body: unknown): void;
  break(): void;
}

/** What the page can be told. */
export interface Week {
  /** Lets `days` of updates, calls, heartbeats and broken connections pass. */
  live(days: number): Promise<void>;
  /** Updates shown so far. */
  updates(): number;
  /** Streams opened so far. */
  streams(): number;
}

/** Replaces the page's time. */
export function installClock(): void {
  interface Timer {
    at: number;
    readonly everyMs: number | null;
    readonly task: () => void;
  }
  const realTimeout = globalThis.setTimeout.bind(globalThis);
  const timers = new Map<number, Timer>();
  let now = Date.now();
  let ids = 0;

  function add(task: () => void, { ms, everyMs }: { ms: number; everyMs: number | null }): number {
    timers.set(++ids, { at: now + ms, everyMs, task });
    return ids;
  }

  function dueBy(until: number): [number, Timer] | null {
    let due: [number, Timer] | null = null;
    for (const entry of timers) {
      if (entry[1].at <= until && (due === null || entry[1].at < due[1].at)) due = entry;
    }
    return due;
  }

  async function pass(ms: number): Promise<void> {
    const until = now + ms;
    for (let due = dueBy(until); due !== null; due = dueBy(until)) {
      const [id, timer] = due;
      now = Math.max(now, timer.at);
      if (timer.everyMs === null) timers.delete(id);
      else timer.at = now + timer.everyMs;
      timer.task();
      // What the task promised is done before the next.
      await null;
      await null;
    }
    now = until;
  }

  Date.now = () => now;
  Object.assign(globalThis, {
    setTimeout: (task: () => void, ms = 0) => add(task, { ms, everyMs: null }),
    setInterval: (task: () => void, ms = 0) => add(task, { ms, everyMs: ms }),
    clearTimeout: (id: number) => timers.delete(id),
    clearInterval: (id: number) => timers.delete(id),
    weekClock: {
      pass,
      now: () => now,
      breathe: (ms: number) => new Promise<void>((resolve) => void realTimeout(resolve, ms)),
    },
  });
}

/** Replaces the page's stream, and the answer to its questions for a new edition. */
export function installStream(): void {
  const clock: WeekClock = Reflect.get(globalThis, "weekClock");
  const realFetch = globalThis.fetch.bind(globalThis);
  const CLOSED = 2;
  let opened = 0;
  let current: FakeSource | null = null;

  class FakeSource {
    readyState = 0;
    onerror: ((event: Event) => void) | null = null;
    readonly #listeners = new Map<string, (event: MessageEvent) => void>();
    constructor() {
      opened += 1;
      current = this;
    }
    addEventListener(name: string, listener: (event: MessageEvent) => void): void {
      this.#listeners.set(name, listener);
    }
    close(): void {
      this.readyState = CLOSED;
    }
    say(name: string, body: unknown): void {
      this.readyState = 1;
      const event = new MessageEvent(name, { data: JSON.stringify(body), lastEventId: String(clock.now()) });
      this.#listeners.get(name)?.(event);
    }
    break(): void {
      this.readyState = CLOSED;
      this.onerror?.(new Event("error"));
    }
  }

  function fakeFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    if (!String(input).includes("/edition")) return realFetch(input, init);
    const island = document.querySelector<HTMLElement>('[data-island="display"]');
    const { edition } = JSON.parse(island?.dataset["props"] ?? "{}");
    return Promise.resolve(new Response(JSON.stringify({ data: { edition, at: clock.now() } })));
  }

  Object.assign(globalThis, {
    EventSource: FakeSource,
    fetch: fakeFetch,
    weekStream: {
      opened: () => opened,
      say: (name: string, body: unknown) => current?.say(name, body),
      break: () => current?.break(),
    },
  });
}

/** Offers the week. */
export function installWeek(): void {
  const clock: WeekClock = Reflect.get(globalThis, "weekClock");
  const stream: WeekStream = Reflect.get(globalThis, "weekStream");
  const DAY_MS = 86_400_000;
  const UPDATE_MS = 12_000;
  const CALL_UPDATES = 20;
  const BREAK_UPDATES = 700;
  const BREATH_UPDATES = 200;
  const startsAt = clock.now();
  let updates = 0;

  /** Locks and channels between tabs are the browser's own: they need real time. */
  async function settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) {
      await clock.pass(500);
      await clock.breathe(10);
    }
  }

  const iso = (at: number) => new Date(at).toISOString();
  const label = (number: number) => `A-${String(number % 1_000).padStart(3, "0")}`;
  const callAt = (number: number, room: string | null) => ({
    label: label(1_000 + number),
    room,
    calledAt: iso(startsAt + number * CALL_UPDATES * UPDATE_MS),
  });

  function board(): unknown {
    const newest = Math.floor((clock.now() - startsAt) / (CALL_UPDATES * UPDATE_MS));
    const data = {
      name: "Dr Osei",
      status: updates % 997 === 0 ? "paused" : "open",
      called: Array.from({ length: 6 }, (_, index) => callAt(newest - index, index % 2 === 0 ? "3" : null)),
      next: Array.from({ length: 8 }, (_, index) => label(newest + 1 + index)),
      waiting: 20 + updates % 13,
      estimatedWaitMinutes: 10 + updates % 30,
      expectedReturnAt: null,
      version: updates,
      updatedAt: iso(clock.now()),
    };
    return { data };
  }

  async function live(days: number): Promise<void> {
    const endsAt = clock.now() + days * DAY_MS;
    if (stream.opened() === 0) await settle();
    while (clock.now() < endsAt) {
      await clock.pass(UPDATE_MS);
      updates += 1;
      stream.say("queue-update", board());
      stream.say("heartbeat", { at: iso(clock.now()) });
      if (updates % BREATH_UPDATES === 0) await clock.breathe(0);
      if (updates % BREAK_UPDATES !== 0) continue;
      stream.break();
      await settle();
    }
  }

  Object.assign(globalThis, { week: { live, updates: () => updates, streams: stream.opened } });
}
