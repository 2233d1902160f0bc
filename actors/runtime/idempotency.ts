/**
 * What one actor remembers of retried commands: key, digest of what it asked, and the reference from which the
 * answer is made again. Bounded; what is older lies in the store under its own expiring record.
 */
import { z } from "zod";
import type { LoggedKey } from "./log.ts";

/** The record of an idempotency key in the store. */
const StoredKey = z.object({
  bodyHash: z.string(),
  reference: z.unknown(),
  kind: z.string(),
  actorId: z.string(),
  /** When it was first carried out, epoch ms; the record itself may outlive its term by a minute. */
  at: z.number(),
});
export type KeyRecord = Readonly<z.infer<typeof StoredKey>>;

/** A key record as found in the store, with the version of the commit that wrote it. */
export interface FoundKey extends KeyRecord {
  readonly versionstamp: string;
}

/** Parses the entry of a key: null when absent or older than `ttlMs`. */
export function parseKeyRecord(
  { value, versionstamp }: Deno.KvEntryMaybe<unknown>,
  { now, ttlMs }: { readonly now: number; readonly ttlMs: number },
): FoundKey | null {
  if (value === null || versionstamp === null) return null;
  const record = StoredKey.parse(value);
  return record.at + ttlMs <= now ? null : { ...record, versionstamp };
}

/** What is known of one key. */
export interface KnownKey {
  readonly bodyHash: string;
  readonly reference: unknown;
}

/** The keys of one actor's recent commands. */
export class KnownKeys {
  readonly #known = new Map<string, KnownKey>();
  readonly #max: number;
  #sinceAt: number;

  /** `sinceAt`: the instant from which on every key is about to be told to this memory; 0: from the very start. */
  constructor(max: number, sinceAt: number) {
    this.#max = max;
    this.#sinceAt = sinceAt;
  }

  get(key: string): KnownKey | undefined {
    return this.#known.get(key);
  }

  add(keys: readonly LoggedKey[], at: number): void {
    for (const [key, bodyHash, reference] of keys) {
      this.#known.set(key, { bodyHash, reference });
      if (this.#known.size <= this.#max) continue;
      const oldest = this.#known.keys().next().value;
      if (oldest !== undefined) this.#known.delete(oldest);
      this.#sinceAt = at;
    }
  }

  /** True when a key that is not here cannot have been used in the last `ttlMs`. */
  isComplete({ now, ttlMs }: { readonly now: number; readonly ttlMs: number }): boolean {
    return this.#sinceAt <= now - ttlMs;
  }
}
