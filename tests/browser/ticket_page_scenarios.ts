/**
 * The two patient pages as a person meets them: joining by the form, following, being called while the page is open,
 * acting, losing the network; and the same without scripts. Run one by its name: `… ticket_page_scenarios.ts NAME`.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Page } from "playwright-core";
import { type BrowserWorld, inBrowser } from "./browser.ts";
import { openLine } from "./cuttable_line.ts";

const QUEUE_ID = "queue-123";
const FIRST_VIEW_BYTES_MAX = 40 * 1024;

async function joinByForm(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/`);
  await page.click(`a[href="/join/${QUEUE_ID}"]`);
  await page.fill("#name", "Ada Lovelace");
  await page.check('input[value="pregnant"]');
  await Promise.all([page.waitForURL(/\/t\/[\w-]{24}$/), page.click('button[type="submit"]')]);
}

const textOf = async (page: Page, selector: string) => (await page.textContent(selector))?.trim();
const connection = (page: Page, state: string) => page.waitForSelector(`.mark[data-connection="${state}"]`);

async function isCalled({ origin, open, reception }: BrowserWorld): Promise<void> {
  const { page, faults } = await open();
  await joinByForm(page, origin);
  await connection(page, "connected");
  assertMatch(await textOf(page, ".number") ?? "", /^[A-Z]+-\d{3}$/);
  assertEquals(await textOf(page, "#headline"), "You are next");
  await reception(`/queues/${QUEUE_ID}/call-next`, { room: "3" });
  await page.waitForSelector(".called");
  assertEquals((await textOf(page, ".called .room"))?.toLowerCase(), "room 3");
  assertEquals(await page.title(), "It is your turn");
  await page.click(".called button.primary");
  await page.waitForSelector(".called-thanks");
  assertEquals(faults, []);
}

async function movesUp({ origin, open, reception }: BrowserWorld): Promise<void> {
  const first = await open();
  await joinByForm(first.page, origin);
  const second = await open({ locale: "de-DE" });
  await joinByForm(second.page, origin);
  await connection(second.page, "connected");
  assertEquals(await textOf(second.page, "#headline"), "1 Person vor Ihnen");
  await reception(`/queues/${QUEUE_ID}/call-next`, {});
  await second.page.waitForSelector("text=Sie sind als Nächstes dran");
  assertEquals(await textOf(second.page, ".number-now"), await textOf(first.page, ".called-label"));
  assertEquals([...first.faults, ...second.faults], []);
}

async function actsInPlace({ origin, open }: BrowserWorld): Promise<void> {
  const { page, faults } = await open({ locale: "ar" });
  await joinByForm(page, origin);
  assertEquals(await page.getAttribute("html", "dir"), "rtl");
  await connection(page, "connected");
  let loads = 0;
  page.on("load", () => loads += 1);
  await page.click('form[action$="/hold"] button');
  await page.waitForSelector('.pass[data-status="held"]');
  await page.click('form[action$="/resume"] button');
  await page.waitForSelector('.pass[data-status="waiting"]');
  await page.click(".leave summary");
  await page.click('form[action$="/leave"] button');
  await page.waitForSelector('.pass[data-status="cancelled"]');
  assertEquals(loads, 0);
  assertEquals(faults, []);
}

async function worksWithoutScripts({ origin, open }: BrowserWorld): Promise<void> {
  const { page, faults } = await open({ javaScriptEnabled: false });
  await joinByForm(page, origin);
  for (const [action, status] of [["hold", "held"], ["resume", "waiting"], ["leave", "cancelled"]] as const) {
    if (action === "leave") await page.click(".leave summary");
    await page.click(`form[action$="/${action}"] button`);
    await page.waitForSelector(`.pass[data-status="${status}"]`);
  }
  assertEquals(faults, []);
}

async function saysOffline({ origin, open }: BrowserWorld): Promise<void> {
  const { page } = await open();
  await joinByForm(page, origin);
  await connection(page, "connected");
  await page.context().setOffline(true);
  await connection(page, "offline");
  assertMatch(await textOf(page, ".banner") ?? "", /^No connection/);
  await page.context().setOffline(false);
  await connection(page, "connected");
  assertEquals(await page.locator(".banner").count(), 0);
}

async function catchesUp({ origin, open, reception }: BrowserWorld): Promise<void> {
  const line = openLine(origin);
  try {
    const { page } = await open();
    await joinByForm(page, line.origin);
    await connection(page, "connected");
    line.cut();
    await connection(page, "reconnecting");
    await reception(`/queues/${QUEUE_ID}/call-next`, { room: "Blue door" });
    assertEquals(await page.locator(".called").count(), 0);
    line.mend();
    await page.waitForSelector(".called");
    assertEquals(await textOf(page, ".called .room"), "Blue door");
  } finally {
    line.close();
  }
}

async function isSmall({ origin, open }: BrowserWorld): Promise<void> {
  const { page } = await open();
  await joinByForm(page, origin);
  const fresh = (await open()).page;
  const names: string[] = [];
  let bytes = 0;
  fresh.on("requestfinished", async (request) => {
    names.push(new URL(request.url()).pathname);
    bytes += (await request.sizes()).responseBodySize;
  });
  await fresh.goto(page.url(), { waitUntil: "load" });
  await connection(fresh, "connected");
  assert(names.some((name) => name.endsWith("/boot.js")), names.join(" "));
  assert(bytes > 0 && bytes <= FIRST_VIEW_BYTES_MAX, `The first view is ${bytes} bytes`);
}

export const SCENARIOS: Readonly<Record<string, (world: BrowserWorld) => Promise<void>>> = {
  "a person joins, follows the line and is called while the page is open": isCalled,
  "a person moves up while the page is open, in their language": movesUp,
  "a person steps out, comes back and leaves without loading another page": actsInPlace,
  "the pages work without scripts": worksWithoutScripts,
  "the page says when it is offline, and no longer when it is back": saysOffline,
  "a call that was made while the line was dead is shown when it is back": catchesUp,
  "the first view of a ticket is small": isSmall,
};

if (import.meta.main) {
  const [name = ""] = Deno.args;
  const scenario = SCENARIOS[name];
  if (scenario === undefined) throw new RangeError(`Unknown scenario "${name}"`);
  await inBrowser(scenario);
  Deno.exit(0);
}
