/** Reads the raw log of one queue from the simulated store, as an auditor would: bytes, order, links. */
import { createHash } from "node:crypto";
import { assertEquals } from "@std/assert";
import { z } from "zod";
import { QueueEvent } from "../../actors/queue/schema.ts";
import { logKey } from "../../actors/runtime/keys.ts";
import type { QueueId } from "../../actors/shared/ids.ts";
import type { World } from "./world.ts";

/** One committed batch as it lies in the store. */
export interface StoredBatch {
  /** Log position of its first event. */
  readonly seq: number;
  readonly events: readonly QueueEvent[];
  readonly keys: readonly string[];
  readonly versionstamp: string;
  /** True virtual time at which the store carried it out. */
  readonly landedAt: number;
}

const StoredValue = z.object({
  p: z.string(),
  k: z.array(z.array(z.unknown())).optional(),
  e: z.array(QueueEvent),
});

/** The batches of `queueId` in order; throws when positions have a gap or a link of the hash chain is broken. */
export function readHistory(world: World, queueId: QueueId): readonly StoredBatch[] {
  const batches: StoredBatch[] = [];
  let next = 1;
  let hash = "";
  const prefix = logKey({ kind: world.domain.kind, actorId: queueId }, { segment: 0, seq: 0 }).slice(0, 3);
  for (const entry of world.store.peek({ prefix })) {
    const value = StoredValue.parse(JSON.parse(new TextDecoder().decode(entry.value as Uint8Array)));
    const seq = Number(entry.key.at(-1));
    assertEquals(seq, next, `Gap in the log of ${queueId}`);
    assertEquals(value.p, hash, `Broken link before position ${seq} of ${queueId}`);
    hash = createHash("sha256").update(entry.value as Uint8Array).digest("base64");
    next = seq + value.e.length;
    const landedAt = world.landedAt(entry.versionstamp);
    batches.push({
      seq,
      events: value.e,
      keys: (value.k ?? []).map(([key]) => String(key)),
      versionstamp: entry.versionstamp,
      landedAt,
    });
  }
  return batches;
}
