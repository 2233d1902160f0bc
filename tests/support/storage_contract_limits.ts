/**
 * The part of the storage contract about limits: the last size that fits and the first that does not, and that a
 * refused commit leaves nothing behind.
 */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { Kv } from "../../actors/runtime/deps.ts";
import type { Behaviour } from "./storage_contract.ts";

const MUTATIONS_MAX = 1_000;
const VALUE_BYTES_MAX = 65_536;
/** A key of one text part has three bytes around it, of which two are counted on top of the text. */
const KEY_TEXT_CHARS_MAX = 2_046;
const KEYS_AT_ONCE_MAX = 10;

function keys(count: number): Deno.KvKey[] {
  return Array.from({ length: count }, (_, index) => ["key", index]);
}

/** A commit with a mark beside what is to be refused. */
function marked(kv: Kv): Deno.AtomicOperation {
  return kv.atomic().set(["mark"], 1);
}

async function assertRefused(kv: Kv, commit: () => Promise<unknown>): Promise<void> {
  await assertRejects(async () => await commit(), Error);
  assertEquals((await kv.get(["mark"])).value, null);
}

/** A commit with the mark and `count` values of `bytes` bytes under keys of `keyChars` characters. */
function bulk(kv: Kv, { count, bytes, keyChars }: Readonly<Record<"count" | "bytes" | "keyChars", number>>) {
  const atomic = marked(kv);
  for (let index = 0; index < count; index++) {
    atomic.set([String(index).padStart(keyChars, "-")], new Uint8Array(bytes));
  }
  return atomic.commit();
}

export const limitBehaviours: readonly Behaviour[] = [
  ["takes a value of 65,536 bytes and no more", async (kv) => {
    await kv.set(["value"], new Uint8Array(VALUE_BYTES_MAX));
    await assertRefused(kv, () => marked(kv).set(["value"], new Uint8Array(VALUE_BYTES_MAX + 1)).commit());
    await assertRefused(kv, () => marked(kv).set(["value"], "a".repeat(VALUE_BYTES_MAX)).commit());
    await assertRefused(kv, () => marked(kv).set(["value"], "漢".repeat(VALUE_BYTES_MAX / 2)).commit());
  }],
  ["takes a key of 2,048 bytes and no more", async (kv) => {
    await kv.set(["a".repeat(KEY_TEXT_CHARS_MAX)], 1);
    await assertRefused(kv, () => marked(kv).set(["a".repeat(KEY_TEXT_CHARS_MAX + 1)], 1).commit());
    await assertRefused(kv, () => marked(kv).set([], 1).commit());
  }],
  ["takes the checks it says and no more", async (kv, { checksMax }) => {
    const commit = (count: number) => {
      const atomic = marked(kv);
      for (const key of keys(count)) atomic.check({ key, versionstamp: null });
      return atomic.commit();
    };
    await assertRefused(kv, () => commit(checksMax + 1));
    assert((await commit(checksMax)).ok);
  }],
  ["takes 1,000 mutations and no more", async (kv) => {
    const commit = (count: number) => {
      const atomic = marked(kv);
      for (const key of keys(count)) atomic.set(key, 1);
      return atomic.commit();
    };
    await assertRefused(kv, () => commit(MUTATIONS_MAX));
    assert((await commit(MUTATIONS_MAX - 1)).ok);
  }],
  ["takes a commit of 790 KiB and not of 800", async (kv) => {
    await assertRefused(kv, () => bulk(kv, { count: 16, bytes: 51_200, keyChars: 10 }));
    assert((await bulk(kv, { count: 16, bytes: 50_560, keyChars: 10 })).ok);
  }],
  ["takes 80 KiB of keys in a commit and no more", async (kv) => {
    await assertRefused(kv, () => bulk(kv, { count: 40, bytes: 1, keyChars: KEY_TEXT_CHARS_MAX }));
    assert((await bulk(kv, { count: 39, bytes: 1, keyChars: KEY_TEXT_CHARS_MAX })).ok);
  }],
  ["reads 10 keys at once and no more", async (kv) => {
    assertEquals((await kv.getMany(keys(KEYS_AT_ONCE_MAX))).length, KEYS_AT_ONCE_MAX);
    await assertRejects(async () => await kv.getMany(keys(KEYS_AT_ONCE_MAX + 1)), TypeError);
  }],
  ["watches 10 keys at once and no more", async (kv) => {
    const reader = kv.watch(keys(KEYS_AT_ONCE_MAX)).getReader();
    assertEquals((await reader.read()).value?.length, KEYS_AT_ONCE_MAX);
    await reader.cancel();
    assertThrows(() => kv.watch(keys(KEYS_AT_ONCE_MAX + 1)), TypeError);
  }],
];
