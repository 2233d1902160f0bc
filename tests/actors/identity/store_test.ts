/** Identity in the store: writes that are checked, values that are parsed, a store that is away. */
import {
  accountKey,
  accountNameKey,
  insertAccount,
  insertTenant,
  personKey,
  readAccountByName,
  readAccounts,
  readPeopleAt,
  readSession,
  readTenant,
  readTenantIdOfHost,
  readTenants,
  sessionKey,
  tenantHostKey,
  tenantKey,
  updateAccount,
  writeSession,
} from "../../../actors/identity/store.ts";
import type { Account, Session } from "../../../actors/identity/schema.ts";
import type { PatientId, TenantId } from "../../../actors/shared/ids.ts";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { inMemoryWorld } from "../../support/memory_store.ts";
import { assertFails, tenantId } from "../../support/staffed.ts";

const tenant = { id: tenantId, name: "Clinic", hosts: ["a.example", "b.example"], createdAt: 1 };
const account: Account = {
  id: "a1",
  tenantId,
  username: "ada",
  name: "Ada",
  role: "nurse",
  providerId: null,
  passwordHash: "x",
  isDisabled: false,
  createdAt: 1,
};
const session: Session = {
  id: "s1",
  tenantId,
  accountId: "a1",
  createdAt: 1,
  expiresAt: 2,
  generation: 0,
  refreshDigest: "x",
  pageDigest: null,
  revokedAt: null,
};

Deno.test("insertTenant() writes the tenant with all its hosts, or nothing", () =>
  inMemoryWorld(async ({ kv }) => {
    assert(await insertTenant(kv, tenant));
    assertEquals(await readTenantIdOfHost(kv, "b.example"), tenantId);
    const other = { ...tenant, id: "t2" as TenantId, hosts: ["c.example", "b.example"] };
    assertEquals(await insertTenant(kv, other), false);
    assertEquals([await readTenant(kv, "t2"), await readTenantIdOfHost(kv, "c.example")], [null, null]);
    assertEquals((await readTenants(kv, 10)).map(({ id }) => id), [tenantId]);
  }));

Deno.test("insertAccount() takes a name once; updateAccount() refuses what somebody overtook", () =>
  inMemoryWorld(async ({ kv }) => {
    assert(await insertAccount(kv, account));
    assertEquals(await insertAccount(kv, { ...account, id: "a2" }), false);
    const found = await readAccountByName(kv, { tenantId, username: "ada" });
    assert(found !== null);
    assert(await updateAccount(kv, { ...found, value: { ...account, name: "Ada L." } }));
    assertEquals(await updateAccount(kv, { ...found, value: { ...account, name: "Late" } }), false);
    assertEquals((await readAccountByName(kv, { tenantId, username: "ada" }))?.value.name, "Ada L.");
  }));

Deno.test("writeSession() refuses what somebody overtook", () =>
  inMemoryWorld(async ({ kv }) => {
    assert(await writeSession(kv, { session, versionstamp: null, keepMs: 1_000 }));
    assertEquals(await writeSession(kv, { session, versionstamp: null, keepMs: 1_000 }), false);
    const found = await readSession(kv, "s1");
    assertEquals(found?.value, session);
    assert(await writeSession(kv, { session, versionstamp: found?.versionstamp ?? null, keepMs: 1_000 }));
  }));

Deno.test("a damaged record is not taken for a good one", () =>
  inMemoryWorld(async ({ kv }) => {
    await kv.set(sessionKey("s1"), { ...session, expiresAt: "tomorrow" });
    await assertRejects(() => readSession(kv, "s1"));
  }));

Deno.test("a store that is away is told as such", () =>
  inMemoryWorld(async ({ kv }) => {
    const away = new Proxy(kv, { get: () => () => Promise.reject(new TypeError("Gone")) });
    await assertFails("store_unavailable", () => readTenant(away, "t1"));
  }));

Deno.test("keys of different things and tenants differ", () => {
  const keys = [
    tenantKey("x"),
    tenantHostKey("x"),
    sessionKey("x"),
    accountKey(tenantId, "x"),
    accountNameKey(tenantId, "x"),
    accountKey("t2" as TenantId, "x"),
  ];
  assertEquals(new Set(keys.map((key) => JSON.stringify(key))).size, keys.length);
});

Deno.test("readSession() reads a session that was written before pages had sessions", () =>
  inMemoryWorld(async ({ kv }) => {
    const { pageDigest: _pageDigest, ...older } = session;
    await kv.set(sessionKey("s1"), older);
    assertEquals((await readSession(kv, "s1"))?.value, session);
  }));

Deno.test("readAccounts() lists one tenant's accounts, as many as asked for", () =>
  inMemoryWorld(async ({ kv }) => {
    const other = "t2" as TenantId;
    for (const id of ["a1", "a2", "a3"]) await insertAccount(kv, { ...account, id, username: id });
    await insertAccount(kv, { ...account, id: "b1", tenantId: other });
    const idsOf = async (of: TenantId, limit: number) =>
      (await readAccounts(kv, { tenantId: of, limit })).map(({ id }) => id);
    assertEquals(await idsOf(tenantId, 10), ["a1", "a2", "a3"]);
    assertEquals(await idsOf(tenantId, 2), ["a1", "a2"]);
    assertEquals(await idsOf(other, 10), ["b1"]);
  }));

Deno.test("readPeopleAt() answers in the order of the keys, more than one read takes, with null for strangers", () =>
  inMemoryWorld(async ({ kv }) => {
    const key = (n: number) => personKey(tenantId, `p${n}` as PatientId);
    const person = { phone: null, birthDate: null, language: null };
    for (let n = 0; n < 25; n += 2) await kv.set(key(n), { ...person, name: `Ada ${n}` });
    const keys = Array.from({ length: 25 }, (_, n) => key(n));
    const found = await readPeopleAt(kv, keys);
    assertEquals(found.map((one) => one?.name ?? null), keys.map((_, n) => n % 2 === 0 ? `Ada ${n}` : null));
    assertEquals(await readPeopleAt(kv, []), []);
  }));
