/**
 * A patient's phone without a connection: pages that were open open again with their age, what was done meanwhile is
 * sent once or dropped with a word, and a page that is over is forgotten. Run one by its name:
 * `… offline_ticket_scenarios.ts NAME`.
 */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Page } from "playwright-core";
import { type BrowserWorld, inBrowser } from "./browser.ts";
import { type CuttableLine, overLine } from "./cuttable_line.ts";
import { connection, joinByForm, kept, QUEUE_ID, textOf } from "./patient_steps.ts";

/** Longer than a page takes to be sure that there is no server, or to find it again. */
const LEARNED_MS_MAX = 90_000;

const learned = (page: Page, state: string) =>
  page.waitForSelector(`.mark[data-connection="${state}"]`, { timeout: LEARNED_MS_MAX });

async function joined({ origin, open }: BrowserWorld): Promise<Page> {
  const { page } = await open();
  await joinByForm(page, origin);
  await connection(page, "connected");
  await kept(page);
  return page;
}

/** Cuts the line, and waits until the page is sure that there is none. */
async function lose(page: Page, line: CuttableLine): Promise<void> {
  line.cut();
  await learned(page, "offline");
}

/** Mends the line, and waits until the page has found it. */
async function find(page: Page, line: CuttableLine): Promise<void> {
  line.mend();
  await learned(page, "connected");
}

async function opensAgain(world: BrowserWorld, line: CuttableLine): Promise<void> {
  const page = await joined(world);
  const label = await textOf(page, ".number");
  // Moves on after the copy was taken: what the phone heard last counts, not the copy.
  await world.reception("/queues/join", {
    queueId: QUEUE_ID,
    patient: { name: "One" },
    priority: "emergency",
  });
  await page.waitForSelector("text=1 person before you");
  line.cut();
  await page.reload();
  await learned(page, "offline");
  assertEquals(await textOf(page, ".number"), label);
  assertEquals(await textOf(page, "#headline"), "1 person before you");
  assertMatch(await textOf(page, ".banner.late") ?? "", /^No connection/);
  await page.goto(`${world.origin}/`);
  await page.waitForSelector(".own-ticket");
  await page.goto(`${world.origin}/join/${QUEUE_ID}`);
  assertEquals(await textOf(page, "h1"), "You are offline");
  line.mend();
  await page.click("text=Try again");
  await page.waitForSelector("#name");
}

async function replays(world: BrowserWorld, line: CuttableLine): Promise<void> {
  const page = await joined(world);
  await lose(page, line);
  await page.click('form[action$="/hold"] button');
  assertStringIncludes(await textOf(page, ".kept") ?? "", "Not sent yet: “I need more time”");
  await page.reload();
  await page.waitForSelector(".kept");
  await find(page, line);
  await page.waitForSelector('.pass[data-status="held"]');
  assertEquals(await page.locator(".kept").count(), 0);
}

async function takesBack(world: BrowserWorld, line: CuttableLine): Promise<void> {
  const page = await joined(world);
  await lose(page, line);
  await page.click(".leave summary");
  await page.click('form[action$="/leave"] button');
  await page.click(".kept button");
  await find(page, line);
  assertEquals(await page.locator(".kept").count(), 0);
  assertEquals(await page.getAttribute(".pass", "data-status"), "waiting");
}

async function isOvertaken(world: BrowserWorld, line: CuttableLine): Promise<void> {
  const page = await joined(world);
  await lose(page, line);
  await page.click('form[action$="/hold"] button');
  await page.waitForSelector(".kept");
  await world.reception(`/queues/${QUEUE_ID}/call-next`, { room: "3" });
  line.mend();
  await page.waitForSelector(".called", { timeout: LEARNED_MS_MAX });
  assertMatch(await textOf(page, '.banner[role="alert"]') ?? "", /^“I need more time” was not sent/);
  assertEquals(await page.locator(".kept").count(), 0);
}

async function keepsNoMore(world: BrowserWorld): Promise<void> {
  const page = await joined(world);
  const addresses: string[] = await page.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => new URL(url).pathname);
  });
  const own = new URL(page.url()).pathname;
  assert(addresses.includes(own) && addresses.includes("/offline"), addresses.join(" "));
  const allowed = /^\/(?:$|offline$|static\/|t\/[\w-]{24}$)/;
  assertEquals(addresses.filter((path) => !allowed.test(path)), []);
  const stored = await page.evaluate("JSON.stringify({ ...localStorage })");
  assert(typeof stored === "string" && !stored.includes("Lovelace") && stored.includes(own), String(stored));
}

export const SCENARIOS: Readonly<Record<string, (world: BrowserWorld) => Promise<void>>> = {
  "a ticket opens again without a connection, as it was last known": overLine(opensAgain),
  "what was done without a connection is sent when it is back": overLine(replays),
  "what was done without a connection can be taken back": overLine(takesBack),
  "what was done without a connection is dropped when something else came first": overLine(isOvertaken),
  "a phone keeps its own pages and nobody's name": keepsNoMore,
};

if (import.meta.main) {
  const [name = ""] = Deno.args;
  const scenario = SCENARIOS[name];
  if (scenario === undefined) throw new RangeError(`Unknown scenario "${name}"`);
  await inBrowser(scenario);
  Deno.exit(0);
}
