/**
 * A desk when the server dies under it: the page and the day come from this computer, people are entered and called, and
 * everything is carried out once when the server is back. Run one by its name: `… offline_desk_scenarios.ts NAME`.
 */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Page } from "playwright-core";
import { DEMO_PASSWORD } from "../support/program.ts";
import { type BrowserWorld, inBrowser } from "./browser.ts";
import { type CuttableLine, overLine } from "./cuttable_line.ts";

const LAPTOP = { viewport: { width: 1366, height: 768 } };
const QUEUE_ID = "queue-123";
const DESK = `/desk/${QUEUE_ID}`;
/** Longer than what is on the page takes to be written down as the day. */
const SAVED_MS = 4_500;
const LOOK_MS = 100;
/** Longer than a page takes to be sure that there is no server, or to find it again. */
const LEARNED_MS_MAX = 90_000;

async function signIn(page: Page, { origin, username = "reception" }: {
  readonly origin: string;
  readonly username?: string;
}): Promise<void> {
  await page.goto(`${origin}/sign-in?next=${encodeURIComponent(DESK)}`);
  await page.fill("#username", username);
  await page.fill("#password", DEMO_PASSWORD);
  await Promise.all([page.waitForURL(`${origin}${DESK}`), page.click('button[type="submit"]')]);
  await page.waitForSelector(".desk");
}

const rowOf = (label: string) => `#desk-table tr:has(th:text-is("${label}"))`;
const inState = (label: string, state: string) => `${rowOf(label)}[data-status="${state}"]`;
/** The same, with every step of its own written down to be sent. */
const keptInState = (label: string, state: string) => `${inState(label, state)}[data-mark="queued"]`;
const connection = (page: Page, state: string) =>
  page.waitForSelector(`.desk .mark[data-connection="${state}"]`, { timeout: LEARNED_MS_MAX });

const labelsShown = (page: Page) => page.locator("#desk-table [data-ticket] th").allTextContents();

/** Presses keys one after the other, as a person does. */
async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

interface Ticket {
  readonly ticketId: string;
  readonly label: string;
  readonly status: string;
}

async function join({ reception }: BrowserWorld, name: string): Promise<Ticket> {
  const { data } = await reception("/queues/join", { queueId: QUEUE_ID, patient: { name } }) as {
    data: Ticket;
  };
  return data;
}

/** Every ticket of the queue as the server has it, asked with the page's own session. */
async function ticketsOf(page: Page): Promise<readonly Ticket[]> {
  return await page.evaluate(async (path) => {
    const { data } = await (await fetch(path)).json();
    return data.map(({ ticketId, label, status }: Ticket) => ({ ticketId, label, status }));
  }, `/api/v1/queues/${QUEUE_ID}/tickets`);
}

/** What lies in this browser: numbers of keys and records, names of caches. */
async function keptIn(page: Page) {
  return await page.evaluate(async () => {
    const names = (await indexedDB.databases()).map(({ name }) => name);
    const caches = await globalThis.caches.keys();
    if (!names.includes("anteroom")) return { keys: 0, records: 0, caches };
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open("anteroom");
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const count = (store: string) =>
      new Promise<number>((resolve) => {
        const request = database.transaction(store).objectStore(store).count();
        request.onsuccess = () => resolve(request.result);
      });
    const kept = { keys: await count("keys"), records: await count("records"), caches };
    database.close();
    return kept;
  });
}

/** Resolves when what lies in this browser is as `isSo` wants it. */
async function untilKept(
  page: Page,
  isSo: (kept: Awaited<ReturnType<typeof keptIn>>) => boolean,
): Promise<void> {
  const endsAt = performance.now() + LEARNED_MS_MAX;
  for (let kept = await keptIn(page); !isSo(kept); kept = await keptIn(page)) {
    assert(performance.now() < endsAt, `Kept are ${JSON.stringify(kept)}`);
    await page.waitForTimeout(LOOK_MS);
  }
}

