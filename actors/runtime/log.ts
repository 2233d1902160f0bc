/**
 * The log's values: one commit appends its events as few JSON values, each chained to the one before by its
 * SHA-256. It encodes, decodes and reads ranges; what the events mean is the domain's affair.
 */
import { hash } from "node:crypto";
import { z } from "zod";
import { type ActorAddress, logKey } from "./keys.ts";
import type { Head } from "./head.ts";
import type { Kv } from "./deps.ts";

/** An idempotency key with the digest of what it asked and the reference from which its answer is recalled. */
export type LoggedKey = readonly [key: string, bodyHash: string, reference: unknown];

const StoredValue = z.object({
  /** Version of the event shapes. */
  v: z.int().positive(),
  /** Id of the attempt that wrote it. */
  b: z.string(),
  /** Hash of the value before. */
  p: z.string(),
  k: z.array(z.tuple([z.string(), z.string(), z.unknown()]).readonly()).optional(),
  e: z.array(z.unknown()).min(1),
});

/** A log value as read back. */
export interface LogValue {
  readonly segment: number;
  readonly firstSeq: number;
  readonly version: number;
  readonly attemptId: string;
  readonly previousHash: string;
  readonly hash: string;
  readonly keys: readonly LoggedKey[];
  readonly events: readonly unknown[];
}

/** A log value ready to be written. */
export interface EncodedValue {
  readonly key: Deno.KvKey;
  readonly bytes: Uint8Array;
}

/** One event of a batch as text, with the idempotency key it completes and whether it opens a segment. */
export interface EventText {
  readonly text: string;
  /** An upper bound of the UTF-8 bytes of `text`. */
  readonly bytes: number;
  keyText: string | null;
  readonly startsSegment: boolean;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });
// deno-lint-ignore no-control-regex -- the question is whether the text is plain ASCII
const ASCII = /^[\x00-\x7f]*$/;
/** Room for the fields around the events and keys of a value. */
const FRAME_BYTES = 512;

/** An upper bound of the UTF-8 bytes of `text`, exact for ASCII. */
export function textBytes(text: string): number {
  return ASCII.test(text) ? text.length : text.length * 3;
}

/** SHA-256 in base64. */
export function hashOf(bytes: Uint8Array): string {
  return hash("sha256", bytes, "base64");
}

/** Where a batch of events was placed: its values and what the head must say afterwards. */
export interface Appended {
  readonly values: readonly EncodedValue[];
  readonly seq: number;
  readonly segment: number;
  readonly segmentSeq: number;
  readonly hash: string;
}

export interface AppendOptions {
  readonly address: ActorAddress;
  readonly head: Head;
  readonly attemptId: string;
  readonly version: number;
  readonly valueBytesMax: number;
}

/** Encodes `texts` as the values that follow `head`: a new value at each size limit and at each new segment. */
export function encodeBatch(texts: readonly EventText[], options: AppendOptions): Appended {
  const { address, head, attemptId, version, valueBytesMax } = options;
  const values: EncodedValue[] = [];
  let { seq, segment, segmentSeq, hash } = head;
  let from = 0;
  while (from < texts.length) {
    const firstSeq = seq + 1;
    if (texts[from]?.startsSegment === true) {
      segment += 1;
      segmentSeq = firstSeq;
    }
    const to = valueEnd(texts, { from, bytesMax: valueBytesMax });
    const keys = texts.slice(from, to).flatMap(({ keyText }) => keyText === null ? [] : [keyText]);
    const events = texts.slice(from, to).map(({ text }) => text).join(",");
    const bytes = encoder.encode(
      `{"v":${version},"b":${JSON.stringify(attemptId)},"p":"${hash}",` +
        (keys.length > 0 ? `"k":[${keys.join(",")}],` : "") + `"e":[${events}]}`,
    );
    values.push({ key: logKey(address, { segment, seq: firstSeq }), bytes });
    seq += to - from;
    hash = hashOf(bytes);
    from = to;
  }
  return { values, seq, segment, segmentSeq, hash };
}

/** The index after the last event that fits the value beginning at `from`. */
function valueEnd(
  texts: readonly EventText[],
  { from, bytesMax }: { from: number; bytesMax: number },
): number {
  let bytes = FRAME_BYTES;
  let to = from;
  for (; to < texts.length; to++) {
    const next = texts[to];
    if (next === undefined) break;
    bytes += next.bytes + (next.keyText === null ? 0 : textBytes(next.keyText) + 1) + 1;
    if (to > from && (bytes > bytesMax || next.startsSegment)) break;
  }
  return to;
}

/** Reads a stored value back. Throws when key or bytes are not those of a log value. */
export function decodeValue(entry: Deno.KvEntry<unknown>): LogValue {
  const segment = entry.key[3];
  const firstSeq = entry.key[4];
  const bytes = entry.value;
  if (typeof segment !== "number" || typeof firstSeq !== "number" || !(bytes instanceof Uint8Array)) {
    throw new TypeError(`Cannot read log value ${JSON.stringify(entry.key)}: not a value of a log`);
  }
  const { v, b, p, k, e } = StoredValue.parse(JSON.parse(decoder.decode(bytes)));
  return {
    segment,
    firstSeq,
    version: v,
    attemptId: b,
    previousHash: p,
    hash: hashOf(bytes),
    keys: k ?? [],
    events: e,
  };
}

export interface LogRange {
  /** First position wanted; must be the first of a value. */
  readonly fromSegment: number;
  readonly fromSeq: number;
  /** Last segment and position, inclusive. */
  readonly toSegment: number;
  readonly toSeq: number;
}

/** At most `limit` stored values of a range of the log, in order, in one read. */
export async function readValues(
  kv: Pick<Kv, "list">,
  { address, range, limit }: { address: ActorAddress; range: LogRange; limit: number },
): Promise<readonly Deno.KvEntry<unknown>[]> {
  const found: Deno.KvEntry<unknown>[] = [];
  const selector = {
    start: logKey(address, { segment: range.fromSegment, seq: range.fromSeq }),
    end: logKey(address, { segment: range.toSegment, seq: range.toSeq + 1 }),
  };
  for await (const entry of kv.list(selector, { limit, batchSize: limit })) found.push(entry);
  return found;
}
