/**
 * The data of a simulated store: an ordered table of versioned rows with atomic, checked commits and subscribers.
 * It is synchronous: time, faults and limits belong to who calls it. Rows are never changed, only replaced.
 */

/** A row. `goneAt` is the instant (epoch ms) from which it is no more, or null. */
export interface TableRow<Value> {
  readonly code: string;
  readonly value: Value;
  readonly versionstamp: string;
  readonly goneAt: number | null;
}

/** The row must have this versionstamp; null means that there must be none. */
export interface TableCheck {
  readonly code: string;
  readonly versionstamp: string | null;
}

export type TableMutation<Value> =
  | { readonly type: "set"; readonly code: string; readonly value: Value; readonly goneAt: number | null }
  | { readonly type: "delete"; readonly code: string };

export type TableCommit =
  | { readonly ok: true; readonly versionstamp: string }
  | { readonly ok: false; readonly failedChecks: readonly number[] };

export interface TableOptions {
  /** Epoch ms, for rows that expire. */
  readonly now: () => number;
  /** How far the version rises with a commit, at least 1: nobody may rely on the distance. */
  readonly step?: () => number;
}

/** Rows by code, in the order of their codes. */
export class VersionedTable<Value> {
  readonly #rows = new Map<string, TableRow<Value>>();
  readonly #codes: string[] = [];
  readonly #subscribers = new Map<string, Set<() => void>>();
  readonly #now: () => number;
  readonly #step: () => number;
  #version = 0;

  constructor({ now, step = () => 1 }: TableOptions) {
    this.#now = now;
    this.#step = step;
  }

  /** The row, unless it is missing or expired. */
  get(code: string): TableRow<Value> | undefined {
    const row = this.#rows.get(code);
    if (row === undefined || this.#isThere(row)) return row;
    this.#remove(code);
    return undefined;
  }

  /** At most `limit` rows from `first` (included) to `end` (not included); `isReverse`: from the end down. */
  range(
    { first, end }: { readonly first: string; readonly end: string },
    { limit, isReverse }: { readonly limit: number; readonly isReverse: boolean },
  ): readonly TableRow<Value>[] {
    const rows: TableRow<Value>[] = [];
    const [low, high] = [this.#indexOf(first), this.#indexOf(end)];
    for (let offset = 0; offset < high - low && rows.length < limit; offset++) {
      const code = this.#codes[isReverse ? high - 1 - offset : low + offset];
      const row = code === undefined ? undefined : this.#rows.get(code);
      if (row !== undefined && this.#isThere(row)) rows.push(row);
    }
    return rows;
  }

  /** All or nothing: the mutations in order if every check holds. Subscribers hear of it before this returns. */
  commit(
    checks: readonly TableCheck[],
    mutations: readonly TableMutation<Value>[],
  ): TableCommit {
    const failedChecks = checks.flatMap(({ code, versionstamp }, index) =>
      (this.get(code)?.versionstamp ?? null) === versionstamp ? [] : [index]
    );
    if (failedChecks.length > 0) return { ok: false, failedChecks };
    this.#version += this.#step();
    const versionstamp = `${this.#version.toString(16).padStart(16, "0")}0000`;
    const listeners = new Set<() => void>();
    for (const mutation of mutations) {
      const isChange = mutation.type === "set" || this.get(mutation.code) !== undefined;
      if (mutation.type === "set") this.#put({ ...mutation, versionstamp });
      else this.#remove(mutation.code);
      if (!isChange) continue;
      for (const listener of this.#subscribers.get(mutation.code) ?? []) listeners.add(listener);
    }
    for (const listener of listeners) listener();
    return { ok: true, versionstamp };
  }

  /** Calls `listener` after each commit that set or deleted one of the rows, once a commit; until cancelled. */
  subscribe(codes: readonly string[], listener: () => void): () => void {
    for (const code of codes) {
      const listeners = this.#subscribers.get(code) ?? new Set();
      listeners.add(listener);
      this.#subscribers.set(code, listeners);
    }
    return () => {
      for (const code of codes) this.#subscribers.get(code)?.delete(listener);
    };
  }

  #isThere({ goneAt }: TableRow<Value>): boolean {
    return goneAt === null || goneAt > this.#now();
  }

  #put({ code, value, versionstamp, goneAt }: TableRow<Value>): void {
    if (!this.#rows.has(code)) {
      const last = this.#codes.at(-1);
      if (last === undefined || last < code) this.#codes.push(code);
      else this.#codes.splice(this.#indexOf(code), 0, code);
    }
    this.#rows.set(code, { code, value, versionstamp, goneAt });
  }

  #remove(code: string): void {
    if (this.#rows.delete(code)) this.#codes.splice(this.#indexOf(code), 1);
  }

  /** The place of the first code that is not less than `code`. */
  #indexOf(code: string): number {
    let low = 0;
    let high = this.#codes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const found = this.#codes[middle];
      if (found !== undefined && found < code) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
