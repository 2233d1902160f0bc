/**
 * Leases: which process does a job that one process is enough for. A lease saves work and never guards a decision;
 * whatever is done under it must be harmless when two do it.
 */
import { z } from "zod";
import type { RuntimeDeps } from "./deps.ts";
import { leaseKey } from "./keys.ts";

const Lease = z.object({ processId: z.string(), until: z.number() });

/** True when this process holds the lease of `job` now: it had it, or nobody did. Rejects when the store fails. */
export async function holdLease(
  deps: RuntimeDeps,
  { job, leaseMs }: { readonly job: string; readonly leaseMs: number },
): Promise<boolean> {
  const key = leaseKey(job);
  const entry = await deps.kv.get(key);
  const now = deps.now();
  const lease = entry.value === null ? null : Lease.parse(entry.value);
  const isOurs = lease?.processId === deps.processId;
  // A lease that ends later than any of ours could was taken by a clock that is off: it binds nobody.
  if (lease !== null && lease.until > now && lease.until <= now + 2 * leaseMs) {
    if (!isOurs) return false;
    if (lease.until > now + leaseMs / 2) return true;
  }
  const { ok } = await deps.kv.atomic()
    .check({ key, versionstamp: entry.versionstamp })
    .set(key, { processId: deps.processId, until: now + leaseMs })
    .commit();
  return ok;
}
