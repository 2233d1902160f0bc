import { assert, assertEquals, assertFalse, assertNotEquals } from "@std/assert";
import { KEEP_MS_MAX, VALUE_CHARS_MAX, VALUES_MAX } from "../../../islands/offline/memory_vault.ts";
import { openVault, openVaults } from "../../../islands/offline/vault.ts";
import { createMemoryShelf, type MemoryShelf } from "../../support/memory_shelf.ts";

const ADA = { tenantId: "riverside", accountId: "ada" };
const BEN = { tenantId: "riverside", accountId: "ben" };
const START_AT = 1_790_000_000_000;

/** A browser in which vaults are opened; its clock moves only when told. */
function browser() {
  const shelf = createMemoryShelf();
  const clock = { now: START_AT };
  const deps = {
    shelf,
    subtle: crypto.subtle,
    randomBytes: (count: number) => crypto.getRandomValues(new Uint8Array(count)),
    now: () => clock.now,
  };
  return { shelf, clock, deps, open: (scope = ADA) => openVault(scope, deps) };
}

function bytesIn({ records }: MemoryShelf): string {
  return [...records.values()].map(({ id, sealed }) => id + new TextDecoder().decode(sealed)).join();
}

Deno.test("openVault() gives back what an earlier page of the same account kept", async () => {
  const { open, clock } = browser();
  assertEquals(await (await open()).put("day", { names: ["Ada"] }), "kept");
  clock.now += 60_000;
  const kept = await (await open()).get("day");
  assertEquals(kept, { kind: "found", value: { names: ["Ada"] }, at: START_AT });
});

Deno.test("Vault keeps neither names nor values readable, under a key that cannot be exported", async () => {
  const { open, shelf } = browser();
  await (await open()).put("day:walk-in", { name: "Ada Lovelace" });
  const bytes = bytesIn(shelf);
  for (const secret of ["walk-in", "Ada", "Lovelace", "riverside"]) {
    assertFalse(bytes.includes(secret), secret);
  }
  for (const { seal, name } of shelf.keys.values()) {
    assertEquals([seal.extractable, name.extractable], [false, false]);
  }
});

Deno.test("Vault takes a fresh nonce for every writing", async () => {
  const { open, shelf } = browser();
  const vault = await open();
  await vault.put("day", 1);
  const first = [...shelf.records.values()][0]?.iv;
  await vault.put("day", 1);
  assertNotEquals([...shelf.records.values()][0]?.iv, first);
});

Deno.test("Vault reads nothing that was put under another name or made younger", async () => {
  const { open, shelf } = browser();
  const vault = await open();
  await vault.put("a", 1);
  await vault.put("b", 2);
  const [a, b] = [...shelf.records.values()];
  assert(a !== undefined && b !== undefined);
  shelf.records.set(a.id, { ...b, id: a.id });
  assertEquals(await vault.get("a"), { kind: "unreadable" });
  shelf.records.set(b.id, { ...b, at: b.at + 1 });
  assertEquals(await vault.get("b"), { kind: "unreadable" });
});

Deno.test("Vault reads nothing older than a day, and drops it", async () => {
  const { open, shelf, clock } = browser();
  const vault = await open();
  await vault.put("day", 1);
  clock.now += KEEP_MS_MAX;
  assertEquals((await vault.get("day")).kind, "found");
  clock.now += 1;
  assertEquals(await vault.get("day"), { kind: "expired", at: START_AT });
  assertEquals(shelf.records.size, 0);
  assertEquals(await vault.get("day"), { kind: "absent" });
});

Deno.test("openVault() drops what expired while nobody looked", async () => {
  const { open, shelf, clock } = browser();
  await (await open()).put("day", 1);
  clock.now += KEEP_MS_MAX + 1;
  await open();
  assertEquals(shelf.records.size, 0);
});

Deno.test("openVault() of another account destroys keys and records of the one before", async () => {
  const { open, shelf } = browser();
  const before = await open(ADA);
  await before.put("day", "Ada's");
  await open(BEN);
  assertEquals([shelf.keys.size, shelf.records.size], [1, 0]);
  assertEquals(await before.put("day", "again"), "refused");
  assertEquals([before.isWiped, shelf.records.size], [true, 0]);
  assertEquals(await (await open(ADA)).get("day"), { kind: "absent" });
});

