/**
 * A sorted list that answers "how many come before", "who is n-th" and "how much work comes before" without walking
 * its items: chunks of at most {@link CHUNK_ITEMS_MAX} items, found by bisection. It knows nothing of tickets; it
 * compares and weighs with what it is given.
 */
import { assert } from "../shared/assert.ts";

/** Measured: bisection inside one chunk and a walk over the chunks cost about the same at 10,000 to 350,000 items. */
export const CHUNK_ITEMS_MAX = 512;
/** Neighbours are merged when both together are no larger than this. */
const CHUNK_MERGE_ITEMS_MAX = 256;

/** How many items, the sum of their weights and the sum of the squares: exact while weights are whole numbers. */
export interface Load {
  readonly count: number;
  readonly weight: number;
  readonly weightSquared: number;
}

interface Chunk<Item> {
  readonly items: Item[];
  weight: number;
  weightSquared: number;
}

interface Sums {
  weight: number;
  weightSquared: number;
}

interface Spot {
  readonly chunk: number;
  readonly index: number;
}

const NOTHING: Load = { count: 0, weight: 0, weightSquared: 0 };

/**
 * Items in the strict order of `compare`. `Probe` is the part of an item that the order looks at, so that a place
 * can be asked for something that is not in the list.
 */
export class RankedList<Item extends Probe, Probe = Item> {
  readonly #compare: (a: Probe, b: Probe) => number;
  readonly #weigh: ((item: Item) => number) | null;
  #chunks: Chunk<Item>[] = [];
  #count = 0;
  #weight = 0;
  #weightSquared = 0;

  /** `weigh` must answer a whole number; without it every weight is 0. */
  constructor(options: {
    readonly compare: (a: Probe, b: Probe) => number;
    readonly weigh?: (item: Item) => number;
  }) {
    this.#compare = options.compare;
    this.#weigh = options.weigh ?? null;
  }

  get count(): number {
    return this.#count;
  }

  get first(): Item | undefined {
    return this.#chunks[0]?.items[0];
  }

  get last(): Item | undefined {
    return this.#chunks.at(-1)?.items.at(-1);
  }

