/**
 * Every page as everybody may meet it: in three languages, light and dark, from a phone to a wall, at 200%, without
 * motion, with nobody, three and three hundred in line. Run one by its name: `… every_page_scenarios.ts NAME`; a word
 * after the name looks only at pages whose name has it.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Page } from "playwright-core";
import { type BrowserWorld, inBrowser } from "./browser.ts";
import { axeSource, Findings, load, lookAt, openEyes, type Sight } from "./matrix.ts";
import { axeFindingsOf, bringAxe, movementsOf, overflowsOf, settle } from "./matrix_checks.ts";
import {
  BUSY_QUEUE_ID,
  displayPathOf,
  furnish,
  type Furnished,
  joinMany,
  makeQueue,
  PAUSED_QUEUE_ID,
} from "./matrix_clinic.ts";

/** There when a page follows what happens. */
const MARK = '.mark[data-connection="connected"]';
const KIOSK = "/kiosk/riverside";
const CROWDS = [[0, "X"], [3, "Y"], [300, "Z"]] as const;
const LAPTOP = { width: 1366, height: 768 };
const PORTRAIT = { width: 1080, height: 1920 };

type Act = (page: Page) => Promise<void>;

const choose: Act = (page) => page.click(".kiosk-choice:not(.ask)");
const chooseQueue: Act = (page) => page.click('.kiosk-choice:has-text("Walk-in")');
const goOn: Act = (page) => page.click(".kiosk-next");
const writeName: Act = (page) => page.fill(".kiosk-form input", "Maria Lopez");
/** What a person does from the welcome on; each question needs one more of them. */
const STEPS: readonly (readonly [question: string, act: Act])[] = [
  ["service", choose],
  ["name", chooseQueue],
  ["phone", async (page) => {
    await writeName(page);
    await goOn(page);
  }],
  ["needs", goOn],
  ["done", goOn],
];

/** The kiosk at each of its questions. */
export function kioskSights(): readonly Sight[] {
  const asked = STEPS.map(([question], last): Sight => ({
    name: `kiosk ${question}`,
    path: KIOSK,
    size: PORTRAIT,
    ready: `.kiosk[data-question="${question}"]`,
    async act(page) {
      for (const [reached, act] of STEPS.slice(0, last + 1)) {
        await act(page);
        await page.waitForSelector(`.kiosk[data-question="${reached}"]`);
      }
    },
  }));
  const person: Sight = {
    name: "kiosk person",
    path: KIOSK,
    size: PORTRAIT,
    ready: '.kiosk[data-question="person"]',
    act: (page) => page.click(".kiosk-choice.ask"),
  };
  return [{ name: "kiosk", path: KIOSK, ready: ".kiosk-choice", size: PORTRAIT }, ...asked, person];
}

function patientSights({ tickets, fullQueueId }: Furnished): readonly Sight[] {
  const ofTickets = Object.entries(tickets).map(([state, { path }]): Sight => ({
    name: `ticket ${state}`,
    path,
    ready: MARK,
  }));
  return [
    { name: "queues", path: "/" },
    { name: "join", path: "/join/queue-123", ready: "#name" },
    { name: "join full", path: `/join/${fullQueueId}` },
    { name: "join paused", path: `/join/${PAUSED_QUEUE_ID}` },
    ...ofTickets,
    { name: "ticket why", path: `${tickets.waiting.path}/explanation` },
    {
      name: "ticket opened",
      path: tickets.waiting.path,
      ready: ".why li, .why p",
      async act(page) {
        await page.click(".why-link");
        for (const summary of await page.locator("main summary").all()) await summary.click();
      },
    },
    { name: "not found", path: "/nowhere", status: 404 },
    { name: "no such ticket", path: "/t/abcdefghijklmnopqrstuvwx", status: 404 },
    { name: "offline", path: "/offline" },
  ];
}

function staffSights(): readonly Sight[] {
  const desk = `/desk/${BUSY_QUEUE_ID}`;
  const onDesk = { who: "reception", path: desk, ready: "#desk-table [data-ticket]" } as const;
  const onDoctor = { who: "doctor", path: `/doctor/${BUSY_QUEUE_ID}`, ready: MARK } as const;
  const pressing = (key: string, shows: string): Act => async (page) => {
    await page.waitForSelector(MARK);
    await page.keyboard.press(key);
    await page.waitForSelector(shows);
  };
  return [
    { name: "sign-in", path: "/sign-in", ready: "#password" },
    { name: "desk landing", path: "/desk", who: "reception" },
    { name: "doctor landing", path: "/doctor", who: "doctor" },
    { name: "desk", ...onDesk },
    { name: "desk paused", path: `/desk/${PAUSED_QUEUE_ID}`, who: "reception" },
    {
      name: "desk asking",
      ...onDesk,
      async act(page) {
        await page.locator('#desk-table [data-status="waiting"]').last().focus();
        await page.keyboard.press("m");
        await page.waitForSelector(".ask");
      },
    },
    {
      name: "desk shortcuts",
      ...onDesk,
      async act(page) {
        await page.locator("#desk-table [data-ticket]").first().focus();
        await page.keyboard.press("?");
        await page.waitForSelector("dialog[open]");
      },
    },
    {
      name: "desk walk-in",
      ...onDesk,
      async act(page) {
        await page.locator("#desk-table [data-ticket]").first().focus();
        await page.keyboard.press("w");
        await page.keyboard.type("Maria Lopez 0791234567 urgent wheelchair");
      },
    },
    { name: "doctor", ...onDoctor },
    { name: "doctor break", ...onDoctor, act: pressing("b", ".break-choice") },
    { name: "doctor keys", ...onDoctor, act: pressing("?", "dialog[open]") },
    { name: "doctor paused", path: `/doctor/${PAUSED_QUEUE_ID}`, who: "doctor" },
  ];
}

