import { assertEquals } from "@std/assert";
import { DayCache, type DayPerson, SAVE_MS } from "../../../islands/offline/day.ts";
import { KEEP_MS_MAX } from "../../../islands/offline/memory_vault.ts";
import { deskRow, deskViewOf } from "./offline_rows.ts";
import { createOfflineBrowser } from "../../support/offline_browser.ts";

const ADA: DayPerson = { name: "Ada", phone: null, language: "en" };
const VIEW = deskViewOf([deskRow("A-001")]);

async function world() {
  const browser = createOfflineBrowser();
  const vault = await browser.vault();
  const open = () => new DayCache("q", { vault, deps: browser.deps() });
  const day = (fields = {}) => ({ view: VIEW, people: new Map(), heardAt: browser.now, ...fields });
  return { browser, open, day };
}

Deno.test("DayCache gives back the view, the names and when it was heard", async () => {
  const { browser, open, day } = await world();
  const cache = open();
  cache.save(day({ people: new Map([["patient-A-001", ADA]]), heardAt: browser.now - 5 }));
  await cache.flush();
  const loaded = await open().load();
  assertEquals(loaded, {
    view: VIEW,
    people: new Map([["patient-A-001", ADA]]),
    heardAt: browser.now - 5,
  });
});

Deno.test("DayCache keeps only the names of people who are in the view", async () => {
  const { open, day } = await world();
  const cache = open();
  cache.save(day({ people: new Map([["patient-A-001", ADA], ["left", ADA]]) }));
  await cache.flush();
  assertEquals([...(await open().load())?.people.keys() ?? []], ["patient-A-001"]);
});

Deno.test("DayCache writes once in a while, and the last of what it was given", async () => {
  const { browser, open, day } = await world();
  const cache = open();
  for (let back = 19; back >= 0; back--) cache.save(day({ heardAt: browser.now - back }));
  await browser.pass(SAVE_MS - 1);
  assertEquals(await open().load(), null);
  await browser.pass(1);
  await browser.settle();
  assertEquals((await open().load())?.heardAt, browser.now - SAVE_MS);
  assertEquals(browser.shelf.done.filter((what) => what === "write").length, 1);
});

Deno.test("DayCache.flush() without anything new writes nothing", async () => {
  const { browser, open } = await world();
  await open().flush();
  assertEquals(browser.shelf.done, []);
});

Deno.test("DayCache shows no day that was heard long ago, however lately it was kept", async () => {
  const { browser, open, day } = await world();
  const cache = open();
  cache.save(day({ heardAt: browser.now - KEEP_MS_MAX }));
  await cache.flush();
  assertEquals((await open().load())?.heardAt, browser.now - KEEP_MS_MAX);
  browser.now += 1;
  assertEquals(await open().load(), null);
});

Deno.test("DayCache shows nothing of another queue, and nothing older than a day", async () => {
  const { browser, open, day } = await world();
  const cache = open();
  cache.save(day());
  await cache.flush();
  const other = new DayCache("other", { vault: await browser.vault(), deps: browser.deps() });
  assertEquals(await other.load(), null);
  browser.now += KEEP_MS_MAX + 1;
  assertEquals(await open().load(), null);
});
