/**
 * The part of the storage contract about ranges: order, bounds, batches and cursors of `list()`.
 */
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { Kv } from "../../actors/runtime/deps.ts";
import type { Behaviour } from "./storage_contract.ts";

async function keysOf(iterator: Deno.KvListIterator<unknown>): Promise<Deno.KvKey[]> {
  const keys: Deno.KvKey[] = [];
  for await (const { key } of iterator) keys.push(key);
  return keys;
}

/** Writes entries under these keys, all in one commit, in the order given. */
async function fill(kv: Kv, keys: readonly Deno.KvKey[]): Promise<void> {
  const atomic = kv.atomic();
  for (const key of keys) atomic.set(key, key.length);
  await atomic.commit();
}

function logKeys(count: number): Deno.KvKey[] {
  return Array.from({ length: count }, (_, index) => ["log", index + 1]);
}

export const rangeBehaviours: readonly Behaviour[] = [
  ["lists keys in order, part types apart", async (kv) => {
    const ordered: Deno.KvKey[] = [
      ["k", Uint8Array.of(0)],
      ["k", Uint8Array.of(0, 1)],
      ["k", Uint8Array.of(255)],
      ["k", ""],
      ["k", "A"],
      ["k", "A", 1],
      ["k", "A\0"],
      ["k", "AA"],
      ["k", "a"],
      ["k", "é"],
      ["k", "漢"],
      ["k", -70_000n],
      ["k", -1n],
      ["k", 0n],
      ["k", 255n],
      ["k", 256n],
      ["k", -1.5],
      ["k", 0],
      ["k", 2],
      ["k", 10],
      ["k", 1e12],
      ["k", false],
      ["k", true],
    ];
    await fill(kv, [...ordered].reverse());
    assertEquals(await keysOf(kv.list({ prefix: ["k"] })), ordered);
    assertEquals(await keysOf(kv.list({ prefix: ["k"] }, { reverse: true })), [...ordered].reverse());
  }],
  ["lists a log without gap or double over several batches", async (kv) => {
    const keys = logKeys(250);
    await fill(kv, keys);
    assertEquals(await keysOf(kv.list({ prefix: ["log"] })), keys);
    assertEquals(await keysOf(kv.list({ prefix: ["log"] }, { batchSize: 7 })), keys);
    assertEquals(
      await keysOf(kv.list({ prefix: ["log"] }, { batchSize: 50, reverse: true })),
      keys.toReversed(),
    );
  }],
  ["lists from start, included, to end, not included", async (kv) => {
    await fill(kv, logKeys(20));
    assertEquals(await keysOf(kv.list({ start: ["log", 5], end: ["log", 8] })), logKeys(7).slice(4));
    assertEquals(await keysOf(kv.list({ prefix: ["log"], start: ["log", 18] })), logKeys(20).slice(17));
    assertEquals(await keysOf(kv.list({ prefix: ["log"], end: ["log", 3] })), logKeys(2));
    assertEquals(await keysOf(kv.list({ start: ["log", 5], end: ["log", 5] })), []);
  }],
  ["lists what is under a prefix, not the prefix nor its neighbours", async (kv) => {
    await fill(kv, [["a"], ["a", "x"], ["a", "x", 1], ["ab"], ["ab", "x"], ["b"]]);
    assertEquals(await keysOf(kv.list({ prefix: ["a"] })), [["a", "x"], ["a", "x", 1]]);
    assertEquals((await keysOf(kv.list({ prefix: [] }))).length, 6);
    assertEquals(await keysOf(kv.list({ prefix: ["c"] })), []);
  }],
  ["lists at most limit entries, from the end when reversed", async (kv) => {
    await fill(kv, logKeys(20));
    assertEquals(await keysOf(kv.list({ prefix: ["log"] }, { limit: 3 })), logKeys(3));
    const [last] = await keysOf(kv.list({ prefix: ["log"] }, { limit: 1, reverse: true }));
    assertEquals(last, ["log", 20]);
  }],
  ["goes on from a cursor, and ends with an empty one", async (kv) => {
    await fill(kv, logKeys(5));
    const pages: Deno.KvKey[][] = [];
    let cursor = "";
    do {
      const page: Deno.KvListIterator<unknown> = kv.list({ prefix: ["log"] }, { limit: 2, cursor });
      pages.push(await keysOf(page));
      cursor = page.cursor;
    } while (cursor !== "");
    assertEquals(pages, [logKeys(2), logKeys(4).slice(2), [["log", 5]]]);
  }],
  ["gives entries of a list their values and versionstamps", async (kv) => {
    const { versionstamp } = await kv.set(["log", 1], Uint8Array.of(7));
    const iterator = kv.list({ prefix: ["log"] });
    const expected = { key: ["log", 1], value: Uint8Array.of(7), versionstamp };
    assertEquals(await iterator.next(), { done: false, value: expected });
    assertEquals((await iterator.next()).done, true);
  }],
  ["refuses bounds outside the prefix or in the wrong order", async (kv) => {
    const drain = async (selector: Deno.KvListSelector) => await keysOf(kv.list(selector));
    await assertRejects(() => drain({ prefix: ["a"], start: ["b"] }), TypeError);
    await assertRejects(() => drain({ start: ["b"], end: ["a"] }), TypeError);
    assertThrows(() => kv.list({ prefix: ["a"] }, { limit: 0 }), Error);
  }],
];
