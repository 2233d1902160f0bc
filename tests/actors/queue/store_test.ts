import { assertEquals, assertRejects } from "@std/assert";
import {
  createQueueDirectory,
  type DirectoryKv,
  queueByDisplayKey,
  queueByLocatorKey,
  queueEntryKey,
  queueRecords,
  TENANT_QUEUES_MAX,
  tenantQueueKey,
} from "../../../actors/queue/store.ts";
import { AppError } from "../../../actors/shared/errors.ts";
import type { QueueId } from "../../../actors/shared/ids.ts";
import { CONFIG } from "../../support/queue_fixture.ts";

/** A store of records that counts its reads. */
function storeOf(...queues: readonly string[]) {
  const records = queues.flatMap((queueId) =>
    queueRecords(queueId as QueueId, {
      ...CONFIG,
      locator: `${queueId}-locator` as typeof CONFIG.locator,
      displayId: `${queueId}-display`,
    })
  );
  const store = { reads: 0, records: new Map(records.map(({ key, value }) => [JSON.stringify(key), value])) };
  const kv: DirectoryKv = {
    get: (key) => {
      store.reads += 1;
      return Promise.resolve({ value: store.records.get(JSON.stringify(key)) ?? null });
    },
    async *list({ prefix }, { limit }) {
      const start = JSON.stringify(prefix).slice(0, -1);
      const found = [...store.records].filter(([key]) => key.startsWith(`${start},`)).slice(0, limit);
      for (const [, value] of found) yield await Promise.resolve({ value });
    },
  };
  return { kv, store };
}

Deno.test("createQueueDirectory() finds a queue by id, locator and display, and lists a tenant's", async () => {
  const directory = createQueueDirectory(storeOf("one", "two").kv);
  const found = [
    await directory.byId("one"),
    await directory.byLocator("two-locator"),
    await directory.byDisplay("one-display"),
  ];
  assertEquals(found.map((entry) => String(entry?.queueId)), ["one", "two", "one"]);
  assertEquals((await directory.ofTenant("tenant")).map((entry) => String(entry.queueId)), ["one", "two"]);
  assertEquals(await directory.ofTenant("other"), []);
  assertEquals(found[0], {
    queueId: "one" as QueueId,
    tenantId: CONFIG.tenantId,
    facilityId: CONFIG.facilityId,
    locator: "one-locator" as typeof CONFIG.locator,
    displayId: "one-display",
  });
});

Deno.test("createQueueDirectory() remembers what it found, and asks again for what it missed", async () => {
  const { kv, store } = storeOf("one");
  const directory = createQueueDirectory(kv);
  await directory.byId("one");
  await directory.byId("one");
  assertEquals(store.reads, 1);
  assertEquals(await directory.byId("two"), null);
  for (const { key, value } of queueRecords("two" as QueueId, CONFIG)) {
    store.records.set(JSON.stringify(key), value);
  }
  assertEquals(String((await directory.byId("two"))?.queueId), "two");
});

Deno.test("createQueueDirectory() lists what it listed last while the store is away", async () => {
  const { kv } = storeOf("one", "two");
  let isAway = false;
  const list: DirectoryKv["list"] = (selector, options) => {
    if (isAway) throw new AppError("store_unavailable", "Cannot reach the store");
    return kv.list(selector, options);
  };
  const directory = createQueueDirectory({ get: kv.get, list });
  const before = await directory.ofTenant("tenant");
  isAway = true;
  assertEquals(await directory.ofTenant("tenant"), before);
  await assertRejects(() => directory.ofTenant("other"), AppError);
});

Deno.test("createQueueDirectory() forgets the longest unused beyond its bound", async () => {
  const names = Array.from({ length: 10_001 }, (_, i) => `q${i}`);
  const { kv, store } = storeOf(...names);
  const directory = createQueueDirectory(kv);
  for (const name of names.slice(0, 10_000)) await directory.byId(name);
  await directory.byId("q0");
  await directory.byId("q10000");
  assertEquals(store.reads, 10_001);
  await directory.byId("q0");
  assertEquals(store.reads, 10_001);
  await directory.byId("q1");
  assertEquals(store.reads, 10_002);
});

Deno.test("createQueueDirectory() lists a bounded number of queues and rejects a record it cannot read", async () => {
  const many = storeOf(...Array.from({ length: TENANT_QUEUES_MAX + 1 }, (_, i) => `q${i}`));
  assertEquals((await createQueueDirectory(many.kv).ofTenant("tenant")).length, TENANT_QUEUES_MAX);
  const { kv, store } = storeOf();
  store.records.set(JSON.stringify(queueEntryKey("bad")), { queueId: "bad" } as never);
  await assertRejects(() => createQueueDirectory(kv).byId("bad"));
});

Deno.test("keys of different kinds never meet, and a tenant's key is a prefix of its queues'", () => {
  const keys = [
    queueEntryKey("x"),
    queueByLocatorKey("x"),
    queueByDisplayKey("x"),
    tenantQueueKey("x"),
  ];
  assertEquals(new Set(keys.map((key) => JSON.stringify(key))).size, keys.length);
  assertEquals(tenantQueueKey("x", "q").slice(0, -1), tenantQueueKey("x"));
});
