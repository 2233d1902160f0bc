/**
 * Single reads gathered into few requests: whatever is asked for while a request is being prepared rides in the next
 * one, each begun after its question was asked. It caches nothing.
 */
import { AppError } from "../shared/errors.ts";
import type { RuntimeDeps } from "./deps.ts";
import { type RuntimeLimits, STORE_READS_MAX } from "./limits.ts";
import { StoreTimeout, storeUnavailable, within } from "./patience.ts";

/** Requests under way at once; more questions wait and share the next. */
const REQUESTS_MAX = 4;

type Entry = Deno.KvEntryMaybe<unknown>;

interface Question {
  readonly key: Deno.KvKey;
  readonly answer: Promise<Entry>;
  readonly resolve: (entry: Entry) => void;
  readonly reject: (cause: unknown) => void;
}

/** Reads keys with strong consistency, ten to a request. */
export class StoreReads {
  readonly #deps: RuntimeDeps;
  readonly #limits: Pick<RuntimeLimits, "readTimeoutMs" | "storeDownMs">;
  /** By the key's identity: who asks again with the same array before the request leaves shares the answer. */
  readonly #waiting = new Map<Deno.KvKey, Question>();
  #requests = 0;
  #isScheduled = false;
  /** Until when nobody asks a store that stayed silent: readers are better served with what is in memory. */
  #silentUntilAt = 0;

  constructor(deps: RuntimeDeps, limits: Pick<RuntimeLimits, "readTimeoutMs" | "storeDownMs">) {
    this.#deps = deps;
    this.#limits = limits;
  }

  /** The entry of `key`, read after this call. Rejects when the store fails or is silent for too long. */
  get(key: Deno.KvKey): Promise<Entry> {
    const asked = this.#waiting.get(key);
    if (asked !== undefined) return asked.answer;
    const restMs = this.#silentUntilAt - this.#deps.now();
    if (restMs > 0) return Promise.reject(storeUnavailable(null, restMs));
    const { promise, resolve, reject } = Promise.withResolvers<Entry>();
    this.#waiting.set(key, { key, answer: promise, resolve, reject });
    if (!this.#isScheduled) {
      this.#isScheduled = true;
      queueMicrotask(() => this.#begin());
    }
    return promise;
  }

  /** The entries of `keys`, in order. */
  getAll(keys: readonly Deno.KvKey[]): Promise<readonly Entry[]> {
    return Promise.all(keys.map((key) => this.get(key)));
  }

  #begin(): void {
    this.#isScheduled = false;
    while (this.#waiting.size > 0 && this.#requests < REQUESTS_MAX) {
      const questions = this.#waiting.values().take(STORE_READS_MAX).toArray();
      for (const { key } of questions) this.#waiting.delete(key);
      this.#ask(questions);
    }
  }

  async #ask(questions: readonly Question[]): Promise<void> {
    this.#requests += 1;
    try {
      const keys = questions.map(({ key }) => key);
      const found = await within(
        this.#deps,
        this.#deps.kv.getMany<readonly unknown[]>(keys),
        { ms: this.#limits.readTimeoutMs, what: `a read of ${keys.length} keys` },
      );
      questions.forEach((question, index) => {
        const entry = found[index];
        if (entry === undefined) question.reject(new Error(`No entry ${index} for ${keys.length} keys`));
        else question.resolve(entry);
      });
    } catch (cause) {
      for (const { reject } of questions) reject(cause);
      if (cause instanceof AppError && cause.cause instanceof StoreTimeout) this.#giveUp(cause);
    } finally {
      this.#requests -= 1;
      this.#begin();
    }
  }

  /** The store is silent: whoever waits behind hears so at once. */
  #giveUp(cause: AppError): void {
    this.#silentUntilAt = this.#deps.now() + this.#limits.storeDownMs;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(cause);
  }
}
