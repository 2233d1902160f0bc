/**
 * A day at the desk as receptionists have it: by keyboard alone, two desks at one line, a long line, an outage, rows
 * that stand still. Run one by its name: `… desk_scenarios.ts NAME`.
 */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { BrowserContextOptions, Page } from "playwright-core";
import { DEMO_PASSWORD } from "../support/program.ts";
import { type BrowserWorld, inBrowser, type Watched } from "./browser.ts";
import { openLine } from "./cuttable_line.ts";

const QUEUE_ID = "queue-123";
const LAPTOP = { viewport: { width: 1366, height: 768 } };
const LONG_LINE = 1_000;
const CHANGES = 20;
const PAINT_MS_MAX = 100;
const NAMES = ["Maria Lopez", "John Smith", "Aisha Khan", "Li Wei", "Wolfgang Müller-Lüdenscheidt"];

/** Opens the desk signed in as `username`, by keyboard, and waits until it is live. */
async function openDesk(
  { open }: BrowserWorld,
  { origin, username = "reception", options = {} }: {
    readonly origin: string;
    readonly username?: string;
    readonly options?: BrowserContextOptions;
  },
): Promise<Watched> {
  const watched = await open({ ...LAPTOP, ...options });
  const { page } = watched;
  await page.goto(`${origin}/desk/${QUEUE_ID}`);
  await page.waitForURL(/\/sign-in/);
  // Keys that come before the field has the focus go nowhere.
  await page.waitForSelector("#username:focus");
  await page.keyboard.type(username);
  await page.keyboard.press("Tab");
  await page.keyboard.type(DEMO_PASSWORD);
  await Promise.all([page.waitForURL(/\/desk\/queue-123$/), page.keyboard.press("Enter")]);
  await page.waitForSelector('.desk .mark[data-connection="connected"]');
  return watched;
}

async function fill({ reception }: BrowserWorld, names: readonly string[]): Promise<void> {
  for (const name of names) await reception("/queues/join", { queueId: QUEUE_ID, patient: { name } });
}

const row = (label: string) => `#desk-table tr:has(th:text-is("${label}"))`;
const inState = (label: string, state: string) => `${row(label)}[data-status="${state}"]`;
const labels = (page: Page) => page.locator("#desk-table [data-ticket] th").allTextContents();
const notice = (page: Page, text: string) => page.waitForSelector(`.undo-bar >> text=${text}`);
const gone = (page: Page, label: string) => page.waitForSelector(row(label), { state: "detached" });
const focusedTicket = (page: Page) =>
  page.evaluate(() =>
    document.activeElement?.querySelector("th")?.textContent ?? document.activeElement?.id ?? ""
  );

/** Presses keys one after the other, as a person does. */
async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** Walk-ins, call, start, done, done and next, absent. */
async function serveByKeyboard(page: Page): Promise<void> {
  await press(page, "w");
  await page.keyboard.type("Maria Lopez 0791234567 urgent wheelchair");
  assertMatch(
    (await page.textContent("#walk-in-understood")) ?? "",
    /Maria Lopez.*0791234567.*Urgent.*Disability/,
  );
  await press(page, "Enter");
  await page.waitForSelector('.slip-number:text-is("W-001")');
  for (const name of ["John Smith", "Aisha Khan", "Li Wei", "Ada Lovelace"]) {
    await page.keyboard.type(name);
    await press(page, "Enter");
    await page.waitForSelector(`.slip-card:has-text("${name}")`);
  }
  await press(page, "Escape", "Escape", "n");
  await page.waitForSelector(inState("W-001", "called"));
  await press(page, "s");
  await page.waitForSelector(inState("W-001", "serving"));
  await press(page, "Shift+D");
  await gone(page, "W-001");
  await page.waitForSelector(inState("W-002", "called"));
  await press(page, "a");
  await gone(page, "W-002");
  await press(page, "z");
  await notice(page, "W-002 is as it was before");
  await page.waitForSelector(row("W-002"));
}

