/**
 * Who watches the heads of subscribed actors on a shared store: one watcher per actor, whatever the number of its
 * subscribers, and a slow poll beside it, so that a lost wake-up heals. A watcher only says "look"; the content
 * always comes from the log.
 */
import type { Cancel, RuntimeDeps } from "./deps.ts";
import { headKey } from "./keys.ts";
import type { RuntimeLimits } from "./limits.ts";
import { backoffMs, pause } from "./patience.ts";
import type { StoreReads } from "./store_reads.ts";

const RESTART_BASE_MS = 100;
const RESTART_MAX_MS = 10_000;

export interface HeadWatchOptions {
  readonly deps: RuntimeDeps;
  readonly limits: RuntimeLimits;
  readonly kind: string;
  readonly reads: StoreReads;
  /** Replays what a head read just now says was committed. */
  readonly refresh: (actorId: string, entry: Deno.KvEntryMaybe<unknown>) => Promise<void>;
}

interface Watched {
  readonly key: Deno.KvKey;
  holders: number;
  reader: ReadableStreamDefaultReader<readonly Deno.KvEntryMaybe<unknown>[]> | null;
  isOver: boolean;
}

/** The watched heads of one kind. On a store of our own it does nothing: every change is made here. */
export class HeadWatch {
  readonly #options: HeadWatchOptions;
  readonly #watched = new Map<string, Watched>();
  #cancelPoll: Cancel | null = null;
  #isStopped = false;

  constructor(options: HeadWatchOptions) {
    this.#options = options;
  }

  /** Watches an actor until released by everyone who holds it. */
  hold(actorId: string): Cancel {
    const { deps, limits, kind } = this.#options;
    if (!deps.isShared || this.#isStopped) return () => {};
    let watched = this.#watched.get(actorId);
    if (watched === undefined) {
      watched = { key: headKey({ kind, actorId }), holders: 0, reader: null, isOver: false };
      this.#watched.set(actorId, watched);
      this.#follow(actorId, watched);
      this.#cancelPoll ??= deps.after(limits.hotPollMs, () => this.#poll());
    }
    watched.holders += 1;
    const held = watched;
    return () => {
      held.holders -= 1;
      if (held.holders > 0) return;
      this.#end(held);
      this.#watched.delete(actorId);
    };
  }

  /** Ends all watchers and the poll. */
  stop(): void {
    this.#isStopped = true;
    this.#cancelPoll?.();
    for (const watched of this.#watched.values()) this.#end(watched);
    this.#watched.clear();
  }

  #end(watched: Watched): void {
    watched.isOver = true;
    watched.reader?.cancel().catch(() => {});
  }

  /** Reads the watch stream and begins again, later and later, when it ends or fails. */
  async #follow(actorId: string, watched: Watched): Promise<void> {
    const { deps, refresh } = this.#options;
    for (let failures = 0; !watched.isOver;) {
      try {
        watched.reader = deps.kv.watch<readonly unknown[]>([watched.key]).getReader();
        while (!watched.isOver) {
          const { done, value } = await watched.reader.read();
          if (done) break;
          failures = 0;
          const entry = value[0];
          if (entry !== undefined) await refresh(actorId, entry);
        }
      } catch (cause) {
        deps.log("warn", "A watch failed and begins again", { actorId, cause: String(cause) });
      }
      watched.reader?.cancel().catch(() => {});
      if (watched.isOver) return;
      failures += 1;
      const random = () => deps.random();
      await pause(deps, backoffMs(failures, { baseMs: RESTART_BASE_MS, maxMs: RESTART_MAX_MS, random }));
    }
  }

  /** Looks at all watched heads, a few to a request. */
  async #poll(): Promise<void> {
    const { deps, limits, reads, refresh } = this.#options;
    const looks = this.#watched.entries().map(async ([actorId, { key }]) => {
      await refresh(actorId, await reads.get(key));
    });
    const results = await Promise.allSettled([...looks]);
    const failed = results.filter(({ status }) => status === "rejected").length;
    if (failed > 0) deps.log("warn", "Could not look at watched actors", { failed });
    if (this.#isStopped) return;
    this.#cancelPoll = this.#watched.size > 0 ? deps.after(limits.hotPollMs, () => this.#poll()) : null;
  }
}
