/**
 * A session as staff meet it: signing in by keyboard and without scripts, the end of a session in every tab, and what
 * another site can do with it. Run one by its name: `… staff_session_scenarios.ts NAME`.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Page } from "playwright-core";
import { DEMO_PASSWORD } from "../support/program.ts";
import { type BrowserWorld, inBrowser } from "./browser.ts";

const LAPTOP = { viewport: { width: 1366, height: 768 } };
const QUEUE_ID = "queue-123";

async function signIn(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/desk`);
  await page.fill("#username", "reception");
  await page.fill("#password", DEMO_PASSWORD);
  await Promise.all([page.waitForURL(`${origin}/desk`), page.click('button[type="submit"]')]);
}

const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent?.trim() || "");

async function byKeyboard({ origin, open }: BrowserWorld): Promise<void> {
  const { page, faults } = await open(LAPTOP);
  await page.goto(`${origin}/desk`);
  assertEquals(await focused(page), "username");
  await page.keyboard.type("reception");
  await page.keyboard.press("Tab");
  await page.waitForSelector("html.has-script");
  await page.keyboard.type(DEMO_PASSWORD);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  assertEquals(await page.getAttribute("#password", "type"), "text");
  assertEquals(await page.inputValue("#password"), DEMO_PASSWORD);
  await page.keyboard.press("Space");
  assertEquals(await page.getAttribute("#password", "type"), "password");
  await page.keyboard.press("Tab");
  await Promise.all([page.waitForURL(`${origin}/desk`), page.keyboard.press("Enter")]);
  // Skip link, desk, doctor, displays, account.
  for (let step = 0; step < 5; step += 1) await page.keyboard.press("Tab");
  assertStringIncludes(await focused(page), "Robin Reception");
  await page.keyboard.press("Enter");
  assert(await page.isVisible(".menu-action"));
  await page.keyboard.press("Tab");
  await page.keyboard.press("Escape");
  assert(!await page.isVisible(".menu-action"));
  assertStringIncludes(await focused(page), "Robin Reception");
  assertEquals(faults, []);
}

async function withoutScripts({ origin, open }: BrowserWorld): Promise<void> {
  const { page, faults } = await open({ javaScriptEnabled: false });
  await page.goto(`${origin}/desk`);
  assert(!await page.isVisible(".password-show"));
  await signIn(page, origin);
  assertStringIncludes(await page.textContent("main") ?? "", "Walk-in");
  await page.click(".menu-end > summary");
  await Promise.all([page.waitForURL(/\/sign-in\?out=1$/), page.click(".menu-action")]);
  assertStringIncludes(await page.textContent("main") ?? "", "You are signed out.");
  await page.goto(`${origin}/desk`);
  assertStringIncludes(page.url(), "/sign-in?next=%2Fdesk");
  assertEquals(faults, []);
}

async function endsInEveryTab({ origin, open }: BrowserWorld): Promise<void> {
  const { page } = await open(LAPTOP);
  await signIn(page, origin);
  const other = await page.context().newPage();
  await other.goto(`${origin}/doctor`);
  await other.waitForFunction(() => document.documentElement.classList.contains("has-script"));
  await other.waitForSelector("dialog.session-end", { state: "attached" });
  await page.evaluate(async () => {
    localStorage.setItem("kept", "day");
    await caches.open("kept");
  });
  await page.click(".menu-end > summary");
  await Promise.all([page.waitForURL(/\/sign-in\?out=1$/), page.click(".menu-action")]);
  assert(!await page.isVisible("dialog.session-end"));
  await other.waitForSelector("dialog.session-end[open]");
  const kept = await page.evaluate(async () => [localStorage.getItem("kept"), await caches.has("kept")]);
  assertEquals(kept, [null, false]);
  await Promise.all([
    other.waitForURL(/\/sign-in\?next=%2Fdoctor$/),
    other.click("dialog.session-end a"),
  ]);
}

async function endsElsewhere({ origin, open }: BrowserWorld): Promise<void> {
  const { page } = await open(LAPTOP);
  await signIn(page, origin);
  await page.waitForSelector("dialog.session-end", { state: "attached" });
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const out = await fetch(`${origin}/api/v1/auth/sign-out`, {
    method: "POST",
    headers: { cookie, "content-type": "application/json" },
    body: "{}",
  });
  assertEquals(out.status, 204);
  assert(!await page.isVisible("dialog.session-end"));
  // The tab is seen again.
  await page.evaluate(() => void document.dispatchEvent(new Event("visibilitychange")));
  await page.waitForSelector("dialog.session-end[open]");
  await Promise.all([page.waitForURL(/\/sign-in\?next=%2Fdesk$/), page.keyboard.press("Enter")]);
  assertStringIncludes(await page.textContent("main") ?? "", "Your session has ended.");
}

/** Another origin on the same site: the browser sends the cookie along, and it must open nothing. */
async function fromAnotherOrigin({ origin, open, reception }: BrowserWorld): Promise<void> {
  await reception("/queues/join", { queueId: QUEUE_ID, patient: { name: "Ada" } });
  const { page } = await open(LAPTOP);
  await signIn(page, origin);
  const headers = { "content-type": "text/html" };
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response("<p>Elsewhere</p>", { headers }),
  );
  try {
    await page.goto(`http://127.0.0.1:${server.addr.port}/`);
    await page.evaluate(async ({ origin, queueId }) => {
      const path = `${origin}/api/v1/queues/${queueId}/call-next`;
      await fetch(path, { method: "POST", mode: "no-cors", credentials: "include" });
      await fetch(`${origin}/sign-out`, { method: "POST", mode: "no-cors", credentials: "include" });
    }, { origin, queueId: QUEUE_ID });
    await page.goto(`${origin}/desk`);
    assertEquals(page.url(), `${origin}/desk`);
    const work = await page.evaluate(() => fetch("/api/v1/work").then((response) => response.json()));
    const queue = work.data.find(({ queueId }: { queueId: string }) => queueId === QUEUE_ID);
    assertEquals([queue.waiting, queue.called], [1, 0]);
  } finally {
    await server.shutdown();
  }
}

export const SCENARIOS: Readonly<Record<string, (world: BrowserWorld) => Promise<void>>> = {
  "staff sign in, look into their menus and out again by keyboard alone": byKeyboard,
  "staff sign in and out without scripts": withoutScripts,
  "a sign-out ends every tab and wipes what was kept": endsInEveryTab,
  "a session that was ended elsewhere is said when the tab is seen again": endsElsewhere,
  "another origin can do nothing with a session, even where the cookie goes along": fromAnotherOrigin,
};

if (import.meta.main) {
  const [name = ""] = Deno.args;
  const scenario = SCENARIOS[name];
  if (scenario === undefined) throw new RangeError(`Unknown scenario "${name}"`);
  await inBrowser(scenario);
  Deno.exit(0);
}