/** Hold, find, move with a reason, class with a reason, removal, undo. */
async function changeByKeyboard(page: Page): Promise<void> {
  await press(page, "/");
  await page.keyboard.type("ada");
  await page.waitForFunction(() => document.querySelectorAll("#desk-table [data-ticket]").length === 1);
  await press(page, "Enter");
  assertEquals(await focusedTicket(page), "W-005");
  await press(page, "/", "Escape", "ArrowDown", "h");
  await page.waitForSelector('#desk-table tr[data-status="held"]');
  await press(page, "h");
  await page.waitForSelector('#desk-table tr[data-status="held"]', { state: "detached" });
  await press(page, "End", "m");
  await page.keyboard.type("1");
  await press(page, "Tab");
  await page.keyboard.type("Came first");
  const moved = await page.textContent('#desk-table [aria-selected="true"] th') ?? "";
  await press(page, "Enter");
  await notice(page, `${moved} moved`);
  assertEquals((await page.locator('#desk-table [data-status="waiting"] th').allTextContents())[0], moved);
  assertEquals(await focusedTicket(page), moved);
  await press(page, "p", "ArrowUp", "Tab");
  await page.keyboard.type("Feels worse");
  await press(page, "Enter");
  await notice(page, `Class of ${moved} changed`);
  await page.waitForSelector(`${row(moved)} .badge:text("Urgent")`);
  await press(page, "x");
  await page.keyboard.type("Went home");
  await press(page, "Enter");
  await gone(page, moved);
  await notice(page, `${moved} removed`);
  assertMatch(await focusedTicket(page), /^W-/);
  await press(page, "z");
  await page.waitForSelector(row(moved));
}

async function worksADay(world: BrowserWorld): Promise<void> {
  const { page, faults } = await openDesk(world, { origin: world.origin });
  await serveByKeyboard(page);
  await changeByKeyboard(page);
  // Pausing is a button: it is reached by Tab, like everything else.
  await page.focus('.queue-controls button:has-text("Pause")');
  await press(page, "Enter");
  await page.keyboard.type("Fire drill");
  await press(page, "Enter");
  await page.waitForSelector('.action-name .badge:text-is("Paused")');
  await page.focus("#desk-call-next");
  await press(page, "n");
  await page.waitForSelector(".refusal >> text=The queue is paused");
  await page.focus('.queue-controls button:has-text("Open")');
  await press(page, "Enter");
  await page.waitForSelector('.action-name .badge:text-is("Open")');
  await press(page, "?");
  await page.waitForSelector("dialog[open] >> text=Call next");
  await press(page, "n", "Escape");
  await page.waitForSelector("dialog[open]", { state: "detached" });
  // The refusals above are answers, but the browser counts them as errors of loading.
  assertEquals(faults.filter((fault) => !fault.includes("409")), []);
}

async function sharesALine(world: BrowserWorld): Promise<void> {
  const { origin } = world;
  await fill(world, NAMES);
  const one = await openDesk(world, { origin });
  const two = await openDesk(world, { origin, username: "nurse" });
  await one.page.fill(".calls-to input", "1");
  await two.page.fill(".calls-to input", "2");
  for (const { page } of [one, two]) await page.focus("#desk-call-next");
  await Promise.all([press(one.page, "n"), press(two.page, "n")]);
  for (const { page } of [one, two]) {
    await page.waitForFunction(() =>
      document.querySelectorAll('#desk-table [data-status="called"]').length === 2
    );
    await page.waitForSelector(".recent >> text=You called");
  }
  await one.page.waitForSelector(".recent >> text=Nuria Nurse called");
  // The nurse's step has not reached the other desk when it calls the same person.
  const third = "W-003";
  await one.page.context().route("**/stream/**", (route) => route.abort());
  await one.page.click(`${row(third)} .cell-name`);
  await two.page.click(`${row(third)} .cell-name`);
  await one.page.route("**/call", async (route) => {
    await two.page.keyboard.press("c");
    await two.page.waitForSelector(inState(third, "called"));
    await notice(two.page, `${third} called`);
    await route.continue();
  });
  await press(one.page, "c");
  const refusal = await one.page.waitForSelector(".refusal");
  assertMatch((await refusal.textContent()) ?? "", /Nuria Nurse called W-003 to room 2 at \d/);
}

/** Notes how long each message of the stream takes until the page is painted. */
function measurePaints(): void {
  const times: number[] = [];
  Object.assign(globalThis, { paints: times });
  const add = EventSource.prototype.addEventListener;
  type Listener = (event: Event) => void;
  function addTimed(this: EventSource, name: string, listener: Listener): void {
    const timed = (event: Event) => {
      const startedAt = performance.now();
      listener.call(this, event);
      requestAnimationFrame(() => {
        // The first task after the frame: it has been painted.
        const channel = new MessageChannel();
        channel.port1.onmessage = () => times.push(performance.now() - startedAt);
        channel.port2.postMessage(null);
      });
    };
    add.call(this, name, name === "queue-update" ? timed : listener);
  }
  Reflect.set(EventSource.prototype, "addEventListener", addTimed);
}

