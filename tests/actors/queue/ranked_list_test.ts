import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { CHUNK_ITEMS_MAX, RankedList } from "../../../actors/queue/ranked_list.ts";
import { AssertionFailed } from "../../../actors/shared/assert.ts";

interface Item {
  readonly rank: number;
  readonly weight: number;
}

const listOf = (items: Iterable<Item> = []): RankedList<Item> => {
  const list = new RankedList<Item>({ compare: (a, b) => a.rank - b.rank, weigh: (item) => item.weight });
  for (const item of items) list.insert(item);
  return list;
};

/** Compares every answer of the list with what a plain sorted array says. */
function agree(list: RankedList<Item>, model: readonly Item[], probes: readonly number[]): void {
  assertEquals([...list], [...model]);
  assertEquals([list.count, list.first, list.last], [model.length, model[0], model.at(-1)]);
  for (const rank of probes) {
    const probe = { rank, weight: 0 };
    const lesser = model.filter((item) => item.rank < rank);
    assertEquals(list.rank(probe), lesser.length);
    assertEquals(list.before(probe), loadOf(lesser));
    assertEquals(list.find(probe), model.find((item) => item.rank === rank));
    assertEquals(list.at(lesser.length), model[lesser.length]);
    assertEquals([...list.from(lesser.length, 3)], model.slice(lesser.length, lesser.length + 3));
  }
  assertEquals(list.total(), loadOf(model));
}

function loadOf(items: readonly Item[]) {
  return {
    count: items.length,
    weight: items.reduce((sum, item) => sum + item.weight, 0),
    weightSquared: items.reduce((sum, item) => sum + item.weight ** 2, 0),
  };
}

Deno.test("RankedList answers like a sorted array after any inserts, removals and replacements", () => {
  const rank = fc.integer({ min: 0, max: 60 });
  const step = fc.record({ rank, weight: fc.integer({ min: 0, max: 90 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 150 }), fc.array(rank, { maxLength: 8 }), (steps, probes) => {
      const list = listOf();
      let model: Item[] = [];
      for (const item of steps) {
        const there = model.find((other) => other.rank === item.rank);
        if (there === undefined) list.insert(item);
        else if (item.weight % 2 === 0) list.remove(item);
        else list.replace(there, item);
        model = model.filter((other) => other !== there);
        if (there === undefined || item.weight % 2 === 1) model.push(item);
        model.sort((a, b) => a.rank - b.rank);
      }
      agree(list, model, probes);
    }),
    { numRuns: 200 },
  );
});

Deno.test("RankedList stays right across splits and merges of chunks, whatever the order of inserts", () => {
  const size = CHUNK_ITEMS_MAX * 6;
  const ranks = Array.from({ length: size }, (_, i) => (i * 7919) % size);
  const list = listOf(ranks.map((rank) => ({ rank, weight: rank % 11 })));
  let model = [...ranks].sort((a, b) => a - b).map((rank) => ({ rank, weight: rank % 11 }));
  const probes = [-1, 0, 1, 511, 512, 513, size / 2, size - 1, size];
  agree(list, model, probes);
  for (const rank of ranks.slice(0, size - 700)) list.remove({ rank, weight: 0 });
  const kept = new Set(ranks.slice(size - 700));
  model = model.filter((item) => kept.has(item.rank));
  agree(list, model, probes);
  for (const item of model) list.remove(item);
  agree(list, [], [0, 5]);
});

Deno.test("RankedList.insert() refuses an equal item, remove() and replace() one that is not there", () => {
  const list = listOf([{ rank: 1, weight: 1 }, { rank: 3, weight: 1 }]);
  assertThrows(() => list.insert({ rank: 1, weight: 5 }), AssertionFailed);
  assertThrows(() => list.insert({ rank: 3, weight: 5 }), AssertionFailed);
  assertThrows(() => list.remove({ rank: 2, weight: 1 }), AssertionFailed);
  assertThrows(() => list.replace({ rank: 4, weight: 1 }, { rank: 4, weight: 2 }), AssertionFailed);
  assertEquals(list.count, 2);
});

Deno.test("RankedList.update() inserts, moves, replaces and removes", () => {
  const list = listOf();
  const a = { rank: 5, weight: 2 };
  list.update(undefined, a);
  list.update(a, { rank: 5, weight: 3 });
  assertEquals(list.total(), { count: 1, weight: 3, weightSquared: 9 });
  list.update({ rank: 5, weight: 3 }, { rank: 1, weight: 3 });
  assertEquals([...list], [{ rank: 1, weight: 3 }]);
  list.update({ rank: 1, weight: 3 }, undefined);
  list.update(undefined, undefined);
  assertEquals([list.count, list.first], [0, undefined]);
});

Deno.test("RankedList.reweigh() weighs everything anew", () => {
  let factor = 1;
  const list = new RankedList<Item>({
    compare: (a, b) => a.rank - b.rank,
    weigh: (item) => item.weight * factor,
  });
  for (let rank = 0; rank < CHUNK_ITEMS_MAX + 10; rank++) list.insert({ rank, weight: 2 });
  factor = 3;
  list.reweigh();
  assertEquals(list.total().weight, (CHUNK_ITEMS_MAX + 10) * 6);
  assertEquals(list.before({ rank: CHUNK_ITEMS_MAX + 5, weight: 0 }).weight, (CHUNK_ITEMS_MAX + 5) * 6);
});

Deno.test("RankedList.at() and from() answer nothing outside the list", () => {
  const list = listOf([{ rank: 1, weight: 1 }]);
  assertEquals([list.at(-1), list.at(1)], [undefined, undefined]);
  assertEquals([...list.from(1, 5)], []);
  assertEquals([...list.from(-5, 5)].length, 1);
  assertEquals([...list.from(0, 0)], []);
});
