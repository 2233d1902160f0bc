/**
 * A day at the clinic in several windows at once: phones, a kiosk, a desk and the waiting room's screen, each seeing
 * what the others do. Run it by its name: `… day_scenarios.ts NAME`.
 */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Page } from "playwright-core";
import { z } from "zod";
import { type BrowserWorld, inBrowser, type Watched } from "./browser.ts";
import { Stopwatch } from "./day_stopwatch.ts";
import { displayPathOf, signInTo } from "./matrix_clinic.ts";
import { connection, joinByForm, QUEUE_ID, textOf } from "./patient_steps.ts";

const LAPTOP = { viewport: { width: 1366, height: 768 } };
const WALL = { viewport: { width: 1920, height: 1080 } };
const TERMINAL = { viewport: { width: 1080, height: 1920 } };
const CALM_MS_MAX = 30_000;
const TakenAtKiosk = z.object({ data: z.object({ label: z.string(), trackingUrl: z.url() }) });

interface Day {
  readonly world: BrowserWorld;
  readonly watch: Stopwatch;
  readonly desk: Page;
  readonly display: Page;
  readonly queues: Page;
  readonly windows: readonly Watched[];
}

const row = (label: string, state?: string) =>
  `#desk-table tr:has(th:text-is("${label}"))${state === undefined ? "" : `[data-status="${state}"]`}`;
/** Calls are announced one after the other: a new one may stand among the others first. */
const onBoard = (label: string) => `.call:has(.call-label:text-is("${label}"))`;
const walkInCard = 'li.queue:has-text("Walk-in")';

async function begin(world: BrowserWorld): Promise<Day> {
  const { origin, open } = world;
  const desk = await open(LAPTOP);
  await signInTo(desk.page, { origin, path: `/desk/${QUEUE_ID}` });
  await connection(desk.page, "connected");
  await desk.page.fill(".calls-to input", "3");
  await desk.page.focus("#desk-call-next");
  const display = await open(WALL);
  await display.page.goto(`${origin}${await displayPathOf(world, QUEUE_ID)}`);
  await display.page.waitForSelector(".board[data-stale='false']");
  const queues = await open();
  await queues.page.goto(origin);
  return {
    world,
    watch: new Stopwatch(),
    desk: desk.page,
    display: display.page,
    queues: queues.page,
    windows: [desk, display, queues],
  };
}

/** Somebody joins from a phone; answers the phone on its ticket. */
async function byPhone({ world, watch, desk, display }: Day): Promise<{ phone: Watched; label: string }> {
  const phone = await world.open();
  await joinByForm(phone.page, world.origin);
  await connection(phone.page, "connected");
  const label = await textOf(phone.page, ".number") ?? "";
  await watch.after(`${label} joined by phone`, () => Promise.resolve(), [
    { page: desk, who: "desk", shows: row(label, "waiting") },
    { page: display, who: "display", shows: `.next li:has-text("${label}")` },
  ]);
  return { phone, label };
}

/** Somebody takes a number at the kiosk, and goes on by phone with the address in its code. */
async function byKiosk(day: Day): Promise<{ phone: Watched; kiosk: Watched; label: string }> {
  const { world, watch, desk, display } = day;
  const kiosk = await world.open(TERMINAL);
  const { page } = kiosk;
  await page.goto(`${world.origin}/kiosk/riverside`);
  await page.waitForFunction(() => performance.getEntriesByName("alive").length > 0);
  await page.click('.kiosk-choice[lang="de"]');
  await page.click('.kiosk-choice:has-text("Walk-in")');
  await page.keyboard.type("Kemal Aydın");
  await page.click(".kiosk-next");
  await page.click(".kiosk-next");
  const answered = page.waitForResponse(/\/numbers/);
  await page.click(".kiosk-next");
  const { label, trackingUrl } = TakenAtKiosk.parse(await (await answered).json()).data;
  await watch.after(`${label} taken at the kiosk`, () => Promise.resolve(), [
    { page: desk, who: "desk", shows: `${row(label, "waiting")} >> text=Kemal Aydın` },
    { page: display, who: "display", shows: `.next li:has-text("${label}")` },
    { page, who: "kiosk", shows: `.kiosk-number:has-text("${label}")` },
  ]);
  const phone = await world.open({ locale: "de-DE" });
  await phone.page.goto(trackingUrl);
  await connection(phone.page, "connected");
  return { phone, kiosk, label };
}

