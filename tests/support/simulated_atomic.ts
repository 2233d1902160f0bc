/**
 * `atomic` of a simulated connection: collects checks and mutations, refuses what the platform refuses, with its
 * words, and hands the rest to the store. It carries nothing out itself.
 */
import { copyOfKey, type StoredEntry } from "./simulated_entry.ts";
import { encodeKey } from "./simulated_key.ts";
import { storedValue } from "./simulated_value.ts";

export const MUTATIONS_MAX = 1_000;
export const VALUE_BYTES_MAX = 65_536;
export const WRITE_KEY_BYTES_MAX = 2_048;
export const COMMIT_BYTES_MAX = 819_200;
export const COMMIT_KEY_BYTES_MAX = 81_920;

export interface PendingCheck {
  readonly key: Deno.KvKey;
  readonly code: string;
  readonly versionstamp: string | null;
}

/** A mutation on its way. `expireInMs` counts from when it reaches the store, or null. */
export type PendingMutation =
  | {
    readonly type: "set";
    readonly code: string;
    readonly value: StoredEntry;
    readonly sizeBytes: number;
    readonly expireInMs: number | null;
  }
  | { readonly type: "delete"; readonly code: string; readonly value: { readonly key: Deno.KvKey } };

export interface PendingCommit {
  readonly checks: readonly PendingCheck[];
  readonly mutations: readonly PendingMutation[];
}

/** Sends a commit to the store. */
export type SendCommit = (commit: PendingCommit) => Promise<Deno.KvCommitResult | Deno.KvCommitError>;

function assertKey(code: string): void {
  if (code.length === 0) throw new TypeError("Key cannot be empty");
  if (code.length > WRITE_KEY_BYTES_MAX) {
    throw new TypeError(`Key too large for write (max ${WRITE_KEY_BYTES_MAX} bytes)`);
  }
}

function assertValue(mutation: PendingMutation): void {
  if (mutation.type === "set" && mutation.sizeBytes > VALUE_BYTES_MAX) {
    throw new TypeError(`Value too large (max ${VALUE_BYTES_MAX} bytes)`);
  }
}

/** @throws TypeError when the platform would not take the commit. */
export function assertWithinLimits({ checks, mutations }: PendingCommit, checksMax: number): void {
  if (checks.length > checksMax) throw new TypeError(`Too many checks (max ${checksMax})`);
  if (mutations.length > MUTATIONS_MAX) throw new TypeError(`Too many mutations (max ${MUTATIONS_MAX})`);
  let totalBytes = 0;
  let keyBytes = 0;
  for (const { code, versionstamp } of checks) {
    if (versionstamp !== null && !/^[0-9a-f]{20}$/.test(versionstamp)) throw new TypeError("Invalid check");
    assertKey(code);
    totalBytes += code.length;
  }
  for (const mutation of mutations) {
    assertKey(mutation.code);
    assertValue(mutation);
    keyBytes += mutation.code.length;
    totalBytes += mutation.code.length + (mutation.type === "set" ? mutation.sizeBytes : 0);
  }
  if (totalBytes > COMMIT_BYTES_MAX) {
    throw new TypeError(`Total mutation size too large (max ${COMMIT_BYTES_MAX} bytes)`);
  }
  if (keyBytes > COMMIT_KEY_BYTES_MAX) {
    throw new TypeError(`Total key size too large (max ${COMMIT_KEY_BYTES_MAX} bytes)`);
  }
}

/** An atomic operation; stands where a `Deno.AtomicOperation` is expected. Sums and queues are not simulated. */
export class SimulatedAtomic {
  readonly #send: SendCommit;
  readonly #checks: PendingCheck[] = [];
  readonly #mutations: PendingMutation[] = [];

  constructor(send: SendCommit) {
    this.#send = send;
  }

  check(...checks: readonly Deno.AtomicCheck[]): this {
    for (const { key, versionstamp } of checks) {
      this.#checks.push({ key: copyOfKey(key), code: encodeKey(key), versionstamp });
    }
    return this;
  }

  /** @throws TypeError for a value that cannot be cloned or an `expireIn` that is no span. */
  set(key: Deno.KvKey, value: unknown, options: { readonly expireIn?: number } = {}): this {
    const { expireIn } = options;
    if (expireIn !== undefined && !(Number.isInteger(expireIn) && expireIn >= 0)) {
      throw new TypeError(`Option expireIn must be a non-negative integer: received ${expireIn}`);
    }
    const stored = storedValue(value);
    this.#mutations.push({
      type: "set",
      code: encodeKey(key),
      value: { key: copyOfKey(key), value: stored.value },
      sizeBytes: stored.sizeBytes,
      expireInMs: expireIn ?? null,
    });
    return this;
  }

  delete(key: Deno.KvKey): this {
    this.#mutations.push({ type: "delete", code: encodeKey(key), value: { key: copyOfKey(key) } });
    return this;
  }

  commit(): Promise<Deno.KvCommitResult | Deno.KvCommitError> {
    return this.#send({ checks: [...this.#checks], mutations: [...this.#mutations] });
  }
}
