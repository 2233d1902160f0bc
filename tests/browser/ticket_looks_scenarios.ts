/**
 * Every state of the patient's pages as somebody sees it: in each language, light and dark, on a phone, a tablet and a
 * desk's screen. Nothing overflows, axe finds nothing, nothing goes wrong in the console. Run one by its name:
 * `… ticket_looks_scenarios.ts NAME [FOLDER]`; with a folder, a picture of each state is left there.
 */
import { assert, assertEquals } from "@std/assert";
import type { BrowserContextOptions, Page } from "playwright-core";
import { type BrowserWorld, inBrowser, type Watched } from "./browser.ts";
import { connection } from "./patient_steps.ts";

interface Look {
  readonly name: string;
  readonly options: BrowserContextOptions;
}

const PHONE = { width: 360, height: 740 };
const LOOKS: readonly Look[] = [
  { name: "en-light-360", options: { locale: "en-GB", viewport: PHONE } },
  { name: "de-dark-360", options: { locale: "de-DE", colorScheme: "dark", viewport: PHONE } },
  { name: "ar-light-360", options: { locale: "ar-EG", viewport: PHONE } },
  { name: "de-light-768", options: { locale: "de-DE", viewport: { width: 768, height: 1_024 } } },
  {
    name: "ar-dark-1366",
    options: { locale: "ar-EG", colorScheme: "dark", viewport: { width: 1_366, height: 768 } },
  },
  { name: "en-light-1920", options: { locale: "en-GB", viewport: { width: 1_920, height: 1_080 } } },
];
const QUEUE_ID = "pharmacy";
const PROVIDER_ID = "pharmacy-desk";
/** Enough people that the line is longer than its picture. */
const OTHERS = 8;

interface Tour {
  readonly world: BrowserWorld;
  readonly look: Look;
  readonly see: (page: Page, state: string) => Promise<void>;
  readonly watched: Watched[];
}

/** Looks at one state: what axe says, and whether anything is wider than the screen. */
function seer(look: string, { axe, folder }: { readonly axe: string; readonly folder: string | undefined }) {
  return async (page: Page, state: string): Promise<void> => {
    const isWide = await page.evaluate("document.documentElement.scrollWidth > innerWidth");
    assertEquals(isWide, false, `${look} ${state} is wider than the screen`);
    await page.evaluate(`${axe};0`);
    const found = await page.evaluate(
      "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.target)}`))",
    );
    assertEquals(found, [], `${look} ${state}`);
    if (folder !== undefined) {
      await page.screenshot({ path: `${folder}/patient-${state}-${look}.png`, fullPage: true });
    }
  };
}

async function arrive({ world, look, watched }: Tour): Promise<Page> {
  const one = await world.open(look.options);
  watched.push(one);
  return one.page;
}

