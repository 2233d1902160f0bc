/**
 * Seeded randomness for simulations: the sfc32 generator, which is small, fast and good enough to pick faults and
 * delays. The same seed and label give the same sequence on every machine; it must never make a secret.
 */

const UINT32 = 0x1_0000_0000;
/** Rounds that mix the seed through the state before the first number is given out. */
const WARM_UP_ROUNDS = 15;

/** Four 32-bit words that depend on every character of `text` (two multiply-xor lanes, finished twice). */
function wordsOf(text: string): readonly [number, number, number, number] {
  let first = 0x9e3779b9;
  let second = 0x243f6a88;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    first = Math.imul(first ^ code, 0x85ebca6b);
    second = Math.imul(second ^ code, 0xc2b2ae35);
    first ^= second >>> 13;
  }
  return [
    mix32(first),
    mix32(second),
    mix32(first ^ Math.imul(second, 0x27d4eb2f)),
    mix32(second ^ text.length),
  ];
}

/** A 32-bit hash of one 32-bit word; every input bit moves every output bit. */
export function mix32(word: number): number {
  let mixed = word | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** One sequence of random numbers. */
export class SimulatedRandom {
  readonly #seed: string;
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** `seed` is any text or number; equal seeds give equal sequences. */
  constructor(seed: string | number) {
    this.#seed = String(seed);
    const [a, b, c, d] = wordsOf(this.#seed);
    [this.#a, this.#b, this.#c] = [a ^ d, b, c];
    for (let round = 0; round < WARM_UP_ROUNDS; round++) this.next();
  }

  /** A number in [0, 1) with 32 random bits. */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return (sum >>> 0) / UINT32;
  }

  /** A number in [low, high). */
  between(low: number, high: number): number {
    return low + this.next() * (high - low);
  }

  /** A whole number from low to high, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** True with the given probability, 0 to 1. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One element of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new RangeError("Cannot pick from an empty list");
    return list[this.integer(0, list.length - 1)] as T;
  }

  /** A waiting time with the given mean, exponentially distributed: arrivals that know nothing of each other. */
  exponential(mean: number): number {
    return -Math.log(1 - this.next()) * mean;
  }

  /** `count` characters of the base64url alphabet, for ids; not secret. */
  text(count: number): string {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    return Array.from({ length: count }, () => alphabet.charAt(this.integer(0, alphabet.length - 1))).join(
      "",
    );
  }

  /** A sequence of its own for `label`: what one part draws does not move what another gets. */
  fork(label: string): SimulatedRandom {
    return new SimulatedRandom(`${this.#seed}/${label}`);
  }
}
