/**
 * A store over the network, with an end to every wait. Deno's client tries for ever, and what it was asked cannot be
 * taken back: while the store is silent only a few calls are let through, to find out when it answers again, and the
 * rest is refused at once, so that what waits in the client stays bounded. It retries nothing and remembers no data.
 */
import { AppError } from "../shared/errors.ts";
import type { Kv, RuntimeDeps } from "./deps.ts";
import type { RuntimeLimits } from "./limits.ts";
import { StoreTimeout, storeUnavailable, within } from "./patience.ts";

/** Calls that are overdue in the client at most while the store is silent; each is tried again every quarter second. */
const OVERDUE_MAX = 32;
/** A call that is overdue for this long is on a connection that is dead: it no longer counts. */
const OVERDUE_MS_MAX = 10 * 60_000;

export interface BoundedKvOptions {
  readonly deps: Pick<RuntimeDeps, "now" | "after" | "log">;
  readonly limits: Pick<RuntimeLimits, "readTimeoutMs" | "commitTimeoutMs" | "storeDownMs">;
}

/**
 * `kv` with bounds: a call that is not answered in time, or that is made while the store is silent, rejects with
 * AppError `store_unavailable`. A write that was refused so may still take effect when its time ran out. Other
 * failures come through as they are.
 */
export function boundKv(kv: Kv, { deps, limits }: BoundedKvOptions): Kv {
  const line = new StoreLine(deps, limits.storeDownMs);
  const reading = { ms: limits.readTimeoutMs, what: "a read" };
  const writing = { ms: limits.commitTimeoutMs, what: "a commit" };
  return {
    get: (key, options) => line.ask(() => kv.get(key, options), reading),
    getMany: (keys, options) => line.ask(() => kv.getMany(keys, options), reading),
    list: (selector, options) => new BoundedList(kv.list(selector, options), { line, ...reading }),
    set: (key, value, options) => line.ask(() => kv.set(key, value, options), writing),
    delete: (key) => line.ask(() => kv.delete(key), writing),
    atomic() {
      const operation = kv.atomic();
      const commit = operation.commit.bind(operation);
      operation.commit = () => line.ask(commit, writing);
      return operation;
    },
    watch: (keys, options) => kv.watch(keys, options),
    close: () => kv.close(),
  };
}

interface Waiting {
  readonly ms: number;
  readonly what: string;
}

/** What is known of whether the store answers. */
class StoreLine {
  readonly #deps: BoundedKvOptions["deps"];
  readonly #probeMs: number;
  /** Since when calls are overdue that may still be answered. */
  readonly #overdue = new Map<object, number>();
  /** When the store fell silent, epoch ms; null while it answers. */
  #silentAt: number | null = null;
  #probeAt = 0;

  constructor(deps: BoundedKvOptions["deps"], probeMs: number) {
    this.#deps = deps;
    this.#probeMs = probeMs;
  }

  /** What `call` gives. Rejects with `store_unavailable` when no answer comes in time, or none is to be expected. */
  async ask<T>(call: () => Promise<T>, waiting: Waiting): Promise<T> {
    this.#admit();
    const id = {};
    const answer = call().then(
      (value) => {
        this.#hear(id);
        return () => value;
      },
      (cause: unknown) => {
        this.#hear(id);
        return () => {
          throw cause;
        };
      },
    );
    try {
      return (await within(this.#deps, answer, waiting))();
    } catch (cause) {
      if (cause instanceof AppError && cause.cause instanceof StoreTimeout) this.#miss(id);
      throw cause;
    }
  }

  /** Refuses a call while the store is silent, but for one now and then. */
  #admit(): void {
    if (this.#silentAt === null) return;
    const now = this.#deps.now();
    const restMs = this.#probeAt - now;
    if (restMs > 0 || !this.#hasRoom(now)) throw storeUnavailable(null, Math.max(restMs, this.#probeMs));
    this.#probeAt = now + this.#probeMs;
  }

  #hasRoom(now: number): boolean {
    if (this.#overdue.size < OVERDUE_MAX) return true;
    for (const [id, sinceAt] of this.#overdue) {
      if (sinceAt + OVERDUE_MS_MAX <= now) this.#overdue.delete(id);
    }
    return this.#overdue.size < OVERDUE_MAX;
  }

  #miss(id: object): void {
    const now = this.#deps.now();
    this.#overdue.set(id, now);
    this.#probeAt = now + this.#probeMs;
    if (this.#silentAt !== null) return;
    this.#silentAt = now;
    this.#deps.log("warn", "The store does not answer");
  }

  #hear(id: object): void {
    this.#overdue.delete(id);
    if (this.#silentAt === null) return;
    const forMs = this.#deps.now() - this.#silentAt;
    this.#silentAt = null;
    this.#deps.log("warn", "The store answers again", { forMs });
  }
}

/** A list whose every step is bounded. */
class BoundedList<T> implements AsyncIterableIterator<Deno.KvEntry<T>, undefined> {
  readonly #list: Deno.KvListIterator<T>;
  readonly #options: Waiting & { readonly line: StoreLine };

  constructor(list: Deno.KvListIterator<T>, options: Waiting & { readonly line: StoreLine }) {
    this.#list = list;
    this.#options = options;
  }

  get cursor(): string {
    return this.#list.cursor;
  }

  next(): Promise<IteratorResult<Deno.KvEntry<T>, undefined>> {
    return this.#options.line.ask(() => this.#list.next(), this.#options);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