Deno.test("Vault.wipe() destroys the key before the records, and keeps nothing afterwards", async () => {
  const { open, shelf } = browser();
  const vault = await open();
  await vault.put("day", 1);
  shelf.done.length = 0;
  await vault.wipe();
  assertEquals(shelf.done, ["drop key", "drop records"]);
  assertEquals([shelf.keys.size, shelf.records.size, vault.isWiped], [0, 0, true]);
  assertEquals(await vault.put("day", 2), "refused");
  assertEquals(await vault.get("day"), { kind: "absent" });
});

Deno.test("Vault.wipe() with a name to keep leaves that one alone, under a new key", async () => {
  const { open, shelf } = browser();
  const vault = await open();
  await vault.put("day", "names");
  await vault.put("outbox", ["call"]);
  const [before] = [...shelf.keys.values()];
  await vault.wipe({ but: "outbox" });
  const [after] = [...shelf.keys.values()];
  assertNotEquals(after?.stamp, before?.stamp);
  assertEquals(shelf.records.size, 1);
  const later = await open();
  assertEquals(await later.get("outbox"), { kind: "found", value: ["call"], at: START_AT });
  assertEquals(await later.get("day"), { kind: "absent" });
});

Deno.test("Vault.wipe() with a name that holds nothing leaves nothing", async () => {
  const { open, shelf } = browser();
  const vault = await open();
  await vault.put("day", "names");
  await vault.wipe({ but: "outbox" });
  assertEquals([shelf.keys.size, shelf.records.size], [0, 0]);
});

Deno.test("Vault.wipe() with a name to keep brings nothing back when another tab signed out first", async () => {
  const { open, shelf } = browser();
  const vault = await open();
  await vault.put("outbox", ["call"]);
  const there = await open();
  const { replaceKey } = shelf;
  shelf.replaceKey = async (replacing) => {
    await there.wipe();
    return await replaceKey(replacing);
  };
  await vault.wipe({ but: "outbox" });
  assertEquals([shelf.keys.size, shelf.records.size, vault.isWiped], [0, 0, true]);
});

Deno.test("Vault finds a value that another tab seals anew while it is read, and loses it to no sign-out", async () => {
  const { open, shelf } = browser();
  const [here, there] = [await open(), await open()];
  await here.put("outbox", [1]);
  const { read } = shelf;
  const signOutThere = async (id: string) => {
    shelf.read = read;
    await there.wipe({ but: "outbox" });
    return await read(id);
  };
  shelf.read = signOutThere;
  assertEquals(await here.get("outbox"), { kind: "found", value: [1], at: START_AT });
  shelf.read = signOutThere;
  await here.wipe({ but: "outbox" });
  assertEquals(await (await open()).get("outbox"), { kind: "found", value: [1], at: START_AT });
});

Deno.test("openVault() in two tabs at once after a sign-out opens both for everything", async () => {
  const { open, shelf } = browser();
  const before = await open();
  await before.put("outbox", [1]);
  await before.wipe({ but: "outbox" });
  const { replaceKey } = shelf;
  shelf.replaceKey = async (replacing) => {
    shelf.replaceKey = replaceKey;
    await open();
    return await replaceKey(replacing);
  };
  const vault = await open();
  assertEquals([vault.isWiped, await vault.put("day", 1)], [false, "kept"]);
  assertEquals(await vault.get("outbox"), { kind: "found", value: [1], at: START_AT });
});

Deno.test("Vault goes on under the key that another tab of the same account put in place", async () => {
  const { open } = browser();
  const here = await open();
  const there = await open();
  await here.put("outbox", [1]);
  await there.wipe({ but: "outbox" });
  assertEquals(await here.put("outbox", [1, 2]), "kept");
  assertEquals((await there.get("outbox")).kind, "found");
  assertEquals(await here.get("outbox"), await there.get("outbox"));
});

Deno.test("Vault takes nothing but the value that stayed until the account opens it again", async () => {
  const { open, shelf } = browser();
  const [here, there] = [await open(), await open()];
  await here.put("outbox", [1]);
  await here.wipe({ but: "outbox" });
  assertEquals([await here.put("day", "names"), await there.put("day", "names")], ["refused", "refused"]);
  assertEquals(await there.put("outbox", [1, 2]), "kept");
  assertEquals(shelf.records.size, 1);
  const again = await open();
  assertEquals((await again.get("outbox")).kind, "found");
  assertEquals(await again.put("day", "names"), "kept");
});

