/**
 * Identity in the store: keys, and the reads and checked writes of tenants, accounts, sessions, people and texts.
 * Values are parsed on the way in; nothing outside this file spells these keys.
 */
import { z } from "zod";
import type { Kv } from "../runtime/deps.ts";
import type { PatientId, TenantId, TextId } from "../shared/ids.ts";
import { reach } from "../shared/reach.ts";
import { Account, Person, Session, Tenant } from "./schema.ts";

/** As many as one read of the store takes. */
const KEYS_PER_READ_MAX = 10;

export function tenantKey(tenantId: string): Deno.KvKey {
  return ["tenant", tenantId];
}
export function tenantsKey(): Deno.KvKey {
  return ["tenant"];
}
export function tenantHostKey(host: string): Deno.KvKey {
  return ["tenant_host", host];
}
export function accountKey(tenantId: TenantId, accountId: string): Deno.KvKey {
  return ["account", tenantId, accountId];
}
export function accountsKey(tenantId: TenantId): Deno.KvKey {
  return ["account", tenantId];
}
export function accountNameKey(tenantId: TenantId, username: string): Deno.KvKey {
  return ["account_name", tenantId, username];
}
export function sessionKey(sessionId: string): Deno.KvKey {
  return ["session", sessionId];
}
export function personKey(tenantId: TenantId, patientId: PatientId): Deno.KvKey {
  return ["person", tenantId, patientId];
}
export function textKey(tenantId: TenantId, textId: TextId): Deno.KvKey {
  return ["text", tenantId, textId];
}

/** A person whose record was written before the join that would hold it: swept when the join never comes. */
export function orphanKey(tenantId: TenantId, patientId: PatientId): Deno.KvKey {
  return ["orphan", tenantId, patientId];
}

/** Free text kept outside the log, with the id of what it is about. */
export const StoredText = z.object({ about: z.string(), text: z.string(), at: z.int() });
export type StoredText = z.infer<typeof StoredText>;

/** A marker on a person who is not yet in any line: when it was made. */
const Orphan = z.object({ at: z.int() });

/** A value with the version to check when it is written back. */
export interface Versioned<T> {
  readonly value: T;
  readonly versionstamp: string;
}

async function readAt<T>(kv: Kv, from: { readonly key: Deno.KvKey; readonly schema: z.ZodType<T> }) {
  const { value, versionstamp } = await reach(kv.get(from.key));
  return versionstamp === null ? null : { value: from.schema.parse(value), versionstamp };
}

/** The tenant, or null. */
export async function readTenant(kv: Kv, tenantId: string): Promise<Tenant | null> {
  return (await readAt(kv, { key: tenantKey(tenantId), schema: Tenant }))?.value ?? null;
}

/** The id of the tenant that a host name leads to, or null. */
export async function readTenantIdOfHost(kv: Kv, host: string): Promise<string | null> {
  const { value } = await reach(kv.get(tenantHostKey(host)));
  return typeof value === "string" ? value : null;
}

/** The first tenants by id, at most `limit`. */
export async function readTenants(kv: Kv, limit: number): Promise<readonly Tenant[]> {
  const found: Tenant[] = [];
  for await (const entry of kv.list({ prefix: tenantsKey() }, { limit })) {
    found.push(Tenant.parse(entry.value));
  }
  return found;
}

/** Writes a new tenant with its host names; false when its id or one of its hosts is taken. */
export async function insertTenant(kv: Kv, tenant: Tenant): Promise<boolean> {
  const commit = kv.atomic().check({ key: tenantKey(tenant.id), versionstamp: null });
  commit.set(tenantKey(tenant.id), tenant);
  for (const host of tenant.hosts) {
    commit.check({ key: tenantHostKey(host), versionstamp: null }).set(tenantHostKey(host), tenant.id);
  }
  return (await reach(commit.commit())).ok;
}

/** Writes a new account; false when its name is taken in the tenant. */
export async function insertAccount(kv: Kv, account: Account): Promise<boolean> {
  const name = accountNameKey(account.tenantId, account.username);
  const commit = kv.atomic()
    .check({ key: name, versionstamp: null })
    .set(name, account.id)
    .set(accountKey(account.tenantId, account.id), account);
  return (await reach(commit.commit())).ok;
}

/** Writes an account over the one of the same id; false when it is gone or changed meanwhile. */
export async function replaceAccount(kv: Kv, account: Account): Promise<boolean> {
  const key = accountKey(account.tenantId, account.id);
  const { versionstamp } = await kv.get(key);
  if (versionstamp === null) return false;
  return (await kv.atomic().check({ key, versionstamp }).set(key, account).commit()).ok;
}

/** Writes an account over the version that was read; false when somebody was faster. The name must stay. */
export async function updateAccount(kv: Kv, write: Versioned<Account>): Promise<boolean> {
  const key = accountKey(write.value.tenantId, write.value.id);
  const commit = kv.atomic().check({ key, versionstamp: write.versionstamp }).set(key, write.value);
  return (await reach(commit.commit())).ok;
}

/** The account of that id, or null. */
export async function readAccount(
  kv: Kv,
  of: { readonly tenantId: TenantId; readonly accountId: string },
): Promise<Account | null> {
  return (await readAt(kv, { key: accountKey(of.tenantId, of.accountId), schema: Account }))?.value ?? null;
}

