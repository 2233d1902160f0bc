/**
 * Snapshots: a state's rows written outside the turn, in slices, under a generation of their own, and read back. A
 * snapshot counts only once a head points to it; this file never touches a head.
 */
import { assert } from "../shared/assert.ts";
import type { RuntimeDeps } from "./deps.ts";
import { type Head, SNAPSHOT_GENERATIONS_MAX, type SnapshotPointer } from "./head.ts";
import { type ActorAddress, snapshotGenerationKey, snapshotPartKey, snapshotsPrefixKey } from "./keys.ts";
import { type RuntimeLimits, STORE_READS_MAX } from "./limits.ts";
import { within } from "./patience.ts";
import type { StoreReads } from "./store_reads.ts";

/** Rows turned into text between two breaths. */
const ROWS_PER_SLICE = 200;
/** Old parts removed by one commit. */
const DELETES_PER_COMMIT = 500;
const SEQ_DIGITS = 16;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** The snapshots of the head after a commit that publishes `pointer`; the same array when there is nothing to publish. */
export function nextSnapshots(head: Head, pointer: SnapshotPointer | null): readonly SnapshotPointer[] {
  const newest = head.snapshots[0];
  if (pointer === null || (newest !== undefined && newest.seq >= pointer.seq)) return head.snapshots;
  return [pointer, ...head.snapshots].slice(0, SNAPSHOT_GENERATIONS_MAX);
}

/** A published snapshot that is not there or not readable, as opposed to a store that does not answer. */
export class SnapshotUnusable extends Error {
  override readonly name = "SnapshotUnusable";
}

/** A row in the form in which it is stored. */
type Pack = (row: unknown) => unknown;

/** Where in the log a state stands whose rows are to be written. */
export type SnapshotPlace = Pick<SnapshotPointer, "seq" | "segment" | "hash" | "at">;

/** Writes snapshots, one at a time on this process, so that its memory stays bounded. */
export class SnapshotWriter {
  readonly #deps: RuntimeDeps;
  readonly #limits: RuntimeLimits;
  #isBusy = false;
  #isStopped = false;
  #count = 0;

  constructor(deps: RuntimeDeps, limits: RuntimeLimits) {
    this.#deps = deps;
    this.#limits = limits;
  }

  get isBusy(): boolean {
    return this.#isBusy || this.#isStopped;
  }

