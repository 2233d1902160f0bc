/**
 * A store over the network, with an end to every wait: Deno's client tries for ever, and what it was asked cannot be
 * taken back. It bounds each call and knows a commit again that was refused only by its own first try; it remembers no
 * data and retries nothing.
 */
import { isDeepStrictEqual } from "node:util";
import type { Kv, RuntimeDeps } from "./deps.ts";
import { type RuntimeLimits, STORE_READS_MAX } from "./limits.ts";
import { StoreLine, type Waiting } from "./store_line.ts";

/** Deno's client sends nothing again sooner than 200 ms after the first time: a quicker refusal is meant. */
const RETRIED_AFTER_MS = 150;

export interface BoundedKvOptions {
  readonly deps: Pick<RuntimeDeps, "now" | "after" | "log">;
  readonly limits: Pick<RuntimeLimits, "readTimeoutMs" | "commitTimeoutMs" | "storeDownMs">;
  /** Opens the store anew, for when its connection has died. */
  readonly open: () => Promise<Kv>;
}

interface Written {
  readonly key: Deno.KvKey;
  readonly value: unknown;
}

interface Bounds extends Pick<RuntimeDeps, "now"> {
  readonly line: StoreLine;
  readonly reading: Waiting;
  readonly writing: Waiting;
}

/**
 * `first` with bounds: a call that is not answered in time, or that is made while the store is silent, rejects with
 * AppError `store_unavailable`. A write whose time ran out may still take effect. Other failures come through as they
 * are. `close` closes the store that is open then.
 */
export function boundKv(first: Kv, { deps, limits, open }: BoundedKvOptions): Kv {
  let kv = first;
  let isClosed = false;

  async function reconnect(): Promise<void> {
    const fresh = await open();
    const [old, next] = isClosed ? [fresh, kv] : [kv, fresh];
    kv = next;
    old.close();
  }

  const line = new StoreLine({ deps, probeMs: limits.storeDownMs, reconnect });
  const reading = { ms: limits.readTimeoutMs, what: "a read" };
  const writing = { ms: limits.commitTimeoutMs, what: "a commit" };
  const bounds = { line, reading, writing, now: deps.now };
  return {
    get: (key, options) => line.ask(() => kv.get(key, options), reading),
    getMany: (keys, options) => line.ask(() => kv.getMany(keys, options), reading),
    list: (selector, options) => new BoundedList(kv.list(selector, options), bounds),
    set: (key, value, options) => line.ask(() => kv.set(key, value, options), writing),
    delete: (key) => line.ask(() => kv.delete(key), writing),
    atomic: () => boundAtomic(kv, bounds),
    watch: (keys, options) => kv.watch(keys, options),
    close() {
      isClosed = true;
      kv.close();
    },
  };
}

/** An operation whose commit is bounded and that knows itself, see {@link isOwn}. */
function boundAtomic(kv: Kv, { line, reading, writing, now }: Bounds): Deno.AtomicOperation {
  const operation = kv.atomic();
  const check = operation.check.bind(operation);
  const set = operation.set.bind(operation);
  const commit = operation.commit.bind(operation);
  const checked: Deno.AtomicCheck[] = [];
  const written: Written[] = [];
  operation.check = (...checks) => {
    checked.push(...checks);
    check(...checks);
    return operation;
  };
  operation.set = (key, value, options) => {
    written.push({ key, value });
    set(key, value, options);
    return operation;
  };
  operation.commit = async () => {
    const sentAt = now();
    const result = await line.ask(commit, writing);
    const wasSentOnce = now() - sentAt < RETRIED_AFTER_MS;
    const keys = [...written, ...checked].map(({ key }) => key);
    if (result.ok || wasSentOnce || written.length === 0 || keys.length > STORE_READS_MAX) return result;
    const found = await line.ask(() => kv.getMany<readonly unknown[]>(keys), reading);
    const versionstamp = found[0]?.versionstamp ?? null;
    const isLanded = versionstamp !== null && isOwn({ found, versionstamp, checked, written });
    return isLanded ? { ok: true, versionstamp } : result;
  };
  return operation;
}

/**
 * Whether the commit that was refused is the one that stands there: the client sends a commit again when its answer
 * was lost, and the second try is refused by what the first has written. All of it must stand there as one commit, and
 * nothing else may have failed a check; what others have written over since is left to the caller's doubt.
 */
function isOwn({ found, versionstamp, checked, written }: {
  readonly found: readonly Deno.KvEntryMaybe<unknown>[];
  readonly versionstamp: string;
  readonly checked: readonly Deno.AtomicCheck[];
  readonly written: readonly Written[];
}): boolean {
  const isWritten = written.every(({ value }, index) =>
    found[index]?.versionstamp === versionstamp && isDeepStrictEqual(found[index]?.value, value)
  );
  return isWritten && checked.every((one, index) => {
    const stands = found[written.length + index]?.versionstamp ?? null;
    return stands === versionstamp || stands === one.versionstamp;
  });
}

/** A list whose every step is bounded. */
class BoundedList<T> implements AsyncIterableIterator<Deno.KvEntry<T>, undefined> {
  readonly #list: Deno.KvListIterator<T>;
  readonly #bounds: Pick<Bounds, "line" | "reading">;

  constructor(list: Deno.KvListIterator<T>, bounds: Pick<Bounds, "line" | "reading">) {
    this.#list = list;
    this.#bounds = bounds;
  }

  get cursor(): string {
    return this.#list.cursor;
  }

  next(): Promise<IteratorResult<Deno.KvEntry<T>, undefined>> {
    return this.#bounds.line.ask(() => this.#list.next(), this.#bounds.reading);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
