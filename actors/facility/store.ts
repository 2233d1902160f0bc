/**
 * Facilities and providers in the store: keys, reads, and writes checked against the version that was read. It
 * holds no rules about queues; which queues a provider serves is the queues' own configuration.
 */
import type { z } from "zod";
import type { Kv } from "../runtime/deps.ts";
import { AppError } from "../shared/errors.ts";
import type { FacilityId, ProviderId, TenantId } from "../shared/ids.ts";
import { reach } from "../shared/reach.ts";
import { Facility, type FacilityFields, Provider, type ProviderFields } from "./schema.ts";

/** How many facilities, or providers, of a tenant one listing gives. */
export const LISTED_MAX = 1_000;
const CHANGE_ATTEMPTS_MAX = 5;

export function facilityKey(tenantId: TenantId, facilityId: FacilityId): Deno.KvKey {
  return ["facility", tenantId, facilityId];
}
export function facilitiesKey(tenantId: TenantId): Deno.KvKey {
  return ["facility", tenantId];
}
export function providerKey(tenantId: TenantId, providerId: ProviderId): Deno.KvKey {
  return ["provider", tenantId, providerId];
}
export function providersKey(tenantId: TenantId): Deno.KvKey {
  return ["provider", tenantId];
}

export interface FacilityRef {
  readonly tenantId: TenantId;
  readonly facilityId: FacilityId;
}
export interface ProviderRef {
  readonly tenantId: TenantId;
  readonly providerId: ProviderId;
}

/** A record with the opaque version that a conditional change names. */
export type Stored<T> = T & { readonly versionstamp: string };

/** A change of the fields given; `ifVersion` refuses it when the record changed since. */
export interface Change<Fields> {
  readonly fields: { readonly [Name in keyof Fields]?: Fields[Name] | undefined };
  readonly isArchived?: boolean;
  readonly ifVersion?: string | null;
}

export interface Facilities {
  /** False when the id is taken. */
  create(facility: Omit<Facility, "isArchived">): Promise<boolean>;
  get(of: FacilityRef): Promise<Stored<Facility> | null>;
  /** Those not archived, by id, at most {@link LISTED_MAX}. */
  list(tenantId: TenantId): Promise<readonly Stored<Facility>[]>;
  /** The facility after the change, null when unknown, `stale` when `ifVersion` no longer holds. */
  change(of: FacilityRef, change: Change<FacilityFields>): Promise<Stored<Facility> | null | "stale">;
  createProvider(provider: Omit<Provider, "isArchived">): Promise<boolean>;
  provider(of: ProviderRef): Promise<Stored<Provider> | null>;
  providers(tenantId: TenantId): Promise<readonly Stored<Provider>[]>;
  changeProvider(of: ProviderRef, change: Change<ProviderFields>): Promise<Stored<Provider> | null | "stale">;
}

interface Shelf<T> {
  readonly kv: Kv;
  readonly schema: z.ZodType<T>;
}

async function readOne<T>({ kv, schema }: Shelf<T>, key: Deno.KvKey): Promise<Stored<T> | null> {
  const { value, versionstamp } = await reach(kv.get(key));
  return versionstamp === null ? null : { ...schema.parse(value), versionstamp };
}

async function readAll<T extends { readonly isArchived: boolean }>(
  { kv, schema }: Shelf<T>,
  prefix: Deno.KvKey,
): Promise<readonly Stored<T>[]> {
  const entries = await reach(Array.fromAsync(kv.list({ prefix }, { limit: LISTED_MAX })));
  return entries
    .map(({ value, versionstamp }) => ({ ...schema.parse(value), versionstamp }))
    .filter((record) => !record.isArchived);
}

async function insert(
  { kv }: { readonly kv: Kv },
  write: { readonly key: Deno.KvKey; readonly value: unknown },
) {
  const commit = kv.atomic().check({ key: write.key, versionstamp: null }).set(write.key, write.value);
  return (await reach(commit.commit())).ok;
}

async function changeOne<T extends { readonly isArchived: boolean }, Fields>(
  shelf: Shelf<T>,
  write: { readonly key: Deno.KvKey; readonly change: Change<Fields> },
): Promise<Stored<T> | null | "stale"> {
  const { key, change } = write;
  for (let attempt = 0; attempt < CHANGE_ATTEMPTS_MAX; attempt += 1) {
    const found = await readOne(shelf, key);
    if (found === null) return null;
    const { versionstamp, ...before } = found;
    if (typeof change.ifVersion === "string" && change.ifVersion !== versionstamp) return "stale";
    const isArchived = change.isArchived ?? found.isArchived;
    const after = shelf.schema.parse({ ...before, ...change.fields, isArchived });
    const commit = shelf.kv.atomic().check({ key, versionstamp }).set(key, after);
    const result = await reach(commit.commit());
    if (result.ok) return { ...after, versionstamp: result.versionstamp };
  }
  throw new AppError("contended", "Cannot change the record: it keeps changing", { retryAfterMs: 100 });
}

/** The facilities and providers on `kv`. */
export function createFacilities({ kv }: { readonly kv: Kv }): Facilities {
  const facilities = { kv, schema: Facility };
  const providers = { kv, schema: Provider };
  const keyOf = (of: FacilityRef) => facilityKey(of.tenantId, of.facilityId);
  const providerKeyOf = (of: ProviderRef) => providerKey(of.tenantId, of.providerId);

  return {
    create: (facility) =>
      insert({ kv }, {
        key: facilityKey(facility.tenantId, facility.id),
        value: Facility.parse({ ...facility, isArchived: false }),
      }),
    get: (of) => readOne(facilities, keyOf(of)),
    list: (tenantId) => readAll(facilities, facilitiesKey(tenantId)),
    change: (of, change) => changeOne(facilities, { key: keyOf(of), change }),
    createProvider: (provider) =>
      insert({ kv }, {
        key: providerKey(provider.tenantId, provider.id),
        value: Provider.parse({ ...provider, isArchived: false }),
      }),
    provider: (of) => readOne(providers, providerKeyOf(of)),
    providers: (tenantId) => readAll(providers, providersKey(tenantId)),
    changeProvider: (of, change) => changeOne(providers, { key: providerKeyOf(of), change }),
  };
}