/** Resolves when all that an outage needs is there: the page and its scripts, the day as shown, a block of numbers. */
async function settled(page: Page): Promise<void> {
  await page.waitForTimeout(SAVED_MS);
  await page.waitForFunction(async () => {
    const scripts = Array.from(document.scripts).map(({ src }) => src).filter((src) => src !== "");
    const copies = await Promise.all([location.href, ...scripts].map((address) => caches.match(address)));
    return copies.every((copy) => copy !== undefined);
  });
  await untilKept(page, ({ records }) => records >= 2);
}

async function signOut(page: Page): Promise<void> {
  await page.click(".menu-end > summary");
  await Promise.all([page.waitForURL(/\/sign-in\?out=1$/), page.click(".menu-action")]);
}

const unsent = (page: Page) => page.waitForSelector(".outbox .banner.soon");
const allSent = (page: Page) =>
  page.waitForSelector(".outbox .banner.soon", { state: "detached", timeout: LEARNED_MS_MAX });

async function throughAnOutage(world: BrowserWorld): Promise<void> {
  const { origin, open, kill, restart } = world;
  const ada = await join(world, "Ada Lovelace");
  const bo = await join(world, "Bo Anders");
  const { page } = await open(LAPTOP);
  await signIn(page, { origin });
  await page.waitForSelector(rowOf(bo.label));
  await page.waitForSelector("text=Bo Anders");
  await settled(page);
  await kill();
  await page.reload();
  await page.waitForSelector(rowOf(bo.label));
  await page.waitForSelector("text=Bo Anders");

  await connection(page, "offline");
  await press(page, "w");
  await page.keyboard.type("Cleo Newcomer");
  await press(page, "Enter");
  const number = (await page.textContent(".slip-number"))?.trim() ?? "";
  assertMatch(number, /^[A-Z]+-[A-Z]{1,2}\d{2}$/);
  await page.waitForSelector(rowOf(number));
  assertEquals(await labelsShown(page), [ada.label, bo.label, number]);

  await press(page, "Escape", "Escape", "n");
  await page.waitForSelector(inState(ada.label, "called"));
  await press(page, "s");
  await page.waitForSelector(keptInState(ada.label, "serving"));
  await press(page, "d");
  await page.waitForSelector(rowOf(ada.label), { state: "detached" });
  await unsent(page);
  // A crash of the page loses nothing either.
  await page.reload();
  await page.waitForSelector(rowOf(number));
  assertEquals(await labelsShown(page), [bo.label, number]);

  await restart();
  await allSent(page);
  const tickets = await ticketsOf(page);
  assertEquals(tickets.map(({ label, status }) => [label, status]), [
    [ada.label, "completed"],
    [bo.label, "waiting"],
    [number, "waiting"],
  ]);
  assertEquals(await page.$$eval(".outbox-conflict", (conflicts) => conflicts.length), 0);
}

