/**
 * The part of the storage contract about `watch()`: a wake-up with the latest value, never a promise of every value.
 */
import { assert, assertEquals } from "@std/assert";
import type { Behaviour } from "./storage_contract.ts";

type Reader = ReadableStreamDefaultReader<readonly Deno.KvEntryMaybe<unknown>[]>;

/** The watched values at the next wake-up. */
async function nextValues(reader: Reader): Promise<unknown[]> {
  const { value, done } = await reader.read();
  assert(!done, "Expected a wake-up, got the end of the watch");
  return value.map((entry) => entry.value);
}

/** Reads until the first watched value is `last`; gives all values seen on the way. */
async function valuesUntil(reader: Reader, last: unknown): Promise<unknown[]> {
  const seen: unknown[] = [];
  while (seen.at(-1) !== last) seen.push((await nextValues(reader))[0]);
  return seen;
}

export const watchBehaviours: readonly Behaviour[] = [
  ["tells a watcher first what is there", async (kv) => {
    await kv.set(["b"], 2);
    const reader = kv.watch([["a"], ["b"]]).getReader();
    assertEquals(await nextValues(reader), [null, 2]);
    await reader.cancel();
  }],
  ["wakes a watcher with the entry that was written", async (kv) => {
    const reader = kv.watch([["head"]]).getReader();
    await nextValues(reader);
    const { versionstamp } = await kv.set(["head"], 1);
    const { value } = await reader.read();
    assertEquals(value, [{ key: ["head"], value: 1, versionstamp }]);
    await reader.cancel();
  }],
  ["wakes a watcher of several keys with all of them", async (kv) => {
    await kv.set(["a"], 1);
    const reader = kv.watch([["a"], ["b"]]).getReader();
    await nextValues(reader);
    await kv.set(["b"], 2);
    assertEquals(await nextValues(reader), [1, 2]);
    await reader.cancel();
  }],
  ["wakes a watcher when a value is deleted", async (kv) => {
    await kv.set(["head"], 1);
    const reader = kv.watch([["head"]]).getReader();
    await nextValues(reader);
    await kv.delete(["head"]);
    assertEquals(await nextValues(reader), [null]);
    await reader.cancel();
  }],
  ["ends with the latest value for a watcher that reads late, never going back", async (kv) => {
    const reader = kv.watch([["head"]]).getReader();
    await nextValues(reader);
    for (let version = 1; version <= 30; version++) await kv.set(["head"], version);
    const seen = await valuesUntil(reader, 30);
    assert(seen.length <= 30);
    assertEquals(seen, seen.map(Number).sort((one, other) => one - other));
    await reader.cancel();
  }],
  ["wakes every watcher of a key", async (kv) => {
    const readers = [kv.watch([["head"]]).getReader(), kv.watch([["head"]]).getReader()];
    for (const reader of readers) await nextValues(reader);
    await kv.set(["head"], 1);
    for (const reader of readers) assertEquals(await nextValues(reader), [1]);
    for (const reader of readers) await reader.cancel();
  }],
  ["ends a watch at close()", async (kv) => {
    const reader = kv.watch([["head"]]).getReader();
    await nextValues(reader);
    const ended = reader.read();
    kv.close();
    assertEquals(await ended, { done: true, value: undefined });
  }],
];