async function paintsFast(world: BrowserWorld): Promise<void> {
  const { origin, reception } = world;
  const people = Array.from({ length: LONG_LINE }, (_, index) => `Person ${index}`);
  for (let first = 0; first < LONG_LINE; first += 50) {
    await Promise.all(people.slice(first, first + 50).map((name) => fill(world, [name])));
  }
  const { page } = await openDesk({
    ...world,
    async open(options) {
      const watched = await world.open(options);
      await watched.page.addInitScript(measurePaints);
      return watched;
    },
  }, { origin });
  await page.waitForSelector(row("W-001"));
  assertEquals((await labels(page)).length, 100);
  const count = () => page.evaluate(() => Reflect.get(globalThis, "paints").length as number);
  for (let change = 0; change < CHANGES; change += 1) {
    const before = await count();
    await reception(`/queues/${QUEUE_ID}/call-next`, {});
    await page.waitForFunction((seen) => Reflect.get(globalThis, "paints").length > seen, before);
  }
  const paints = await page.evaluate(() => Reflect.get(globalThis, "paints") as number[]);
  // The middle of twenty: one that the machine interrupted says nothing about the desk.
  const middle = paints.toSorted((a, b) => a - b)[paints.length >> 1] ?? Infinity;
  assert(middle < PAINT_MS_MAX, `A change takes ${middle} ms to be painted: ${paints.join(" ")}`);
}

async function standsStill(world: BrowserWorld): Promise<void> {
  await fill(world, NAMES);
  const { page, faults } = await openDesk(world, { origin: world.origin });
  await page.click(`${row("W-002")} .cell-name`);
  await press(page, "m");
  await page.waitForSelector(".ask");
  await fill(world, ["Late Comer"]);
  await world.reception(`/queues/${QUEUE_ID}/call-next`, {});
  await page.waitForSelector(".held-changes >> text=2 changes wait");
  assertEquals(await labels(page), ["W-001", "W-002", "W-003", "W-004", "W-005"]);
  await press(page, "Escape");
  await page.waitForSelector(inState("W-001", "called"));
  await page.waitForSelector(row("W-006"));
  assertEquals(await focusedTicket(page), "W-002");
  assertEquals(faults, []);
}

async function isDragged(world: BrowserWorld): Promise<void> {
  await fill(world, NAMES);
  const { page, faults } = await openDesk(world, { origin: world.origin });
  await page.waitForSelector(row("W-005"));
  const from = await page.locator(`${row("W-005")} [data-grip]`).boundingBox();
  const to = await page.locator(row("W-002")).boundingBox();
  assert(from !== null && to !== null);
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x + 30, to.y + 4, { steps: 5 });
  await page.waitForSelector(`${row("W-002")}[data-drop="before"]`);
  await page.mouse.up();
  assertEquals(await page.inputValue("#ask-position"), "2");
  await page.click('.chip:text-is("Came first")');
  await page.click('.ask button[type="submit"]');
  await notice(page, "W-005 moved");
  assertEquals(await labels(page), ["W-001", "W-005", "W-002", "W-003", "W-004"]);
  assertEquals(faults, []);
}

async function worksOffline(world: BrowserWorld): Promise<void> {
  await fill(world, NAMES);
  const line = openLine(world.origin);
  try {
    const { page } = await openDesk(world, { origin: line.origin });
    await page.waitForSelector(`${row("W-001")} >> text=Maria Lopez`);
    line.cut();
    await page.waitForSelector(".desk-banners >> text=Working offline since", { timeout: 60_000 });
    await page.focus("#desk-call-next");
    await press(page, "n");
    await page.waitForSelector(`${inState("W-001", "called")}[data-mark="queued"]`);
    await press(page, "s");
    await page.waitForSelector(inState("W-001", "serving"));
    await page.waitForSelector(".desk-banners .outbox .banner");
    line.mend();
    await page.waitForSelector(`${inState("W-001", "serving")}:not([data-mark])`, { timeout: 90_000 });
    await page.waitForSelector(".desk-banners .outbox .banner", { state: "detached" });
  } finally {
    line.close();
  }
}