/** Called, on the way, seen, done: every window follows. */
async function isServed(day: Day, { phone, label }: { readonly phone: Watched; readonly label: string }) {
  const { watch, desk, display } = day;
  const { page } = phone;
  await watch.after(`${label} is called`, () => desk.keyboard.press("n"), [
    { page: desk, who: "desk", shows: row(label, "called") },
    { page, who: "phone", shows: ".called .room" },
    { page: display, who: "display", shows: onBoard(label) },
  ]);
  // In the person's language, with a letter as the language has it.
  assertMatch(await textOf(page, ".called .room") ?? "", /^(room|raum) 3$/i);
  assertStringIncludes((await display.innerText(onBoard(label))).toLowerCase(), "room 3");
  await watch.after(`${label} is on the way`, () => page.click(".called button.primary"), [
    { page, who: "phone", shows: ".called-thanks" },
    { page: desk, who: "desk", shows: `.now-card:has-text("${label}") .badge:text-is("On the way")` },
  ]);
  await watch.after(`${label} is being seen`, () => desk.keyboard.press("s"), [
    { page: desk, who: "desk", shows: row(label, "serving") },
    { page, who: "phone", shows: '.pass[data-status="serving"]' },
  ]);
  await watch.after(`${label} is done`, () => desk.keyboard.press("d"), [
    { page: desk, who: "desk", shows: row(label), state: "detached" },
    { page, who: "phone", shows: '.pass[data-status="completed"]' },
  ]);
  await desk.focus("#desk-call-next");
}

/** Absent by mistake, first in line again, served after all. */
async function isMissedAndFound(
  day: Day,
  { phone, label }: { readonly phone: Watched; readonly label: string },
) {
  const { watch, desk, display } = day;
  const { page } = phone;
  await watch.after(`${label} is called`, () => desk.keyboard.press("n"), [
    { page, who: "phone", shows: ".called .room" },
    { page: display, who: "display", shows: onBoard(label) },
    { page: desk, who: "desk", shows: row(label, "called") },
  ]);
  await watch.after(`${label} is absent`, () => desk.keyboard.press("a"), [
    { page: desk, who: "desk", shows: row(label), state: "detached" },
    { page, who: "phone", shows: '.pass[data-status="no_show"]' },
  ]);
  await watch.after(`${label} is taken back`, () => desk.keyboard.press("z"), [
    { page: desk, who: "desk", shows: row(label, "waiting") },
    { page, who: "phone", shows: '.pass[data-status="waiting"]' },
    { page: display, who: "display", shows: `.next li:first-child:has-text("${label}")` },
  ]);
  await desk.focus("#desk-call-next");
  await isServed(day, { phone, label });
}

/** The line pauses and goes on, and everybody is told. */
async function pauses({ watch, desk, display, queues }: Day, phone: Watched): Promise<void> {
  await desk.click('.queue-controls button:has-text("Pause")');
  await desk.keyboard.type("Fire drill");
  await watch.after("the line pauses", () => desk.keyboard.press("Enter"), [
    { page: desk, who: "desk", shows: '.action-name .badge:text-is("Paused")' },
    { page: phone.page, who: "phone", shows: ".pass >> text=The line is paused" },
    { page: display, who: "display", shows: ".board-message >> text=paused" },
  ]);
  assert(!(await display.innerText(".board")).includes("Fire drill"), "The room is told why");
  await queues.reload();
  await queues.waitForSelector(`${walkInCard}[data-status="paused"]`);
  await watch.after("the line goes on", () => desk.click('.queue-controls button:has-text("Open")'), [
    { page: desk, who: "desk", shows: '.action-name .badge:text-is("Open")' },
    { page: phone.page, who: "phone", shows: ".pass >> text=The line is paused", state: "detached" },
    { page: display, who: "display", shows: ".board-message >> text=paused", state: "detached" },
  ]);
  await desk.focus("#desk-call-next");
}

/** Nobody is left anywhere. */
async function ends({ desk, display, queues }: Day): Promise<void> {
  assertEquals(await desk.locator("#desk-table [data-ticket]").count(), 0);
  await display.waitForSelector(".call-none", { timeout: CALM_MS_MAX });
  assertEquals(await display.locator(".next li, .call-label").count(), 0);
  await queues.reload();
  const card = await queues.innerText(walkInCard);
  assert(!/[1-9]/.test(card.replace(/\d+–\d+|about.*/g, "")), `Somebody still waits: ${card}`);
}

async function livesADay(world: BrowserWorld): Promise<void> {
  const day = await begin(world);
  const first = await byPhone(day);
  const second = await byKiosk(day);
  const third = await byPhone(day);
  await isServed(day, first);
  await isMissedAndFound(day, second);
  await day.desk.focus("#desk-call-next");
  await pauses(day, third.phone);
  await isServed(day, third);
  await ends(day);
  const windows = [...day.windows, first.phone, second.phone, second.kiosk, third.phone];
  assertEquals(windows.flatMap(({ faults }) => faults), []);
  day.watch.end();
}

export const SCENARIOS: Readonly<Record<string, (world: BrowserWorld) => Promise<void>>> = {
  "a day: phones and a kiosk join, the desk works, the display and the phones follow": livesADay,
};

if (import.meta.main) {
  const [name = ""] = Deno.args;
  const scenario = SCENARIOS[name];
  if (scenario === undefined) throw new RangeError(`Unknown scenario "${name}"`);
  await inBrowser(scenario);
  Deno.exit(0);
}