async function meetsAnotherDesk(world: BrowserWorld, line: CuttableLine): Promise<void> {
  const { origin, open, as } = world;
  const nurse = as("nurse");
  const [ada, bo, cleo] = [await join(world, "Ada"), await join(world, "Bo"), await join(world, "Cleo")];
  const { page } = await open(LAPTOP);
  await signIn(page, { origin });
  await page.waitForSelector(rowOf(cleo.label));
  await connection(page, "connected");
  line.cut();
  await connection(page, "offline");
  await press(page, "n");
  await page.waitForSelector(inState(ada.label, "called"));
  await press(page, "s");
  await page.waitForSelector(inState(ada.label, "serving"));
  await page.click(rowOf(bo.label));
  await press(page, "h");
  await page.waitForSelector(inState(bo.label, "held"));
  // Meanwhile somebody else, who has a connection: the same hold, and a call of the person that this desk serves.
  await nurse(`/tickets/${bo.ticketId}/hold`);
  await nurse(`/tickets/${ada.ticketId}/call`, { room: "9" });
  line.mend();
  const conflicts = page.locator(".outbox-conflict");
  await conflicts.first().waitFor({ timeout: LEARNED_MS_MAX });
  await allSent(page);
  // The hold had one answer; who was called elsewhere meanwhile is for a person to look at, the start too.
  assertEquals((await ticketsOf(page)).map(({ status }) => status), ["called", "held", "waiting"]);
  await page.waitForSelector(inState(ada.label, "called"));
  const said = await conflicts.allInnerTexts();
  assertEquals(said.length, 2);
  for (const [index, command] of ["Call", "Start"].entries()) {
    assertMatch(said[index] ?? "", new RegExp(`^${command}.* ${ada.label} given here`));
    assertStringIncludes(said[index] ?? "", `Nuria Nurse called ${ada.label}`);
  }
  for (const left of [1, 0]) {
    await conflicts.first().locator(".button.plain").click();
    await page.waitForFunction(
      (count) => document.querySelectorAll(".outbox-conflict").length === count,
      left,
    );
  }
  await page.reload();
  await connection(page, "connected");
  assertEquals(await conflicts.count(), 0);
}

async function leavesNothing(world: BrowserWorld): Promise<void> {
  const { origin, open } = world;
  const ada = await join(world, "Ada Lovelace");
  const { page } = await open(LAPTOP);
  await signIn(page, { origin });
  await page.waitForSelector(rowOf(ada.label));
  await settled(page);
  const kept = await keptIn(page);
  assertEquals(kept.keys, 1);
  assert(kept.records >= 2, "neither a day nor numbers were kept");
  assert(kept.caches.some((name) => name.endsWith("staff")), kept.caches.join());
  const html = await page.evaluate(async () => {
    const texts: string[] = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) texts.push(await (await cache.match(request))?.text() ?? "");
    }
    return texts.join();
  });
  assert(!html.includes("Lovelace"), "a kept page names a patient");
  await signOut(page);
  const left = await keptIn(page);
  assertEquals([left.keys, left.records, left.caches.filter((name) => name.endsWith("staff"))], [0, 0, []]);
  await page.goto(`${origin}${DESK}`);
  assertStringIncludes(page.url(), "/sign-in");
}

async function keepsForOneAccount(world: BrowserWorld, line: CuttableLine): Promise<void> {
  const { origin, open } = world;
  const ada = await join(world, "Ada");
  const { page } = await open(LAPTOP);
  await signIn(page, { origin });
  await page.waitForSelector(rowOf(ada.label));
  await connection(page, "connected");
  const other = await page.context().newPage();
  await other.goto(`${origin}${DESK}`);
  await other.waitForSelector(rowOf(ada.label));
  line.cut();
  await connection(page, "offline");
  await page.click(rowOf(ada.label));
  await press(page, "h");
  await unsent(page);
  await unsent(other);
  // Without a word of sign-out: the cookie goes, and another account signs in.
  await page.context().clearCookies();
  line.mend();
  await page.waitForSelector("dialog.session-end[open]", { timeout: LEARNED_MS_MAX });
  await other.close();
  await signIn(page, { origin, username: "nurse" });
  await page.waitForSelector(rowOf(ada.label));
  await connection(page, "connected");
  assertEquals(await page.locator(".outbox .banner").count(), 0);
  assertEquals((await ticketsOf(page)).map(({ status }) => status), ["waiting"]);
  assertEquals((await keptIn(page)).keys, 1);
}

async function goesOnAfterSigningIn(world: BrowserWorld, line: CuttableLine): Promise<void> {
  const { origin, open } = world;
  const ada = await join(world, "Ada");
  const { page } = await open(LAPTOP);
  await signIn(page, { origin });
  await page.waitForSelector(rowOf(ada.label));
  await connection(page, "connected");
  line.cut();
  await connection(page, "offline");
  await page.click(rowOf(ada.label));
  await press(page, "h");
  await unsent(page);
  await page.context().clearCookies();
  line.mend();
  await page.waitForSelector("dialog.session-end[open]", { timeout: LEARNED_MS_MAX });
  // The day goes with the session, what is to be sent stays.
  await untilKept(page, ({ records }) => records === 1);
  await signIn(page, { origin });
  await page.waitForSelector(inState(ada.label, "held"));
  await allSent(page);
  assertEquals((await ticketsOf(page)).map(({ status }) => status), ["held"]);
}