async function switchesKeysOff(world: BrowserWorld): Promise<void> {
  await fill(world, NAMES.slice(0, 2));
  const { page, faults } = await openDesk(world, { origin: world.origin });
  await page.waitForSelector(row("W-002"));
  await press(page, "?");
  await page.uncheck(".keys-switch input");
  await press(page, "Escape");
  await page.click(`${row("W-001")} .cell-name`);
  await press(page, "n", "x", "2");
  assertEquals(await page.locator('[data-status="called"], .ask').count(), 0);
  assertStringIncludes(page.url(), QUEUE_ID);
  await page.reload();
  await page.waitForSelector(row("W-002"));
  assertEquals(await page.locator(".key-hint").count(), 0);
  await page.focus("#desk-table [data-ticket]");
  await press(page, "Enter");
  await page.waitForSelector(inState("W-001", "called"));
  assertEquals(faults, []);
}

async function keepsTheKeyboard(world: BrowserWorld): Promise<void> {
  await fill(world, NAMES);
  const { page, faults } = await openDesk(world, { origin: world.origin });
  await page.waitForSelector(row("W-005"));
  const pressed = () => page.evaluate(() => document.activeElement?.getAttribute("data-action"));
  await page.focus("#desk-call-next");
  await press(page, "Enter");
  await page.waitForSelector(inState("W-001", "called"));
  assertEquals(await focusedTicket(page), "desk-call-next");
  await page.focus('.now-card [data-action="start"]');
  await press(page, "Enter");
  await page.waitForSelector(inState("W-001", "serving"));
  assertEquals(await pressed(), "complete");
  await press(page, "Enter");
  await gone(page, "W-001");
  assertEquals(await focusedTicket(page), "desk-call-next");
  await page.focus("#desk-table [data-ticket]");
  await press(page, "ArrowDown", "c");
  await page.waitForSelector(inState("W-003", "called"));
  assertEquals(await focusedTicket(page), "W-003");
  assertEquals(faults, []);
}

async function findsBeyondTheWindow(world: BrowserWorld): Promise<void> {
  const people = Array.from({ length: 130 }, (_, index) => `Person ${index}`);
  for (let first = 0; first < people.length; first += 26) {
    await Promise.all(people.slice(first, first + 26).map((name) => fill(world, [name])));
  }
  await fill(world, ["Hedy Lamarr"]);
  const { page, faults } = await openDesk(world, { origin: world.origin });
  await page.waitForSelector(row("W-001"));
  assertEquals(await page.locator(row("W-131")).count(), 0);
  await press(page, "/");
  await page.keyboard.type("hedy");
  await page.waitForSelector(`${row("W-131")} >> text=Hedy Lamarr`);
  await press(page, "Enter", "m");
  await page.keyboard.type("1");
  await press(page, "Tab");
  await page.keyboard.type("Feels worse");
  await press(page, "Enter");
  await notice(page, "W-131 moved");
  await press(page, "/", "Escape");
  await page.waitForFunction(() =>
    document.querySelector("#desk-table [data-ticket] th")?.textContent === "W-131"
  );
  assertEquals(faults, []);
}

async function changesQueue(world: BrowserWorld): Promise<void> {
  const { page, faults } = await openDesk(world, { origin: world.origin });
  let loads = 0;
  page.on("load", () => loads += 1);
  await press(page, "2");
  await page.waitForURL(/\/desk\/laboratory$/);
  await page.waitForSelector('h1:text-is("Laboratory")');
  await page.waitForSelector('.desk .mark[data-connection="connected"]');
  await page.goBack();
  await page.waitForSelector('h1:text-is("Walk-in")');
  assertEquals(loads, 0);
  assertEquals(faults, []);
}

export const SCENARIOS: Readonly<Record<string, (world: BrowserWorld) => Promise<void>>> = {
  "a receptionist works a day by keyboard alone": worksADay,
  "two desks at one line call two people, and learn who was first for the same one": sharesALine,
  "with a thousand in line a change is painted at once": paintsFast,
  "the rows stand still while a person types, and say what waits": standsStill,
  "a row is dragged to its place, and why is asked": isDragged,
  "the desk works on through an outage and sends what it kept": worksOffline,
  "single keys can be switched off, and stay off": switchesKeysOff,
  "the keyboard is never lost, whatever is done": keepsTheKeyboard,
  "somebody beyond the hundred is found and moved": findsBeyondTheWindow,
  "a number changes the queue without loading another page": changesQueue,
};

if (import.meta.main) {
  const [name = ""] = Deno.args;
  const scenario = SCENARIOS[name];
  if (scenario === undefined) throw new RangeError(`Unknown scenario "${name}"`);
  await inBrowser(scenario);
  Deno.exit(0);
}
