/**
 * The rows of a simulated store as a program reads them: entries with the caller's own copy of key and value.
 */
import type { TableRow } from "./simulated_table.ts";
import { copyOf } from "./simulated_value.ts";

/** What a row of a simulated store holds. */
export interface StoredEntry {
  readonly key: Deno.KvKey;
  readonly value: unknown;
}

export type AnyEntry = Deno.KvEntryMaybe<unknown>;

/** The entry of a row that is there. */
export function presentEntryOf({ value, versionstamp }: TableRow<StoredEntry>): Deno.KvEntry<unknown> {
  return { key: value.key.map(copyOfPart), value: copyOf(value.value), versionstamp };
}

/** The entry under `key`, whether a row is there or not. */
export function entryOf(key: Deno.KvKey, row: TableRow<StoredEntry> | undefined): AnyEntry {
  return row === undefined ? { key: [...key], value: null, versionstamp: null } : presentEntryOf(row);
}

/** A key that nobody else can change. */
export function copyOfKey(key: Deno.KvKey): Deno.KvKey {
  return key.map(copyOfPart);
}

function copyOfPart(part: Deno.KvKeyPart): Deno.KvKeyPart {
  return typeof part === "object" ? new Uint8Array(part) : part;
}