async function saysWhatIsUnsent(world: BrowserWorld): Promise<void> {
  const { origin, open, kill, restart } = world;
  const ada = await join(world, "Ada");
  const { page } = await open(LAPTOP);
  await signIn(page, { origin });
  await page.waitForSelector(rowOf(ada.label));
  await connection(page, "connected");
  await settled(page);
  await kill();
  await connection(page, "offline");
  // Without a pause: the start means whoever was just called.
  await press(page, "n", "s");
  await page.waitForSelector(keptInState(ada.label, "serving"));
  await unsent(page);
  await page.click(".menu-end > summary");
  await page.click(".menu-action");
  await page.waitForSelector(".unsent-question[open]");
  assertStringIncludes(await page.textContent(".unsent-question") ?? "", "2 actions have not been sent yet");
  await page.keyboard.press("Escape");
  await page.waitForSelector(".unsent-question", { state: "detached" });
  await page.waitForSelector(inState(ada.label, "serving"));
  await restart();
  await allSent(page);
  assertEquals((await ticketsOf(page)).map(({ status }) => status), ["serving"]);
  await connection(page, "connected");
  await signOut(page);
}

async function printsTheLine(world: BrowserWorld): Promise<void> {
  const { origin, open, kill } = world;
  const ada = await join(world, "Ada Lovelace");
  const { page } = await open(LAPTOP);
  await page.addInitScript(() => globalThis.print = () => {});
  await signIn(page, { origin });
  await page.waitForSelector(rowOf(ada.label));
  await settled(page);
  assert(!await page.isVisible(".downtime"));
  await kill();
  await page.click('button:has-text("Print downtime list")');
  await page.waitForSelector('html[data-printing="downtime"]');
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  assert(await page.isVisible(".downtime"));
  for (const hidden of [".desk-line", ".staff-header", ".desk-top"]) {
    assert(!await page.isVisible(hidden), hidden);
  }
  const rows = await page.locator(".downtime tbody tr").allInnerTexts();
  assertStringIncludes(rows[0] ?? "", "Ada Lovelace");
  assertMatch(rows.at(-1) ?? "", /^[A-Z]+-[A-Z]{1,2}\d{2}/);
  const [ink, paper] = await page.$eval(".downtime", (list) => {
    const { color, backgroundColor } = getComputedStyle(list);
    return [color, backgroundColor];
  });
  assertEquals([ink, paper], ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]);
  await page.evaluate(() => void dispatchEvent(new Event("afterprint")));
  assert(!await page.isVisible(".downtime"));
}

export const SCENARIOS: Readonly<Record<string, (world: BrowserWorld) => Promise<void>>> = {
  "a desk works through the death of its server, and everything is there once afterwards": throughAnOutage,
  "what another desk did meanwhile is settled, or shown with who and what": overLine(meetsAnotherDesk),
  "signing out leaves nothing of the day in the browser": leavesNothing,
  "another account gets nothing of what one left unsent": overLine(keepsForOneAccount),
  "who signs in again has everything sent": overLine(goesOnAfterSigningIn),
  "signing out says first what is not sent yet": saysWhatIsUnsent,
  "the downtime list prints black on white, with numbers, without a server": printsTheLine,
};

if (import.meta.main) {
  const [name = ""] = Deno.args;
  const scenario = SCENARIOS[name];
  if (scenario === undefined) throw new RangeError(`Unknown scenario "${name}"`);
  await inBrowser(scenario);
  Deno.exit(0);
}
