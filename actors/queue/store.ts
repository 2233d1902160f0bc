/**
 * The directory of queues in the store: which actor a locator, a display or a tenant's list means. Records are
 * written by the commit that creates a queue and never change; everything else about a queue is in its actor.
 */
import { z } from "zod";
import type { RecordWrite } from "../shared/domain.ts";
import type { FacilityId, Locator, QueueId, TenantId } from "../shared/ids.ts";
import { reachOrRecall } from "../shared/reach.ts";
import type { QueueConfig } from "./schema.ts";

const id = <T extends string>() => z.string().min(1).max(64).transform((value) => value as T);

/** Where a queue is found and whose it is: the part of its configuration that never changes. */
export const QueueEntry = z.object({
  queueId: id<QueueId>(),
  tenantId: id<TenantId>(),
  facilityId: id<FacilityId>(),
  locator: id<Locator>(),
  displayId: z.string(),
}).readonly();
export type QueueEntry = z.infer<typeof QueueEntry>;

/** The part of the store that the directory reads. */
export interface DirectoryKv {
  get(key: Deno.KvKey): Promise<{ readonly value: unknown }>;
  list(
    selector: { readonly prefix: Deno.KvKey },
    options: { readonly limit: number },
  ): AsyncIterable<{ readonly value: unknown }>;
}

const CACHED_ENTRIES_MAX = 10_000;
const LISTED_TENANTS_MAX = 1_000;
/** Queues of one tenant that are listed. */
export const TENANT_QUEUES_MAX = 1_000;

export function queueEntryKey(queueId: string): Deno.KvKey {
  return ["queue", "entry", queueId];
}

export function queueByLocatorKey(locator: string): Deno.KvKey {
  return ["queue", "locator", locator];
}

export function queueByDisplayKey(displayId: string): Deno.KvKey {
  return ["queue", "display", displayId];
}

/** Without a queue: the prefix of all of the tenant's queues. */
export function tenantQueueKey(tenantId: string, queueId?: string): Deno.KvKey {
  return queueId === undefined ? ["queue", "tenant", tenantId] : ["queue", "tenant", tenantId, queueId];
}

/** The directory records of a new queue. */
export function queueRecords(queueId: QueueId, config: QueueConfig): readonly RecordWrite[] {
  const { tenantId, facilityId, locator, displayId } = config;
  const value: QueueEntry = { queueId, tenantId, facilityId, locator, displayId };
  return [
    { key: queueEntryKey(queueId), value },
    { key: queueByLocatorKey(locator), value },
    { key: queueByDisplayKey(displayId), value },
    { key: tenantQueueKey(tenantId, queueId), value },
  ];
}

export interface QueueDirectory {
  byId(queueId: string): Promise<QueueEntry | null>;
  byLocator(locator: string): Promise<QueueEntry | null>;
  byDisplay(displayId: string): Promise<QueueEntry | null>;
  /** At most {@link TENANT_QUEUES_MAX}, in the order of their ids, archived ones too. */
  ofTenant(tenantId: string): Promise<readonly QueueEntry[]>;
}

/**
 * Reads the directory. Found entries are kept in memory, the longest unused are forgotten; a miss is never kept,
 * since the queue may be created a moment later. While the store is away a tenant's list is the last that was read.
 * Throws what the store throws otherwise, and on a record that cannot be read.
 */
export function createQueueDirectory(kv: DirectoryKv): QueueDirectory {
  const cached = new Map<string, QueueEntry>();
  /** The last list of each tenant, for while the store is away. */
  const listed = new Map<string, readonly QueueEntry[]>();

  async function find(key: Deno.KvKey): Promise<QueueEntry | null> {
    const name = JSON.stringify(key);
    const known = cached.get(name);
    if (known !== undefined) {
      cached.delete(name);
      cached.set(name, known);
      return known;
    }
    const { value } = await kv.get(key);
    if (value === null) return null;
    const entry = QueueEntry.parse(value);
    cached.set(name, entry);
    const [oldest] = cached.keys();
    if (cached.size > CACHED_ENTRIES_MAX && oldest !== undefined) cached.delete(oldest);
    return entry;
  }

  async function ofTenant(tenantId: string): Promise<readonly QueueEntry[]> {
    const entries = await reachOrRecall(() => listOf(tenantId), listed.get(tenantId));
    listed.delete(tenantId);
    listed.set(tenantId, entries);
    const [oldest] = listed.keys();
    if (listed.size > LISTED_TENANTS_MAX && oldest !== undefined) listed.delete(oldest);
    return entries;
  }

  async function listOf(tenantId: string): Promise<readonly QueueEntry[]> {
    const entries: QueueEntry[] = [];
    for await (
      const { value } of kv.list({ prefix: tenantQueueKey(tenantId) }, { limit: TENANT_QUEUES_MAX })
    ) {
      entries.push(QueueEntry.parse(value));
    }
    return entries;
  }

  return {
    byId: (queueId) => find(queueEntryKey(queueId)),
    byLocator: (locator) => find(queueByLocatorKey(locator)),
    byDisplay: (displayId) => find(queueByDisplayKey(displayId)),
    ofTenant,
  };
}