  /** Puts `item` at its place. Throws when an equal item is there already. */
  insert(item: Item): void {
    const chunks = this.#chunks;
    const last = this.last;
    if (last === undefined || this.#compare(last, item) < 0) {
      this.#append(item);
      return;
    }
    const spot = this.#find(item);
    const chunk = chunkAt(chunks, spot.chunk);
    const there = chunk.items[spot.index];
    assert(there === undefined || this.#compare(there, item) !== 0, "Cannot insert an item twice");
    chunk.items.splice(spot.index, 0, item);
    this.#account(chunk, item, 1);
    if (chunk.items.length > CHUNK_ITEMS_MAX) this.#split(spot.chunk);
  }

  /** Takes `item` out. Throws when no equal item is there. */
  remove(item: Item): void {
    const spot = this.#spotOf(item);
    const chunk = chunkAt(this.#chunks, spot.chunk);
    const there = chunk.items[spot.index];
    assert(there !== undefined, "Cannot remove an item that is not listed");
    if (spot.index === 0) chunk.items.shift();
    else chunk.items.splice(spot.index, 1);
    this.#account(chunk, there, -1);
    this.#mergeAround(spot.chunk);
  }

  /** Puts `next` where the equally ranked `previous` is. Throws when no equal item is there. */
  replace(previous: Item, next: Item): void {
    const spot = this.#spotOf(previous);
    const chunk = chunkAt(this.#chunks, spot.chunk);
    const there = chunk.items[spot.index];
    assert(there !== undefined, "Cannot replace an item that is not listed");
    this.#account(chunk, there, -1);
    chunk.items[spot.index] = next;
    this.#account(chunk, next, 1);
  }

  /** Takes `from` out and puts `to` in; undefined stands for "not in this list". */
  update(from: Item | undefined, to: Item | undefined): void {
    if (from !== undefined && to !== undefined && this.#compare(from, to) === 0) {
      this.replace(from, to);
      return;
    }
    if (from !== undefined) this.remove(from);
    if (to !== undefined) this.insert(to);
  }

  /** The listed item equal to `probe`, or undefined. */
  find(probe: Probe): Item | undefined {
    const spot = this.#find(probe);
    const item = this.#chunks[spot.chunk]?.items[spot.index];
    return item !== undefined && this.#compare(item, probe) === 0 ? item : undefined;
  }

  /** How many items are lesser than `probe`: the 0-based rank of a listed item. */
  rank(probe: Probe): number {
    const spot = this.#find(probe);
    const chunks = this.#chunks;
    if (spot.chunk * 2 < chunks.length) {
      let count = spot.index;
      for (let i = 0; i < spot.chunk; i++) count += chunkAt(chunks, i).items.length;
      return count;
    }
    let behind = -spot.index;
    for (let i = spot.chunk; i < chunks.length; i++) behind += chunkAt(chunks, i).items.length;
    return this.#count - behind;
  }

  /** The item of 0-based `rank`, or undefined outside the list. */
  at(rank: number): Item | undefined {
    if (rank < 0 || rank >= this.#count) return undefined;
    let left = rank;
    for (const chunk of this.#chunks) {
      if (left < chunk.items.length) return chunk.items[left];
      left -= chunk.items.length;
    }
    return undefined;
  }

  /** Count and weights of everything lesser than `probe`. */
  before(probe: Probe): Load {
    const spot = this.#find(probe);
    const chunk = this.#chunks[spot.chunk];
    if (chunk === undefined) return NOTHING;
    const isNearEnd = spot.chunk * 2 >= this.#chunks.length;
    const before = isNearEnd ? this.#loadFrom(spot.chunk) : this.#loadUpTo(spot.chunk);
    if (spot.index === chunk.items.length) return addLoads(before, { ...chunk, count: spot.index });
    return addLoads(before, { ...this.#weightsBefore(chunk, spot.index), count: spot.index });
  }

  /** Count and weights of everything. */
  total(): Load {
    return { count: this.#count, weight: this.#weight, weightSquared: this.#weightSquared };
  }

  /** What is in the chunks before `end`, walked from the front. */
  #loadUpTo(end: number): Load {
    const load = { count: 0, weight: 0, weightSquared: 0 };
    for (let i = 0; i < end; i++) {
      const chunk = chunkAt(this.#chunks, i);
      load.count += chunk.items.length;
      load.weight += chunk.weight;
      load.weightSquared += chunk.weightSquared;
    }
    return load;
  }

  /** What is in the chunks before `start`, walked from the back: exact, since weights are whole numbers. */
  #loadFrom(start: number): Load {
    const load = { count: this.#count, weight: this.#weight, weightSquared: this.#weightSquared };
    for (let i = start; i < this.#chunks.length; i++) {
      const chunk = chunkAt(this.#chunks, i);
      load.count -= chunk.items.length;
      load.weight -= chunk.weight;
      load.weightSquared -= chunk.weightSquared;
    }
    return load;
  }

  /** At most `limit` items in order, from 0-based `rank` on. The list must not change meanwhile. */
  *from(rank: number, limit: number = Infinity): Generator<Item, void, undefined> {
    let skip = Math.max(0, rank);
    let left = limit;
    for (const chunk of this.#chunks) {
      if (left <= 0) return;
      if (skip >= chunk.items.length) {
        skip -= chunk.items.length;
        continue;
      }
      for (const item of chunk.items.slice(skip, skip + left)) {
        left -= 1;
        yield item;
      }
      skip = 0;
    }
  }

  /** Everything, in order. The list must not change meanwhile. */
  *[Symbol.iterator](): Generator<Item, void, undefined> {
    for (const chunk of this.#chunks) yield* chunk.items;
  }

  /** Weighs every item anew, for when `weigh` now answers differently. */
  reweigh(): void {
    this.#weight = 0;
    this.#weightSquared = 0;
    for (const chunk of this.#chunks) {
      const sums = this.#weightsIn(chunk.items, { from: 0, to: chunk.items.length });
      chunk.weight = sums.weight;
      chunk.weightSquared = sums.weightSquared;
      this.#weight += sums.weight;
      this.#weightSquared += sums.weightSquared;
    }
  }

  #append(item: Item): void {
    let chunk = this.#chunks.at(-1);
    if (chunk === undefined || chunk.items.length >= CHUNK_ITEMS_MAX) {
      chunk = { items: [], weight: 0, weightSquared: 0 };
      this.#chunks.push(chunk);
    }
    chunk.items.push(item);
    this.#account(chunk, item, 1);
  }

  #account(chunk: Chunk<Item>, item: Item, sign: 1 | -1): void {
    this.#count += sign;
    if (this.#weigh === null) return;
    const weight = this.#weigh(item);
    chunk.weight += sign * weight;
    chunk.weightSquared += sign * weight * weight;
    this.#weight += sign * weight;
    this.#weightSquared += sign * weight * weight;
  }

  /** The spot of the first item not lesser than `probe`; past the end of the last chunk when all are lesser. */
  #find(probe: Probe): Spot {
    const chunks = this.#chunks;
    if (chunks.length === 0) return { chunk: 0, index: 0 };
    let low = 0;
    let high = chunks.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      const items = chunkAt(chunks, middle).items;
      const greatest = items[items.length - 1];
      if (greatest !== undefined && this.#compare(greatest, probe) < 0) low = middle + 1;
      else high = middle;
    }
    return { chunk: low, index: this.#findWithin(chunkAt(chunks, low).items, probe) };
  }

  #findWithin(items: readonly Item[], probe: Probe): number {
    let low = 0;
    let high = items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const item = items[middle];
      if (item !== undefined && this.#compare(item, probe) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #spotOf(item: Item): Spot {
    const spot = this.#find(item);
    const there = this.#chunks[spot.chunk]?.items[spot.index];
    assert(
      there !== undefined && this.#compare(there, item) === 0,
      "Cannot find an item that should be listed",
    );
    return spot;
  }

  /** Sums over the items of a chunk before `end`, from whichever side of the chunk is nearer: newcomers are last. */
  #weightsBefore(chunk: Chunk<Item>, end: number): Sums {
    const { items } = chunk;
    if (end <= items.length >> 1) return this.#weightsIn(items, { from: 0, to: end });
    const after = this.#weightsIn(items, { from: end, to: items.length });
    return {
      weight: chunk.weight - after.weight,
      weightSquared: chunk.weightSquared - after.weightSquared,
    };
  }

  #weightsIn(items: readonly Item[], { from, to }: { readonly from: number; readonly to: number }): Sums {
    const weigh = this.#weigh;
    const sums = { weight: 0, weightSquared: 0 };
    if (weigh === null) return sums;
    for (let i = from; i < to; i++) {
      const item = items[i];
      const weight = item === undefined ? 0 : weigh(item);
      sums.weight += weight;
      sums.weightSquared += weight * weight;
    }
    return sums;
  }

  #split(index: number): void {
    const chunk = chunkAt(this.#chunks, index);
    const items = chunk.items.splice(chunk.items.length >> 1);
    const upper: Chunk<Item> = { items, weight: 0, weightSquared: 0 };
    const sums = this.#weightsIn(items, { from: 0, to: items.length });
    upper.weight = sums.weight;
    upper.weightSquared = sums.weightSquared;
    chunk.weight -= sums.weight;
    chunk.weightSquared -= sums.weightSquared;
    this.#chunks.splice(index + 1, 0, upper);
  }

  #mergeAround(index: number): void {
    const chunk = chunkAt(this.#chunks, index);
    if (chunk.items.length === 0) {
      this.#chunks.splice(index, 1);
      return;
    }
    const next = this.#chunks[index + 1];
    if (next === undefined || chunk.items.length + next.items.length > CHUNK_MERGE_ITEMS_MAX) return;
    chunk.items.push(...next.items);
    chunk.weight += next.weight;
    chunk.weightSquared += next.weightSquared;
    this.#chunks.splice(index + 1, 1);
  }
}

function chunkAt<Item>(chunks: readonly Chunk<Item>[], index: number): Chunk<Item> {
  const chunk = chunks[index];
  assert(chunk !== undefined, `No chunk ${index} of ${chunks.length}`);
  return chunk;
}

function addLoads(a: Load, b: Load): Load {
  return {
    count: a.count + b.count,
    weight: a.weight + b.weight,
    weightSquared: a.weightSquared + b.weightSquared,
  };
}
