/**
 * The head of an actor: the one record that carries its version, says where its log ends and from which snapshot
 * replay may begin. It owns the record's shape and parsing, not when it is written.
 */
import { z } from "zod";

/** Where a published snapshot stands in the log. `hash` is that of the last log value it covers. */
const Snapshot = z.object({
  generation: z.string(),
  seq: z.int().nonnegative(),
  segment: z.int().nonnegative(),
  hash: z.string(),
  parts: z.int().nonnegative(),
  rows: z.int().nonnegative(),
  /** The instant of the last turn it covers, epoch ms. */
  at: z.number(),
});
export type SnapshotPointer = Readonly<z.infer<typeof Snapshot>>;

/** Newest first, at most this many are kept. */
export const SNAPSHOT_GENERATIONS_MAX = 2;

const StoredHead = z.object({
  /** Log position of the last event. */
  seq: z.int().nonnegative(),
  segment: z.int().nonnegative(),
  /** First log position of `segment`. */
  segmentSeq: z.int().nonnegative(),
  /** SHA-256 of the last log value, base64; empty before the first. */
  hash: z.string(),
  snapshots: z.array(Snapshot).max(SNAPSHOT_GENERATIONS_MAX).readonly(),
  /** The least event version that a reader of this log must know. */
  minReader: z.int().nonnegative(),
  /** When the actor's wake-up record is due; never later than its earliest deadline. */
  wakeAt: z.number().nullable(),
  wakeShard: z.int().nonnegative(),
  /** The instant of the last turn, epoch ms. */
  lastAt: z.number(),
  /** Reserved for the process to which others hand their commands. */
  home: z.null(),
});
export type Head = Readonly<z.infer<typeof StoredHead>>;

/** The head of an actor that has never committed. */
export const EMPTY_HEAD: Head = {
  seq: 0,
  segment: 0,
  segmentSeq: 0,
  hash: "",
  snapshots: [],
  minReader: 0,
  wakeAt: null,
  wakeShard: 0,
  lastAt: 0,
  home: null,
};

/** Parses a stored head; an absent one is {@link EMPTY_HEAD}. Throws on a corrupt record. */
export function parseHead(value: unknown): Head {
  return value === null ? EMPTY_HEAD : StoredHead.parse(value);
}
