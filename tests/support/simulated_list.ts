/**
 * `list` of a simulated connection: pages of rows, each page a snapshot of its own and a request of its own, with the
 * platform's cursors and limits. Between pages others may write.
 */
import { presentEntryOf, type StoredEntry } from "./simulated_entry.ts";
import { encodeKey, type KeyRange, rangeOf } from "./simulated_key.ts";
import type { TableRow } from "./simulated_table.ts";

const BATCH_ENTRIES_DEFAULT = 100;
const BATCH_ENTRIES_MAX = 1_000;
/** A `limit` alone makes batches no larger than this. */
const LIMIT_BATCH_ENTRIES_MAX = 500;

export interface PageRequest {
  readonly range: KeyRange;
  readonly limit: number;
  readonly isReverse: boolean;
}

/** Reads one page at the store. */
export type ReadPage = (request: PageRequest) => Promise<readonly TableRow<StoredEntry>[]>;

/** The range that is left after the key in `cursor`. */
function rangeAfter(range: KeyRange, options: Deno.KvListOptions): KeyRange {
  if (options.cursor === undefined || options.cursor === "") return range;
  const code = atob(options.cursor);
  return options.reverse === true
    ? { first: range.first, end: code }
    : { first: `${code}\x00`, end: range.end };
}

/** An iteration over a range; stands where a `Deno.KvListIterator` is expected. */
export class SimulatedList implements AsyncIterableIterator<Deno.KvEntry<unknown>, undefined> {
  readonly #readPage: ReadPage;
  readonly #isReverse: boolean;
  readonly #limit: number;
  readonly #batchSize: number;
  #range: KeyRange;
  #page: readonly TableRow<StoredEntry>[] = [];
  #index = 0;
  #given = 0;
  #isLastPage = false;
  #cursor: string | null = null;

  /** @throws TypeError for a selector or limit that the platform refuses. */
  constructor(
    readPage: ReadPage,
    { selector, options }: { readonly selector: Deno.KvListSelector; readonly options: Deno.KvListOptions },
  ) {
    const { limit = Infinity } = options;
    if (limit <= 0) throw new Error(`Limit must be a positive integer: received ${limit}`);
    this.#readPage = readPage;
    this.#range = rangeAfter(rangeOf(selector), options);
    this.#isReverse = options.reverse === true;
    this.#limit = limit;
    this.#batchSize = options.batchSize ??
      Math.min(options.limit ?? BATCH_ENTRIES_DEFAULT, LIMIT_BATCH_ENTRIES_MAX);
  }

  /** Where to go on after the entry given last; empty after the end. */
  get cursor(): string {
    if (this.#cursor === null) throw new Error("Cannot get cursor before first iteration");
    return this.#cursor;
  }

  async next(): Promise<IteratorResult<Deno.KvEntry<unknown>, undefined>> {
    if (this.#given >= this.#limit) return { done: true, value: undefined };
    if (this.#index === this.#page.length && !this.#isLastPage) await this.#turnPage();
    const row = this.#page[this.#index];
    if (row === undefined) {
      this.#cursor = "";
      return { done: true, value: undefined };
    }
    this.#index += 1;
    this.#given += 1;
    this.#cursor = btoa(row.code);
    return { done: false, value: presentEntryOf(row) };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #turnPage(): Promise<void> {
    if (this.#batchSize > BATCH_ENTRIES_MAX) {
      throw new TypeError(`Too many entries (max ${BATCH_ENTRIES_MAX})`);
    }
    const last = this.#page.at(-1);
    if (last !== undefined) {
      const code = encodeKey(last.value.key);
      this.#range = this.#isReverse
        ? { first: this.#range.first, end: code }
        : { first: `${code}\x00`, end: this.#range.end };
    }
    const request = { range: this.#range, limit: this.#batchSize, isReverse: this.#isReverse };
    this.#page = await this.#readPage(request);
    this.#index = 0;
    this.#isLastPage = this.#page.length < this.#batchSize;
  }
}
