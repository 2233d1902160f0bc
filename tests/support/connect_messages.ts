/**
 * The messages of KV Connect's data path (version 3) as far as the test peer speaks them: reads, checked writes and
 * watches. Sums, queues and versionstamped keys are refused, because Anteroom never sends them.
 */
import { ProtobufFields, ProtobufWriter } from "./connect_protobuf.ts";
import { binaryOf, bytesOf } from "./simulated_key.ts";
import type { TableCheck, TableCommit, TableMutation, TableRow } from "./simulated_table.ts";

/** A value as the client encoded it. */
export interface EncodedValue {
  readonly bytes: Uint8Array;
  readonly encoding: number;
}

export type ConnectRow = TableRow<EncodedValue>;

export interface ReadRange {
  readonly first: string;
  readonly end: string;
  readonly limit: number;
  readonly isReverse: boolean;
}

export interface AtomicWrite {
  readonly checks: readonly TableCheck[];
  readonly mutations: readonly TableMutation<EncodedValue>[];
}

const STATUS_SUCCESS = 1;
const STATUS_CHECK_FAILURE = 2;
const MUTATION_SET = 1;
const MUTATION_DELETE = 2;

/** Reads a `SnapshotRead`. */
export function decodeRead(message: Uint8Array): readonly ReadRange[] {
  return new ProtobufFields(message).messages(1).map((range) => ({
    first: binaryOf(range.bytes(1)),
    end: binaryOf(range.bytes(2)),
    limit: range.number(3),
    isReverse: range.number(4) === 1,
  }));
}

/** Writes a `SnapshotReadOutput`. */
export function encodeRead(ranges: readonly (readonly ConnectRow[])[]): Uint8Array<ArrayBuffer> {
  const output = new ProtobufWriter();
  for (const rows of ranges) {
    const range = new ProtobufWriter();
    for (const row of rows) range.message(1, entryMessage(row));
    output.message(1, range);
  }
  return output.number(4, 1).number(8, STATUS_SUCCESS).finish();
}

/** Reads an `AtomicWrite`. @throws RangeError for a mutation that the peer does not offer. */
export function decodeWrite(message: Uint8Array): AtomicWrite {
  const write = new ProtobufFields(message);
  if (write.messages(3).length > 0) throw new RangeError("Enqueue operations are not offered");
  const checks = write.messages(1).map((check) => ({
    code: binaryOf(check.bytes(1)),
    versionstamp: check.bytes(2).length === 0 ? null : check.bytes(2).toHex(),
  }));
  return { checks, mutations: write.messages(2).map(decodeMutation) };
}

function decodeMutation(mutation: ProtobufFields): TableMutation<EncodedValue> {
  const code = binaryOf(mutation.bytes(1));
  const type = mutation.number(3);
  if (type === MUTATION_DELETE) return { type: "delete", code };
  const [value] = mutation.messages(2);
  if (type !== MUTATION_SET || value === undefined) {
    throw new RangeError(`Mutation type ${type} is not offered`);
  }
  const goneAt = mutation.number(4);
  // The bytes are a view of the whole request: a copy lets the request go.
  const encoded = { bytes: value.bytes(1).slice(), encoding: value.number(2) };
  return { type: "set", code, value: encoded, goneAt: goneAt === 0 ? null : goneAt };
}

/** Writes an `AtomicWriteOutput`. */
export function encodeWrite(result: TableCommit): Uint8Array<ArrayBuffer> {
  const output = new ProtobufWriter();
  if (result.ok) {
    return output.number(1, STATUS_SUCCESS).bytes(2, Uint8Array.fromHex(result.versionstamp)).finish();
  }
  output.number(1, STATUS_CHECK_FAILURE);
  for (const index of result.failedChecks) output.number(4, index);
  return output.finish();
}

/** Reads a `Watch`: the codes of its keys. */
export function decodeWatch(message: Uint8Array): readonly string[] {
  return new ProtobufFields(message).messages(1).map((key) => binaryOf(key.bytes(1)));
}

/**
 * Writes a `WatchOutput` with the length before it, as the stream wants it; null: nothing is there. Like denokv it sends
 * every key as changed: Deno's client takes a key that is sent as unchanged for one that was deleted.
 */
export function encodeWatch(rows: readonly (ConnectRow | null)[]): Uint8Array<ArrayBuffer> {
  const output = new ProtobufWriter().number(1, STATUS_SUCCESS);
  for (const row of rows) {
    const watched = new ProtobufWriter().number(1, 1);
    if (row !== null) watched.message(2, entryMessage(row));
    output.message(2, watched);
  }
  const message = output.finish();
  const frame = new Uint8Array(4 + message.length);
  new DataView(frame.buffer).setUint32(0, message.length, true);
  frame.set(message, 4);
  return frame;
}

function entryMessage({ code, value, versionstamp }: ConnectRow): ProtobufWriter {
  return new ProtobufWriter()
    .bytes(1, bytesOf(code))
    .bytes(2, value.bytes)
    .number(3, value.encoding)
    .bytes(4, Uint8Array.fromHex(versionstamp));
}
