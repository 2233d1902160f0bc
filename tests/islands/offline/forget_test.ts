import { assertEquals } from "@std/assert";
import { countUnsentIn, letGoOfVaults } from "../../../islands/offline/forget.ts";
import { openOutbox } from "../../../islands/offline/outbox.ts";
import { createOfflineBrowser } from "../../support/offline_browser.ts";
import { syncing } from "../../support/sync_server.ts";

const CALL = { path: "/tickets/t/call", body: {}, ticketId: "t", what: "outbox.retry", label: "A" } as const;

function world() {
  const browser = createOfflineBrowser();
  const { shelf } = browser;
  const randomBytes = (count: number) => crypto.getRandomValues(new Uint8Array(count));
  const deps = { shelf, subtle: crypto.subtle, randomBytes, now: () => browser.now };
  return { browser, letGo: () => letGoOfVaults(deps), count: () => countUnsentIn(deps) };
}

Deno.test("letGoOfVaults() leaves neither keys nor records when nothing is unsent", async () => {
  const { browser, letGo } = world();
  const vault = await browser.vault();
  await vault.put("day", "names");
  await openOutbox({ vault, deps: browser.deps() });
  assertEquals(await letGo(), "nothing");
  assertEquals([browser.shelf.keys.size, browser.shelf.records.size], [0, 0]);
});

Deno.test("letGoOfVaults() leaves unsent commands to the same account alone", async () => {
  const { browser, letGo } = world();
  const vault = await browser.vault();
  await vault.put("day", "names");
  await (await openOutbox({ vault, deps: browser.deps() })).send(CALL);
  assertEquals(await letGo(), "unsent");
  assertEquals(browser.shelf.records.size, 1);
  const again = await openOutbox({ vault: await browser.vault(), deps: browser.deps() });
  assertEquals(again.pending.value.map(({ label }) => label), ["A"]);
  again.close();
  const other = await openOutbox({ vault: await browser.vault("ben"), deps: browser.deps() });
  assertEquals([other.pending.value, browser.shelf.records.size], [[], 0]);
});

Deno.test("letGoOfVaults() keeps what a person has yet to look at", async () => {
  const { browser, letGo, count } = world();
  const outbox = await openOutbox({ vault: await browser.vault(), deps: browser.deps() });
  await outbox.send(CALL);
  browser.answer = syncing(() => ({ outcome: "conflict", status: 409, body: { code: "already_called" } }));
  await browser.pass(60_000);
  assertEquals([outbox.pending.value.length, outbox.conflicts.value.length, await count()], [0, 1, 1]);
  outbox.close();
  assertEquals(await letGo(), "unsent");
  const again = await openOutbox({ vault: await browser.vault(), deps: browser.deps() });
  assertEquals(again.conflicts.value.map(({ command }) => command.label), ["A"]);
  again.close();
});

Deno.test("countUnsentIn() counts what was not sent, and nothing else", async () => {
  const { browser, count } = world();
  assertEquals(await count(), 0);
  const vault = await browser.vault();
  await vault.put("day", "names");
  assertEquals(await count(), 0);
  const outbox = await openOutbox({ vault, deps: browser.deps() });
  await outbox.send(CALL);
  await outbox.send(CALL);
  assertEquals(await count(), 2);
  outbox.close();
});

Deno.test("letGoOfVaults() has nothing to let go of in a browser without vaults", async () => {
  assertEquals(await world().letGo(), "nothing");
});