Deno.test("openVaults() opens whatever lies in the browser as it is", async () => {
  const { open, deps } = browser();
  assertEquals(await openVaults(deps), []);
  const vault = await open();
  await vault.put("day", 1);
  await vault.put("outbox", [1]);
  await vault.wipe({ but: "outbox" });
  const [found] = await openVaults(deps);
  assertEquals((await found?.get("outbox"))?.kind, "found");
  assertEquals(await found?.put("day", 1), "refused");
  assertEquals(await openVaults({ ...deps, shelf: null }), []);
});

Deno.test("Vault keeps in memory what storage has no room for, and says so until there is room", async () => {
  const { open, shelf } = browser();
  const vault = await open();
  shelf.state = "full";
  assertEquals(await vault.put("day", 1), "in_memory");
  assertEquals(vault.isDurable, false);
  assertEquals(await vault.get("day"), { kind: "found", value: 1, at: START_AT });
  shelf.state = "well";
  assertEquals(await vault.put("day", 2), "kept");
  assertEquals(vault.isDurable, true);
  assertEquals(await (await open()).get("day"), { kind: "found", value: 2, at: START_AT });
});

Deno.test("Vault makes room by dropping what expired", async () => {
  const { open, shelf, clock } = browser();
  const vault = await open();
  await vault.put("old", 1);
  clock.now += KEEP_MS_MAX + 1;
  const { write } = shelf;
  shelf.write = (record, key) => shelf.records.size > 0 ? Promise.resolve("full") : write(record, key);
  assertEquals(await vault.put("new", 2), "kept");
});

Deno.test("Vault says that it cannot read just now, and keeps in memory, while storage fails", async () => {
  const { open, shelf } = browser();
  const vault = await open();
  await vault.put("outbox", [1]);
  shelf.state = "broken";
  assertEquals(await vault.get("outbox"), { kind: "unreadable" });
  assertEquals(await vault.put("outbox", [1, 2]), "in_memory");
  assertEquals(vault.isWiped, false);
});

Deno.test("Vault refuses what is too large, what has no JSON, and too many values", async () => {
  const { open } = browser();
  const vault = await open();
  assertEquals(await vault.put("day", "x".repeat(VALUE_CHARS_MAX)), "refused");
  assertEquals(await vault.put("day", undefined), "refused");
  for (let index = 0; index < VALUES_MAX; index++) assertEquals(await vault.put(`value-${index}`, 1), "kept");
  assertEquals(await vault.put("one-more", 1), "in_memory");
  assertEquals(await vault.put("value-0", 2), "kept");
});

Deno.test("Vault.remove() takes a value away", async () => {
  const { open } = browser();
  const vault = await open();
  await vault.put("day", 1);
  await vault.remove("day");
  assertEquals(await vault.get("day"), { kind: "absent" });
});

Deno.test("openVault() without storage or cryptography lives in memory and says so", async () => {
  const { deps, shelf } = browser();
  for (const missing of [{ shelf: null }, { subtle: null }]) {
    const vault = await openVault(ADA, { ...deps, ...missing });
    assertEquals(vault.isDurable, false);
    assertEquals(await vault.put("day", { a: 1 }), "in_memory");
    assertEquals(await vault.get("day"), { kind: "found", value: { a: 1 }, at: START_AT });
    await vault.wipe();
    assertEquals(await vault.put("day", 1), "refused");
  }
  assertEquals(shelf.records.size, 0);
});

Deno.test("openVault() on storage that fails lives in memory", async () => {
  const { open, shelf } = browser();
  shelf.state = "broken";
  assertEquals((await open()).isDurable, false);
});

Deno.test("a vault in memory forgets after a day too, and keeps the one value it is told to", async () => {
  const { deps, clock } = browser();
  const vault = await openVault(ADA, { ...deps, shelf: null });
  await vault.put("outbox", 1);
  await vault.put("day", 2);
  await vault.wipe({ but: "outbox" });
  assertEquals([(await vault.get("outbox")).kind, (await vault.get("day")).kind], ["found", "absent"]);
  clock.now += KEEP_MS_MAX + 1;
  assertEquals((await vault.get("outbox")).kind, "expired");
});
