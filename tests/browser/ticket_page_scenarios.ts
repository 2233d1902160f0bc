/**
 * The two patient pages as a person meets them: joining by the form, following, being called while the page is open,
 * acting, losing the network; and the same without scripts. Run one by its name: `… ticket_page_scenarios.ts NAME`.
 */
import { assertEquals, assertMatch } from "@std/assert";
import { type BrowserWorld, inBrowser } from "./browser.ts";
import { type CuttableLine, openLine, overLine } from "./cuttable_line.ts";
import { connection, joinByForm, QUEUE_ID, textOf } from "./patient_steps.ts";

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

/** The browser's own word is believed at once, both ways. Its open stream would live on, so the line is cut too. */
async function saysOffline({ origin, open }: BrowserWorld, line: CuttableLine): Promise<void> {
  const { page } = await open();
  await joinByForm(page, origin);
  await connection(page, "connected");
  line.cut();
  await page.context().setOffline(true);
  await connection(page, "offline");
  assertMatch(await textOf(page, ".banner.late") ?? "", /^No connection/);
  line.mend();
  await page.context().setOffline(false);
  await connection(page, "connected");
  assertEquals(await page.locator(".banner.late").count(), 0);
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

async function joinsFast({ origin, open }: BrowserWorld): Promise<void> {
  const { page, faults } = await open();
  await page.goto(`${origin}/`);
  const taps = [`a[href="/join/${QUEUE_ID}"]`, 'button[type="submit"]'];
  await page.click(taps[0] ?? "");
  assertEquals(await page.locator("input:visible").count(), 1);
  await page.fill("#name", "Ada");
  await Promise.all([page.waitForURL(/\/t\/[\w-]{24}$/), page.click(taps[1] ?? "")]);
  await connection(page, "connected");
  await page.goto(`${origin}/`);
  await page.click(".own-ticket a");
  await page.waitForURL(/\/t\/[\w-]{24}$/);
  assertEquals(faults, []);
}

async function explains({ origin, open, reception }: BrowserWorld): Promise<void> {
  const { page, faults } = await open();
  await joinByForm(page, origin);
  await connection(page, "connected");
  assertEquals(await textOf(page, "#headline"), "You are next");
  for (const name of ["One", "Two"]) {
    await reception("/queues/join", { queueId: QUEUE_ID, patient: { name }, priority: "emergency" });
  }
  await page.waitForSelector("text=2 people before you");
  assertMatch(
    await textOf(page, '.pass .banner[role="status"]') ?? "",
    /^Your wait grew by about .+more people/,
  );
  await page.click(".why-link");
  assertMatch(await textOf(page, ".why li") ?? "", /^2 emergencies$/);
  assertEquals(await page.getAttribute(".why-link", "aria-expanded"), "true");
  const plain = (await open({ javaScriptEnabled: false })).page;
  await plain.goto(page.url());
  await plain.click(".why-link");
  assertEquals(await textOf(plain, ".why li"), "2 emergencies");
  await plain.click("text=Back to your place");
  assertEquals(new URL(plain.url()).pathname, new URL(page.url()).pathname);
  assertEquals(faults, []);
}

export const SCENARIOS: Readonly<Record<string, (world: BrowserWorld) => Promise<void>>> = {
  "a person joins, follows the line and is called while the page is open": isCalled,
  "a person moves up while the page is open, in their language": movesUp,
  "a person steps out, comes back and leaves without loading another page": actsInPlace,
  "the pages work without scripts": worksWithoutScripts,
  "the page says when it is offline, and no longer when it is back": overLine(saysOffline),
  "a call that was made while the line was dead is shown when it is back": catchesUp,
  "a name is enough to join, and the list knows the way back": joinsFast,
  "the page explains a longer wait and the order, with scripts and without": explains,
};

if (import.meta.main) {
  const [name = ""] = Deno.args;
  const scenario = SCENARIOS[name];
  if (scenario === undefined) throw new RangeError(`Unknown scenario "${name}"`);
  await inBrowser(scenario);
  Deno.exit(0);
}
