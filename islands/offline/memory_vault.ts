/**
 * What a vault keeps at most and for how long, and the vault of a page without storage or cryptography: values in memory
 * that end with the page, under the same bounds.
 */
import type { Kept, Putting, Vault } from "./vault.ts";

/** Nothing older is ever read. */
export const KEEP_MS_MAX = 86_400_000;
/** JSON of one value at most. */
export const VALUE_CHARS_MAX = 1_000_000;
/** Values of one account at most. */
export const VALUES_MAX = 64;
/** Values in this page's memory: what is left without storage, and where single values go when it is full. */
export class Memory {
  readonly #values = new Map<string, { readonly json: string; readonly at: number }>();

  get size(): number {
    return this.#values.size;
  }

  get(name: string, now: number): Kept {
    const entry = this.#values.get(name);
    if (entry === undefined) return { kind: "absent" };
    if (isExpired(entry.at, now)) {
      this.#values.delete(name);
      return { kind: "expired", at: entry.at };
    }
    return { kind: "found", value: JSON.parse(entry.json), at: entry.at };
  }

  put(name: string, entry: { readonly json: string; readonly at: number }): Putting {
    if (this.#values.size >= VALUES_MAX && !this.#values.has(name)) return "refused";
    this.#values.set(name, entry);
    return "in_memory";
  }

  remove(name: string): void {
    this.#values.delete(name);
  }

  clear(but: string | undefined): void {
    for (const name of this.#values.keys()) if (name !== but) this.#values.delete(name);
  }
}

/** True for what was written at `at` and may not be read at `now` any more. */
export function isExpired(at: number, now: number): boolean {
  // A clock that was set back makes old things look young: what comes from the future is not trusted either.
  return now - at > KEEP_MS_MAX || at - now > KEEP_MS_MAX;
}

/** The JSON of `value`, or null when it has none or is too long to be kept. */
export function jsonOf(value: unknown): string | null {
  const json: string | undefined = JSON.stringify(value);
  return json === undefined || json.length > VALUE_CHARS_MAX ? null : json;
}

/** A vault that ends with the page. */
export function memoryVault(now: () => number): Vault {
  const memory = new Memory();
  let isWiped = false;
  return {
    isDurable: false,
    get isWiped() {
      return isWiped;
    },
    get: (name) => Promise.resolve(memory.get(name, now())),
    put(name, value) {
      const json = jsonOf(value);
      return Promise.resolve(json === null || isWiped ? "refused" : memory.put(name, { json, at: now() }));
    },
    remove: (name) => Promise.resolve(memory.remove(name)),
    wipe(kept) {
      isWiped = kept === undefined;
      return Promise.resolve(memory.clear(kept?.but));
    },
  };
}
