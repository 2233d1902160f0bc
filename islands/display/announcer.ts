/**
 * Announces calls one after another: each is shown large while it sounds, and none begins before the one before it
 * has ended. What it sounds like comes as values; a call that ends meanwhile is not announced any more.
 */
import { type Call, callKey } from "./board_state.ts";

export interface AnnouncerDeps {
  /** Makes `call` heard; resolves when it has been, or could not be. */
  sound(call: Call): Promise<void>;
  after(ms: number, task: () => void): () => void;
}

export interface Announced {
  /** The call that is being announced. */
  readonly current: Call | null;
  /** Keys of the calls that are still set apart from the others. */
  readonly fresh: ReadonlySet<string>;
}

/** How long a call is shown large at least, and when others wait for their turn. */
export const SHOWN_MS = 6_000;
export const SHOWN_HURRIED_MS = 3_000;
/** How long it stays set apart after its announcement. */
export const CALM_MS = 9_000;
/** No sound lasts longer: a voice that never says that it has ended must not stop the next call. */
export const SOUND_MS_MAX = 15_000;
/** Calls that wait; of more the oldest are only shown. */
export const WAITING_CALLS_MAX = 8;

const NOTHING: Announced = { current: null, fresh: new Set() };

/** The announcements of one display. */
export class Announcer {
  readonly #deps: AnnouncerDeps;
  readonly #onChange: (announced: Announced) => void;
  #waiting: Call[] = [];
  #announced: Announced = NOTHING;
  readonly #timers = new Set<() => void>();
  #isRunning = false;
  #isStopped = false;

  constructor(deps: AnnouncerDeps, onChange: (announced: Announced) => void) {
    this.#deps = deps;
    this.#onChange = onChange;
  }

  /** Adds `calls`, the oldest first. */
  announce(calls: readonly Call[]): void {
    if (this.#isStopped || calls.length === 0) return;
    const all = [...this.#waiting, ...calls];
    this.#waiting = all.slice(-WAITING_CALLS_MAX);
    const unsaid = all.slice(0, -WAITING_CALLS_MAX);
    this.#change({ fresh: new Set([...this.#announced.fresh, ...calls.map(callKey)]) });
    for (const call of unsaid) this.#calmLater(call);
    if (!this.#isRunning) void this.#run();
  }

  /** Lets go of the calls that are not in `called` any more: their people have come or are not expected. */
  keep(called: readonly Call[]): void {
    const keys = new Set(called.map(callKey));
    const gone = this.#waiting.filter((call) => !keys.has(callKey(call)));
    if (gone.length === 0) return;
    this.#waiting = this.#waiting.filter((call) => keys.has(callKey(call)));
    const fresh = new Set(this.#announced.fresh);
    for (const call of gone) fresh.delete(callKey(call));
    this.#change({ fresh });
  }

  /** Announces nothing more. */
  stop(): void {
    this.#isStopped = true;
    this.#waiting = [];
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    for (;;) {
      const call = this.#waiting.shift();
      if (call === undefined || this.#isStopped) break;
      this.#change({ current: call });
      const shownMs = this.#waiting.length > 0 ? SHOWN_HURRIED_MS : SHOWN_MS;
      await Promise.all([this.#wait(shownMs), this.#sound(call)]);
      this.#calmLater(call);
    }
    this.#isRunning = false;
    if (!this.#isStopped) this.#change({ current: null });
  }

  #sound(call: Call): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#later(SOUND_MS_MAX, resolve);
    this.#deps.sound(call).catch(() => {}).finally(() => {
      cancel();
      resolve();
    });
    return promise;
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#later(ms, resolve));
  }

  #calmLater(call: Call): void {
    this.#later(CALM_MS, () => {
      const fresh = new Set(this.#announced.fresh);
      if (fresh.delete(callKey(call))) this.#change({ fresh });
    });
  }

  #later(ms: number, task: () => void): () => void {
    const cancel = this.#deps.after(ms, () => {
      this.#timers.delete(forget);
      task();
    });
    const forget = () => {
      this.#timers.delete(forget);
      cancel();
    };
    this.#timers.add(forget);
    return forget;
  }

  #change(change: Partial<Announced>): void {
    this.#announced = { ...this.#announced, ...change };
    this.#onChange(this.#announced);
  }
}