/** The accounts of a tenant by id, at most `limit`. */
export async function readAccounts(
  kv: Kv,
  of: { readonly tenantId: TenantId; readonly limit: number },
): Promise<readonly Account[]> {
  const entries = kv.list({ prefix: accountsKey(of.tenantId) }, { limit: of.limit });
  const found = await reach(Array.fromAsync(entries));
  return found.map(({ value }) => Account.parse(value));
}

/** The account of that name (already in its normal form) with its version, or null. */
export async function readAccountByName(
  kv: Kv,
  of: { readonly tenantId: TenantId; readonly username: string },
): Promise<Versioned<Account> | null> {
  const { value } = await reach(kv.get(accountNameKey(of.tenantId, of.username)));
  if (typeof value !== "string") return null;
  return readAt(kv, { key: accountKey(of.tenantId, value), schema: Account });
}

/** The session of that id with its version, or null. */
export function readSession(kv: Kv, sessionId: string): Promise<Versioned<Session> | null> {
  return readAt(kv, { key: sessionKey(sessionId), schema: Session });
}

/**
 * Writes a session over the version that was read (null: a new one); false when somebody was faster. The record
 * vanishes `keepMs` after its last write.
 */
export async function writeSession(
  kv: Kv,
  write: { readonly session: Session; readonly versionstamp: string | null; readonly keepMs: number },
): Promise<boolean> {
  const key = sessionKey(write.session.id);
  const commit = kv.atomic()
    .check({ key, versionstamp: write.versionstamp })
    .set(key, write.session, { expireIn: write.keepMs });
  return (await reach(commit.commit())).ok;
}

/** Writes a new person and the marker that they are in no line yet, in one commit. */
export async function insertPerson(
  kv: Kv,
  write: {
    readonly key: Deno.KvKey;
    readonly person: Person;
    readonly orphan: Deno.KvKey;
    readonly at: number;
  },
): Promise<boolean> {
  const commit = kv.atomic()
    .check({ key: write.key, versionstamp: null })
    .set(write.key, write.person)
    .set(write.orphan, { at: write.at });
  return (await reach(commit.commit())).ok;
}

/** The person, or null. */
export async function readPersonAt(kv: Kv, key: Deno.KvKey): Promise<Person | null> {
  return (await readAt(kv, { key, schema: Person }))?.value ?? null;
}

/** The people at `keys`, null for who is not there. Read in as few trips as the store allows. */
export async function readPeopleAt(
  kv: Kv,
  keys: readonly Deno.KvKey[],
): Promise<readonly (Person | null)[]> {
  const trips: Promise<readonly (Person | null)[]>[] = [];
  for (let first = 0; first < keys.length; first += KEYS_PER_READ_MAX) {
    trips.push(
      reach(kv.getMany<unknown[]>(keys.slice(first, first + KEYS_PER_READ_MAX))).then((entries) =>
        entries.map(({ value }) => value === null ? null : Person.parse(value))
      ),
    );
  }
  return (await Promise.all(trips)).flat();
}

/**
 * Removes a person and its marker, provided the marker still stands as read: someone who joined a line meanwhile
 * keeps their record.
 */
export async function removeOrphan(
  kv: Kv,
  of: { readonly key: Deno.KvKey; readonly orphan: Deno.KvKey; readonly versionstamp: string },
): Promise<boolean> {
  const commit = kv.atomic()
    .check({ key: of.orphan, versionstamp: of.versionstamp })
    .delete(of.orphan)
    .delete(of.key);
  return (await reach(commit.commit())).ok;
}

/** One marker as listed: the tenant and patient that its key ends with, and when it was made. */
export interface ListedOrphan {
  readonly key: Deno.KvKey;
  readonly tenantId: TenantId;
  readonly patientId: PatientId;
  readonly at: number;
  readonly versionstamp: string;
}

/** Markers under `prefix`, whose keys end with tenant and patient, at most `limit`. */
export async function* listOrphans(
  kv: Kv,
  under: { readonly prefix: Deno.KvKey; readonly limit: number },
): AsyncGenerator<ListedOrphan> {
  for await (const entry of kv.list({ prefix: under.prefix }, { limit: under.limit })) {
    const [tenantId, patientId] = entry.key.slice(-2);
    const marker = Orphan.safeParse(entry.value);
    if (!marker.success || typeof tenantId !== "string" || typeof patientId !== "string") continue;
    yield {
      key: entry.key,
      tenantId: tenantId as TenantId,
      patientId: patientId as PatientId,
      at: marker.data.at,
      versionstamp: entry.versionstamp,
    };
  }
}

/** Writes a text under an id that is minted for it. */
export async function writeText(
  kv: Kv,
  write: { readonly key: Deno.KvKey; readonly text: StoredText },
): Promise<void> {
  await reach(kv.set(write.key, write.text));
}

/** The text, or null. */
export async function readTextAt(kv: Kv, key: Deno.KvKey): Promise<StoredText | null> {
  return (await readAt(kv, { key, schema: StoredText }))?.value ?? null;
}
