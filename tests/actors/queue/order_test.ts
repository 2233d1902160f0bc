import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  claimedKey,
  compareKeys,
  comparePlaces,
  headStartMs,
  keyBetween,
  keyFor,
  type Standing,
} from "../../../actors/queue/order.ts";
import type { OrderKey } from "../../../actors/queue/schema.ts";
import { CONFIG, MINUTE_MS, START_AT } from "../../support/queue_fixture.ts";

const STANDING: Standing = {
  class: "routine",
  needs: [],
  joinedAt: START_AT,
  joinedSeq: 7,
  day: "2026-03-02",
  tokenNumber: 14,
  since: START_AT,
};
const TOKEN = { ...CONFIG, ordering: "token" } as const;
const ARRIVAL = { ...CONFIG, ordering: "arrival" } as const;
const PRIORITY = { ...CONFIG, ordering: "priority" } as const;

const key = fc.tuple(
  fc.integer({ min: 0, max: 2 }),
  fc.integer({ min: 0, max: 3 }),
  fc.integer({ min: 0, max: 3 }),
  fc.constantFrom("", "a0", "a1", "a1V", "Zz"),
);

Deno.test("keyFor() orders by day and token, by arrival, or by arrival less the head start", () => {
  assertEquals(keyFor(TOKEN, STANDING), [1, 20_514 * 10_000_000 + 14, 7, ""]);
  assert(
    compareKeys(
      keyFor(TOKEN, { ...STANDING, day: "2026-03-01", tokenNumber: 900 }),
      keyFor(TOKEN, STANDING),
    ) < 0,
  );
  assertEquals(keyFor(ARRIVAL, { ...STANDING, class: "urgent" }), [1, START_AT, 7, ""]);
  assertEquals(keyFor(PRIORITY, { ...STANDING, class: "urgent" }), [1, START_AT - 30 * MINUTE_MS, 7, ""]);
});

Deno.test("keyFor() puts emergencies ahead of all under every policy, by when they became one", () => {
  for (const config of [TOKEN, ARRIVAL, PRIORITY]) {
    const emergency = keyFor(config, { ...STANDING, class: "emergency", since: START_AT + 1 });
    assertEquals(emergency, [0, START_AT + 1, 7, ""]);
    assert(compareKeys(emergency, keyFor(config, { ...STANDING, joinedAt: 0, tokenNumber: 1 })) < 0);
  }
});

Deno.test("headStartMs() adds class and needs, and caps the needs alone", () => {
  const start = (needs: Standing["needs"], kind: Standing["class"] = "routine") =>
    headStartMs(PRIORITY, { class: kind, needs }) / MINUTE_MS;
  assertEquals(start([]), 0);
  assertEquals(start(["elderly"]), 10);
  assertEquals(start(["elderly", "pregnant"]), 20);
  assertEquals(start(["elderly", "pregnant", "other"]), 20);
  assertEquals(start(["elderly", "pregnant", "other"], "urgent"), 50);
});

Deno.test("compareKeys() is a strict total order", () => {
  fc.assert(fc.property(key, key, key, (a, b, c) => {
    assertEquals(Math.sign(compareKeys(a, b)) + Math.sign(compareKeys(b, a)), 0);
    assertEquals(compareKeys(a, b) === 0, a.every((part, i) => part === b[i]));
    if (compareKeys(a, b) < 0 && compareKeys(b, c) < 0) assert(compareKeys(a, c) < 0);
  }));
});

Deno.test("comparePlaces() settles equal keys by the order of joining", () => {
  const same: OrderKey = [1, 5, 5, ""];
  assert(comparePlaces({ key: same, joinedSeq: 1 }, { key: same, joinedSeq: 2 }) < 0);
  assertEquals(comparePlaces({ key: same, joinedSeq: 2 }, { key: same, joinedSeq: 2 }), 0);
});

Deno.test("keyBetween() is strictly between, however often it is asked wherever", () => {
  const spots = fc.array(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), { maxLength: 300 });
  fc.assert(
    fc.property(spots, (where) => {
      const line: OrderKey[] = [[1, 10, 1, ""], [1, 20, 2, ""]];
      for (const spot of where) {
        const index = Math.floor(spot * (line.length + 1));
        const made = keyBetween(line[index - 1] ?? null, line[index] ?? null);
        assert(index === 0 || compareKeys(line[index - 1] ?? made, made) < 0);
        assert(index === line.length || compareKeys(made, line[index] ?? made) < 0);
        line.splice(index, 0, made);
      }
    }),
    { numRuns: 50 },
  );
});

Deno.test("keyBetween() takes thousands of inserts at one spot, before and after", () => {
  let low: OrderKey = [1, 10, 1, ""];
  let high: OrderKey = [1, 20, 2, ""];
  for (let i = 0; i < 3_000; i++) {
    const made = keyBetween(low, high);
    assert(compareKeys(low, made) < 0 && compareKeys(made, high) < 0);
    if (i % 2 === 0) low = made;
    else high = made;
  }
  let first: OrderKey = [1, 10, 1, ""];
  for (let i = 0; i < 3_000; i++) {
    const made = keyBetween(null, first);
    assert(compareKeys(made, first) < 0);
    first = made;
  }
});

Deno.test("keyBetween() lets nobody but a later move between a ticket and the one moved behind it", () => {
  const previous: OrderKey = [1, 10, 1, ""];
  const moved = keyBetween(previous, [1, 20, 2, ""]);
  assert(compareKeys(moved, [1, 10, 2, ""]) < 0);
  assertEquals(moved.slice(0, 3), [1, 10, 1]);
});

Deno.test("keyBetween() refuses neighbours out of order, equal neighbours and none", () => {
  assertThrows(() => keyBetween([1, 20, 2, ""], [1, 10, 1, ""]));
  assertThrows(() => keyBetween([1, 10, 1, ""], [1, 10, 1, ""]));
  assertThrows(() => keyBetween(null, null));
});

Deno.test("claimedKey() stands behind the number it comes after and before the next, by instant, then by log position", () => {
  const token = (tokenNumber: number) => keyFor(TOKEN, { ...STANDING, tokenNumber, joinedSeq: 1_000_000 });
  const claimed = (joinedAt: number, joinedSeq: number) =>
    claimedKey({ ...STANDING, joinedAt, joinedSeq }, { after: 14 });
  const ordered = [
    token(14),
    claimed(START_AT, 61),
    claimed(START_AT, 62),
    claimed(START_AT, 3_843),
    claimed(START_AT, 3_844),
    claimed(START_AT + 1, 5),
    token(15),
  ];
  assertEquals(ordered.toSorted(compareKeys), ordered);
  assert(compareKeys(claimedKey(STANDING, { after: 0 }), token(1)) < 0);
});

Deno.test("claimedKey() leaves room between any two for a move, however alike they are", () => {
  const seq = fc.integer({ min: 1, max: 2_000_000_000 });
  fc.assert(fc.property(seq, seq, (a, b) => {
    fc.pre(a !== b);
    const [first, second] = [a, b].sort((x, y) => x - y).map((joinedSeq) =>
      claimedKey({ ...STANDING, joinedSeq }, { after: 3 })
    );
    if (first === undefined || second === undefined) throw new TypeError("Two keys");
    const between = keyBetween(first, second);
    assert(compareKeys(first, between) < 0 && compareKeys(between, second) < 0);
    assert(compareKeys(second, keyBetween(second, null)) < 0);
  }));
});