function screenSights({ busyDisplay }: Furnished): readonly Sight[] {
  const ready = ".board[data-stale='false']";
  return [
    { name: "display", path: busyDisplay, ready, size: PORTRAIT },
    ...kioskSights(),
    { name: "styleguide", path: "/styleguide" },
  ];
}

/** Fails with everything that was found, a line each. */
function report(findings: Findings): void {
  const lines = findings.lines();
  if (lines.length > 0) throw new Error(`${lines.length} findings:\n${lines.join("\n")}`);
}

async function looksRight(world: BrowserWorld, { only }: { readonly only: string }): Promise<void> {
  const furnished = await furnish(world);
  const sights = [...patientSights(furnished), ...staffSights(), ...screenSights(furnished)];
  const findings = new Findings();
  const looking = { world, findings, axe: await axeSource(), eyeOf: openEyes(world) };
  await lookAt(looking, sights.filter(({ name }) => name.includes(only)));
  report(findings);
}

/** The pages on which the length of the line shows. */
async function crowdSights(world: BrowserWorld): Promise<readonly Sight[]> {
  const sights: Sight[] = [];
  for (const [count, prefix] of CROWDS) {
    const queueId = await makeQueue(world, { name: `Line of ${count}`, prefix, capacity: null });
    await joinMany(world, queueId, count);
    const rows = count === 0 ? ".desk" : "#desk-table [data-ticket]";
    sights.push(
      { name: `desk of ${count}`, path: `/desk/${queueId}`, who: "reception", ready: rows },
      { name: `doctor of ${count}`, path: `/doctor/${queueId}`, who: "doctor" },
      { name: `display of ${count}`, path: await displayPathOf(world, queueId), ready: ".board" },
    );
  }
  return sights;
}

async function fitsCrowds(world: BrowserWorld, { only }: { readonly only: string }): Promise<void> {
  const findings = new Findings();
  const eyeOf = openEyes(world);
  const axe = await axeSource();
  for (const sight of (await crowdSights(world)).filter(({ name }) => name.includes(only))) {
    const { page, faults } = await eyeOf(sight.who ?? "anybody");
    const add = (one: string) => findings.add(`${sight.name}: ${one}`, "en light 1366");
    try {
      await page.setViewportSize(LAPTOP);
      await load(page, { origin: world.origin, sight, language: "en" });
      await settle(page);
      (await overflowsOf(page)).forEach(add);
      await bringAxe(page, axe);
      (await axeFindingsOf(page)).forEach(add);
    } catch (error) {
      add(`cannot be looked at: ${String(error).split("\n")[0]}`);
    }
    faults().forEach(add);
  }
  report(findings);
}

/** A page with one thing of each kind wrong, and the same things right beside them. */
const WRONG_PAGE = `<!DOCTYPE html><html lang="en"><title>Wrong</title><style>
  .grey { color: #aaa; background: #fff } .moves { transition: color 2s }
  .narrow { inline-size: 40px; white-space: nowrap } .hides { overflow: hidden }
  .meant { text-overflow: ellipsis } .wide { inline-size: 5000px }
</style><main>
  <p class="grey">Grey words</p><p class="moves">Still words</p>
  <p class="narrow">Spilled words</p><p class="narrow hides">Hidden words</p>
  <p class="narrow hides meant">Shortened words</p><p class="wide">Wide words</p><img src="x">
</main></html>`;

async function checksFind({ open }: BrowserWorld): Promise<void> {
  const { page, faults } = await open();
  await page.setContent(WRONG_PAGE);
  await page.evaluate(() => console.error("Said aloud"));
  const overflows = (await overflowsOf(page)).join("\n");
  for (const said of ["px wider", "“Spilled words” spills", "“Hidden words” is cut"]) {
    assertStringIncludes(overflows, said);
  }
  assert(!overflows.includes("Shortened"), overflows);
  assertEquals(await movementsOf(page), ["p.moves changes over 2s"]);
  await bringAxe(page, await axeSource());
  const ids = (await axeFindingsOf(page)).map((line) => line.split(":")[0]);
  assertEquals(ids.toSorted(), ["axe color-contrast", "axe image-alt"]);
  assert(faults.includes("Said aloud"), faults.join());
}

type Scenario = (world: BrowserWorld, options: { readonly only: string }) => Promise<void>;

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  "the checks find what is wrong and leave what is right": checksFind,
  "every page fits, is quiet and passes axe in every language, theme and width": looksRight,
  "desk, doctor and display fit nobody, three and three hundred": fitsCrowds,
};

if (import.meta.main) {
  const [name = "", only = ""] = Deno.args;
  const scenario = SCENARIOS[name];
  if (scenario === undefined) throw new RangeError(`Unknown scenario "${name}"`);
  await inBrowser((world) => scenario(world, { only }));
  Deno.exit(0);
}