async function takeNumber(tour: Tour): Promise<Page> {
  const page = await arrive(tour);
  await page.goto(`${tour.world.origin}/join/${QUEUE_ID}`);
  await page.fill("#name", "Ada Lovelace");
  await Promise.all([page.waitForURL(/\/t\//), page.click('button[type="submit"]')]);
  await connection(page, "connected");
  return page;
}

async function seeTheWayIn(tour: Tour): Promise<void> {
  const page = await arrive(tour);
  await page.goto(`${tour.world.origin}/`);
  await connection(page, "polling");
  await tour.see(page, "lines");
  await page.goto(`${tour.world.origin}/join/${QUEUE_ID}`);
  await tour.see(page, "join");
  await page.click(".more summary");
  await tour.see(page, "join-more");
  await page.goto(`${tour.world.origin}/offline`);
  await tour.see(page, "offline");
}

async function seeWaiting(tour: Tour, page: Page): Promise<void> {
  await tour.see(page, "waiting");
  await page.click(".why-link");
  await page.waitForSelector(".why li");
  await page.click(".leave summary");
  await page.click(".about summary");
  await tour.see(page, "waiting-open");
  await page.click('form[action$="/hold"] button');
  await page.waitForSelector('.pass[data-status="held"]');
  await tour.see(page, "held");
  await page.context().setOffline(true);
  await connection(page, "offline");
  await page.click('form[action$="/resume"] button');
  await page.waitForSelector(".kept");
  await tour.see(page, "offline-kept");
  await page.context().setOffline(false);
  await page.waitForSelector('.pass[data-status="waiting"]');
}

async function seeTheLine(tour: Tour, page: Page): Promise<void> {
  const { reception, as } = tour.world;
  for (const [change, state] of [["pause", "paused"], ["close", "closed"]] as const) {
    await reception(`/queues/${QUEUE_ID}/${change}`);
    await page.waitForSelector(state === "paused" ? ".pass .banner.soon" : ".pass:not(:has(.banner.soon))");
    await tour.see(page, state);
    const other = await arrive(tour);
    await other.goto(`${tour.world.origin}/join/${QUEUE_ID}`);
    await tour.see(other, `join-${state}`);
    if (state === "closed") await reception(`/queues/${QUEUE_ID}/open`);
  }
  const until = new Date(Date.now() + 1_500_000).toISOString();
  await as("admin")(`/providers/${PROVIDER_ID}/status`, { status: "on_break", until });
  await page.waitForSelector(".pass .banner.soon");
  await tour.see(page, "nobody-works");
  await as("admin")(`/providers/${PROVIDER_ID}/status`, { status: "available" });
}

/** The label of whoever is asked for, so that the reception can act on the ticket. */
async function ticketOf(page: Page): Promise<string> {
  const id = await page.evaluate(
    "fetch(`${location.pathname}/view`).then((r) => r.json()).then((b) => b.data.ticket.id)",
  );
  assert(typeof id === "string");
  return id;
}

async function seeCalled(tour: Tour, page: Page): Promise<void> {
  const { reception } = tour.world;
  const ticketId = await ticketOf(page);
  await reception(`/tickets/${ticketId}/call`, { room: "12B" });
  await page.waitForSelector(".called");
  const size = await page.evaluate("parseFloat(getComputedStyle(document.querySelector('.room')).fontSize)");
  assertEquals(size, 72);
  await tour.see(page, "called");
  await page.click(".called button.primary");
  await page.waitForSelector(".called-thanks");
  await tour.see(page, "called-acknowledged");
  await reception(`/tickets/${ticketId}/defer`);
  await page.waitForSelector('.pass[data-status="waiting"]');
  await tour.see(page, "back-in-line");
  await reception(`/tickets/${ticketId}/call`);
  await page.waitForSelector(".called");
  await reception(`/tickets/${ticketId}/no-show`);
  await page.waitForSelector('.pass[data-status="no_show"]');
  await tour.see(page, "missed");
}

async function seeServed(tour: Tour, page: Page): Promise<void> {
  const { reception } = tour.world;
  const ticketId = await ticketOf(page);
  await reception(`/tickets/${ticketId}/call`, { room: "3" });
  await reception(`/tickets/${ticketId}/start`);
  await page.waitForSelector('.pass[data-status="serving"]');
  await tour.see(page, "serving");
  await reception(`/tickets/${ticketId}/complete`);
  await page.waitForSelector('.pass[data-status="completed"]');
  await tour.see(page, "done");
}

async function seeAll(tour: Tour): Promise<void> {
  const { reception } = tour.world;
  await seeTheWayIn(tour);
  const first = await takeNumber(tour);
  const second = await takeNumber(tour);
  await tour.see(second, "almost");
  for (let index = 0; index < OTHERS; index++) {
    await reception("/queues/join", { queueId: QUEUE_ID, patient: { name: `Person ${index}` } });
  }
  const last = await takeNumber(tour);
  await seeWaiting(tour, last);
  await seeTheLine(tour, last);
  await seeServed(tour, second);
  await seeCalled(tour, first);
  await reception(`/tickets/${await ticketOf(last)}/cancel`, { reason: "tour" });
  await last.waitForSelector('.pass[data-status="cancelled"]');
  await tour.see(last, "removed");
}

/** What the browser itself says of a network that was taken away on purpose. */
const TAKEN_AWAY = /ERR_INTERNET_DISCONNECTED|ERR_FAILED/;

function scenario(look: Look) {
  return async (world: BrowserWorld): Promise<void> => {
    const axe = (await import("axe-core")).default.source;
    const see = seer(look.name, { axe, folder: Deno.args[1] });
    const watched: Watched[] = [];
    await seeAll({ world, look, see, watched });
    const faults = watched.flatMap((one) => one.faults).filter((fault) => !TAKEN_AWAY.test(fault));
    assertEquals(faults, []);
  };
}

export const SCENARIOS: Readonly<Record<string, (world: BrowserWorld) => Promise<void>>> = Object.fromEntries(
  LOOKS.map((look) => [`a patient's pages hold in every state, ${look.name}`, scenario(look)]),
);

if (import.meta.main) {
  const [name = ""] = Deno.args;
  const scenario = SCENARIOS[name];
  if (scenario === undefined) throw new RangeError(`Unknown scenario "${name}"`);
  await inBrowser(scenario);
  Deno.exit(0);
}
