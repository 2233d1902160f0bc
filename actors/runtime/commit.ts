/**
 * One attempt as one atomic operation: the head is checked at the version that was replayed to, and everything else
 * rides along. It builds the operation; whoever sends it deals with what comes back.
 */
import type { Attempt } from "./attempt.ts";
import { ownerText } from "./claims.ts";
import type { Kv } from "./deps.ts";
import type { KeyRecord } from "./idempotency.ts";
import { type ActorAddress, headKey, idempotencyKey, wakeKey } from "./keys.ts";

export interface CommitOptions<Event, Outcome> {
  readonly address: ActorAddress;
  readonly attempt: Attempt<Event, Outcome>;
  readonly idempotencyMs: number;
}

/** The atomic operation of an attempt, not sent yet. */
export function commitOf<Event, Outcome>(
  kv: Pick<Kv, "atomic">,
  { address, attempt, idempotencyMs }: CommitOptions<Event, Outcome>,
): Deno.AtomicOperation {
  const key = headKey(address);
  const operation = kv.atomic().check({ key, versionstamp: attempt.versionstamp }).set(key, attempt.head);
  for (const { key, bytes } of attempt.values) operation.set(key, bytes);
  for (const { key, expected, owner } of attempt.claims.values()) {
    if (expected !== undefined) operation.check({ key, versionstamp: expected });
    if (owner === null) operation.delete(key);
    else operation.set(key, ownerText(owner));
  }
  for (const { key, value } of attempt.records) {
    if (value === null) operation.delete(key);
    else operation.set(key, value);
  }
  addKeys(operation, { address, attempt, idempotencyMs });
  addWakeUp(operation, { address, attempt });
  return operation;
}

/** An actor's first commit checks its keys: the same command may have created another actor before. */
function addKeys<Event, Outcome>(
  operation: Deno.AtomicOperation,
  { address: { kind, actorId }, attempt, idempotencyMs }: CommitOptions<Event, Outcome>,
): void {
  for (const [name, bodyHash, reference] of attempt.keys) {
    const key = idempotencyKey(name);
    const record: KeyRecord = { bodyHash, reference, kind, actorId, at: attempt.at };
    if (attempt.before.seq === 0) operation.check({ key, versionstamp: null });
    operation.set(key, record, { expireIn: idempotencyMs });
  }
}

function addWakeUp<Event, Outcome>(
  operation: Deno.AtomicOperation,
  { address, attempt: { before, head } }: Pick<CommitOptions<Event, Outcome>, "address" | "attempt">,
): void {
  if (before.wakeAt === head.wakeAt) return;
  if (before.wakeAt !== null) {
    operation.delete(wakeKey(address, { shard: before.wakeShard, dueAt: before.wakeAt }));
  }
  if (head.wakeAt !== null) {
    operation.set(wakeKey(address, { shard: head.wakeShard, dueAt: head.wakeAt }), head.seq);
  }
}
