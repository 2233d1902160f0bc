/**
 * Three hundred people in one line: the desk, the waiting room's screen and the phone of the very last show what is
 * true, quickly, and answer to a finger. Run it by its name: `… crowd_scenarios.ts NAME`.
 */
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { type BrowserWorld, inBrowser } from "./browser.ts";
import { Stopwatch } from "./day_stopwatch.ts";
import { displayPathOf, join, joinMany, signInTo } from "./matrix_clinic.ts";
import { connection, QUEUE_ID, textOf } from "./patient_steps.ts";

const LAPTOP = { viewport: { width: 1366, height: 768 } };
const WALL = { viewport: { width: 1920, height: 1080 } };
const PEOPLE = 300;
const BURST_CALLS = 10;
const KEYS = 30;
/** What a person takes for immediate, with slack for a busy machine. */
const ANSWER_MS_MAX = 200;

interface Windows {
  readonly desk: Page;
  readonly display: Page;
  readonly phone: Page;
}

const row = (label: string, state: string) =>
  `#desk-table tr:has(th:text-is("${label}"))[data-status="${state}"]`;
const before = (count: number) => `#headline:text-is("${count} people before you")`;

/** Runs in the page: keeps how long each key took until the page was painted, and the tasks that blocked it. */
function measureKeys(): void {
  const times: number[] = [];
  const options = { type: "event", buffered: true, durationThreshold: 16 };
  Reflect.set(globalThis, "keyTimes", times);
  new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries()) if (name === "keydown") times.push(duration);
  }).observe(options);
}

async function openWindows(world: BrowserWorld, path: string): Promise<Windows> {
  const { origin, open } = world;
  const { page: desk } = await open(LAPTOP);
  await desk.addInitScript(measureKeys);
  const startedAt = performance.now();
  await signInTo(desk, { origin, path: `/desk/${QUEUE_ID}` });
  await desk.waitForSelector(row("W-001", "waiting"));
  console.log(`signing in and the desk's first rows: ${(performance.now() - startedAt).toFixed(0)} ms`);
  await connection(desk, "connected");
  const { page: display } = await open(WALL);
  await display.goto(`${origin}${await displayPathOf(world, QUEUE_ID)}`);
  await display.waitForSelector(".board[data-stale='false']");
  const { page: phone } = await open();
  await phone.goto(`${origin}${path}`);
  await connection(phone, "connected");
  return { desk, display, phone };
}

/** Everybody is there, and the numbers are those of the line. */
async function isTrue({ desk, display, phone }: Windows): Promise<void> {
  await phone.waitForSelector(before(PEOPLE));
  assertEquals(await textOf(display, ".board-count strong"), String(PEOPLE + 1));
  assertEquals((await display.locator(".next li").allTextContents())[0], "W-001");
  assert((await desk.innerText("#desk-table")).includes(`(${PEOPLE + 1})`), "The desk counts other people");
}

/** Moves through the rows and finds the last by name: what every press takes. */
async function answersKeys(desk: Page): Promise<void> {
  await desk.focus("#desk-table [data-ticket]");
  for (let key = 0; key < KEYS; key += 1) await desk.keyboard.press("ArrowDown");
  await desk.keyboard.press("/");
  await desk.keyboard.type("Person 299");
  await desk.waitForFunction(() => document.querySelectorAll("#desk-table [data-ticket]").length === 1);
  await desk.keyboard.press("Escape");
  await desk.waitForSelector(row("W-001", "waiting"));
  const times = await desk.evaluate((): number[] => Reflect.get(globalThis, "keyTimes"));
  const sorted = times.toSorted((a, b) => a - b);
  const slow = sorted[Math.floor(sorted.length * 0.9)] ?? 0;
  console.log(
    `${times.length} keys over 16 ms: median ${sorted[sorted.length >> 1] ?? 0} ms, p90 ${slow} ms`,
  );
  assert(slow < ANSWER_MS_MAX, `A key is answered after ${slow} ms`);
}

/** A call at the desk, then many by others at once: all windows end at the truth. */
async function follows(world: BrowserWorld, { desk, display, phone }: Windows): Promise<void> {
  const watch = new Stopwatch();
  await desk.focus("#desk-call-next");
  await watch.after("one is called", () => desk.keyboard.press("n"), [
    { page: desk, who: "desk", shows: row("W-001", "called") },
    { page: display, who: "display", shows: '.call:has-text("W-001")' },
    { page: phone, who: "phone of the last", shows: before(PEOPLE - 1) },
  ]);
  const calls = async () => {
    for (let call = 0; call < BURST_CALLS; call += 1) {
      await world.reception(`/queues/${QUEUE_ID}/call-next`, {});
    }
  };
  const last = `W-${String(BURST_CALLS + 1).padStart(3, "0")}`;
  await watch.after(`${BURST_CALLS} are called at once`, calls, [
    { page: desk, who: "desk", shows: row(last, "called") },
    { page: display, who: "display", shows: `.call:has-text("${last}")` },
    { page: phone, who: "phone of the last", shows: before(PEOPLE - 1 - BURST_CALLS) },
  ]);
  watch.end();
}

async function holdsUp(world: BrowserWorld): Promise<void> {
  await joinMany(world, QUEUE_ID, PEOPLE);
  const mine = await join(world, QUEUE_ID, { name: "The very last" });
  const windows = await openWindows(world, mine.path);
  await isTrue(windows);
  await answersKeys(windows.desk);
  await follows(world, windows);
}

export const SCENARIOS: Readonly<Record<string, (world: BrowserWorld) => Promise<void>>> = {
  "with three hundred in line desk, display and phone are right and quick": holdsUp,
};

if (import.meta.main) {
  const [name = ""] = Deno.args;
  const scenario = SCENARIOS[name];
  if (scenario === undefined) throw new RangeError(`Unknown scenario "${name}"`);
  await inBrowser(scenario);
  Deno.exit(0);
}