  /** Abandons what is being written and begins nothing more. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Writes `rows` as a new generation and gives the pointer to publish. Rejects when the store fails. */
  async write(
    address: ActorAddress,
    { rows, place, pack }: {
      readonly rows: readonly unknown[];
      readonly place: SnapshotPlace;
      readonly pack: Pack;
    },
  ): Promise<SnapshotPointer> {
    assert(!this.#isBusy, "One snapshot at a time");
    this.#isBusy = true;
    try {
      this.#count += 1;
      const generation = `${
        String(place.seq).padStart(SEQ_DIGITS, "0")
      }.${this.#deps.processId}.${this.#count}`;
      const parts = await this.#writeParts(address, { rows, generation, pack });
      return { generation, ...place, parts, rows: rows.length };
    } finally {
      this.#isBusy = false;
    }
  }

  /** Removes the parts of every generation older than those that `head` points to. */
  async sweep(address: ActorAddress, head: Head): Promise<void> {
    const oldest = head.snapshots.at(-1);
    if (oldest === undefined || this.#isStopped) return;
    // The parts' values come along with their keys, so the list is read in small batches.
    const selector = {
      prefix: snapshotsPrefixKey(address),
      end: snapshotGenerationKey(address, oldest.generation),
    };
    let operation = this.#deps.kv.atomic();
    let deletes = 0;
    for await (const { key } of this.#deps.kv.list(selector, { batchSize: STORE_READS_MAX })) {
      operation = operation.delete(key);
      deletes += 1;
      if (deletes < DELETES_PER_COMMIT) continue;
      await operation.commit();
      operation = this.#deps.kv.atomic();
      deletes = 0;
    }
    if (deletes > 0) await operation.commit();
  }

  async #writeParts(
    address: ActorAddress,
    { rows, generation, pack }: {
      readonly rows: readonly unknown[];
      readonly generation: string;
      readonly pack: Pack;
    },
  ): Promise<number> {
    const { valueBytesMax, snapshotCommitBytesMax } = this.#limits;
    let lines: string[] = [];
    let lineChars = 0;
    let parts = 0;
    let operation = this.#deps.kv.atomic();
    let bytes = 0;
    const closePart = () => {
      for (const value of splitPart(lines, valueBytesMax)) {
        operation = operation.set(snapshotPartKey(address, { generation, part: parts }), value);
        parts += 1;
        bytes += value.byteLength;
      }
      lines = [];
      lineChars = 0;
    };
    for (let index = 0; index < rows.length; index++) {
      const line = JSON.stringify(pack(rows[index]));
      if (lineChars + line.length + 1 > valueBytesMax) closePart();
      lines.push(line);
      lineChars += line.length + 1;
      if (bytes >= snapshotCommitBytesMax) {
        await this.#commit(operation);
        operation = this.#deps.kv.atomic();
        bytes = 0;
      }
      if (index % ROWS_PER_SLICE === ROWS_PER_SLICE - 1) await this.#deps.breathe();
    }
    closePart();
    await this.#commit(operation);
    return parts;
  }

  async #commit(operation: Deno.AtomicOperation): Promise<void> {
    if (this.#isStopped) throw new Error("Cannot go on writing a snapshot: stopped");
    const { commitTimeoutMs } = this.#limits;
    await within(this.#deps, operation.commit(), { ms: commitTimeoutMs, what: "a snapshot's part" });
  }
}

/** The lines as values of at most `bytesMax`: one, or two halves each when they hold many wide characters. */
function splitPart(lines: readonly string[], bytesMax: number): readonly Uint8Array[] {
  if (lines.length === 0) return [];
  const bytes = encoder.encode(lines.join("\n"));
  if (bytes.byteLength <= bytesMax || lines.length === 1) return [bytes];
  const half = lines.length >> 1;
  return [...splitPart(lines.slice(0, half), bytesMax), ...splitPart(lines.slice(half), bytesMax)];
}

/**
 * The rows of a published snapshot, parsed one part at a time as they are iterated (once). Rejects when the store
 * fails, {@link SnapshotUnusable} when a part is missing.
 */
export async function readSnapshot(
  reads: StoreReads,
  { address, pointer }: { readonly address: ActorAddress; readonly pointer: SnapshotPointer },
): Promise<Iterable<unknown>> {
  const parts: (Uint8Array | null)[] = [];
  for (let from = 0; from < pointer.parts; from += STORE_READS_MAX) {
    const keys: Deno.KvKey[] = [];
    for (let part = from; part < Math.min(from + STORE_READS_MAX, pointer.parts); part++) {
      keys.push(snapshotPartKey(address, { generation: pointer.generation, part }));
    }
    for (const { key, value } of await reads.getAll(keys)) {
      if (!(value instanceof Uint8Array)) throw new SnapshotUnusable(`No part at ${JSON.stringify(key)}`);
      parts.push(value);
    }
  }
  return parsedRows(parts, pointer.rows);
}

/** Drops each part once it is parsed: the bytes and the rows of a large state need not be in memory together. */
function* parsedRows(parts: (Uint8Array | null)[], rows: number): Generator<unknown> {
  let count = 0;
  for (let part = 0; part < parts.length; part++) {
    const text = decoder.decode(parts[part] ?? new Uint8Array());
    parts[part] = null;
    for (const line of text.split("\n")) {
      count += 1;
      yield JSON.parse(line);
    }
  }
  if (count !== rows) throw new SnapshotUnusable(`Snapshot has ${count} rows, its head says ${rows}`);
}
