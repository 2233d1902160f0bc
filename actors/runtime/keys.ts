/**
 * Every KV key of the runtime. The log's keys sort by (segment, sequence number), so that a range over an actor is
 * its history; nothing else in the program spells these keys.
 */
import type { ClaimId } from "../shared/domain.ts";

/** Names one actor in the store. */
export interface ActorAddress {
  readonly kind: string;
  readonly actorId: string;
}

/** The one mutable record of an actor: every commit checks it, every watcher watches it. */
export function headKey({ kind, actorId }: ActorAddress): Deno.KvKey {
  return ["head", kind, actorId];
}

/** Prefix of all heads of a kind. */
export function headsPrefixKey(kind: string): Deno.KvKey {
  return ["head", kind];
}

/** The log value whose first event is `seq`, in `segment`. */
export function logKey(address: ActorAddress, place: { segment: number; seq: number }): Deno.KvKey {
  return ["log", address.kind, address.actorId, place.segment, place.seq];
}

/** Part `part` of the snapshot `generation`. */
export function snapshotPartKey(
  address: ActorAddress,
  place: { generation: string; part: number },
): Deno.KvKey {
  return ["snapshot", address.kind, address.actorId, place.generation, place.part];
}

/** Where the parts of `generation` begin; all of older generations lie before it. */
export function snapshotGenerationKey(address: ActorAddress, generation: string): Deno.KvKey {
  return ["snapshot", address.kind, address.actorId, generation];
}

/** Prefix of all snapshot parts of an actor. */
export function snapshotsPrefixKey({ kind, actorId }: ActorAddress): Deno.KvKey {
  return ["snapshot", kind, actorId];
}

/** A record that is never written: reading it tells whether the store answers. */
export function probeKey(): Deno.KvKey {
  return ["probe"];
}

/** Who holds a claim. */
export function claimKey(claim: ClaimId): Deno.KvKey {
  return ["claim", ...claim];
}

/** Prefix of all claims. */
export function claimsPrefixKey(): Deno.KvKey {
  return ["claim"];
}

/** What an idempotency key was used for. */
export function idempotencyKey(key: string): Deno.KvKey {
  return ["idem", key];
}

/** An actor's one wake-up record. */
export function wakeKey(
  { kind, actorId }: ActorAddress,
  place: { shard: number; dueAt: number },
): Deno.KvKey {
  return ["wake", kind, place.shard, place.dueAt, actorId];
}

/** The end (exclusive) of the wake-ups of a shard that are due before `beforeAt`; its start when 0. */
export function wakesBoundKey(kind: string, place: { shard: number; beforeAt: number }): Deno.KvKey {
  return ["wake", kind, place.shard, place.beforeAt];
}

/** Which process does a job that one process is enough for. */
export function leaseKey(job: string): Deno.KvKey {
  return ["lease", job];
}

/** A process's sign of life and clock. */
export function heartbeatKey(processId: string): Deno.KvKey {
  return ["heartbeat", processId];
}

/** Prefix of all heartbeats. */
export function heartbeatsPrefixKey(): Deno.KvKey {
  return ["heartbeat"];
}

/** How far the reader `name` has come in an actor's log. */
export function cursorKey(name: string, { kind, actorId }: ActorAddress): Deno.KvKey {
  return ["cursor", name, kind, actorId];
}

/** An upper bound of the bytes that a key takes in the store. */
export function keyBytes(key: Deno.KvKey): number {
  let bytes = 0;
  for (const part of key) bytes += typeof part === "string" ? 2 + part.length * 3 : 12;
  return bytes;
}
