/**
 * Many tabs of one browser: they share streams, all follow what happens, and none is left behind when the one that
 * holds the connection goes. Run one by its name: `… tabs_scenarios.ts NAME`.
 */
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { z } from "zod";
import { type BrowserWorld, inBrowser } from "./browser.ts";
import { type CountingLine, openCountingLine } from "./counting_line.ts";

const QUEUE_ID = "queue-123";
const TABS = 7;
const STREAMS_MAX = 4;
/** The requirement: a change is on every open page within this time. */
const SEEN_MS_MAX = 2_000;
const TAKEOVER_MS_MAX = 5_000;
/** Long enough that whoever says hello to it gives it up. */
const FROZEN_MS = 9_000;

const Joined = z.object({ data: z.object({ label: z.string(), trackingUrl: z.url() }) });
const Called = z.object({ data: z.object({ label: z.string() }) });

interface Joining {
  readonly label: string;
  readonly path: string;
}

async function join({ reception }: BrowserWorld, name: string): Promise<Joining> {
  const { data } = Joined.parse(await reception("/queues/join", { queueId: QUEUE_ID, patient: { name } }));
  return { label: data.label, path: new URL(data.trackingUrl).pathname };
}

async function callNext({ reception }: BrowserWorld): Promise<string> {
  return Called.parse(await reception(`/queues/${QUEUE_ID}/call-next`, {})).data.label;
}

const isLive = (page: Page) =>
  page.waitForSelector(`[data-connection="connected"], [data-connection="polling"]`, { state: "attached" });

/** The called label must be on the page: every ticket's page says who is being served. */
async function shows(page: Page, label: string): Promise<void> {
  await page.waitForFunction((text) => document.body.innerText.includes(text), label, {
    timeout: SEEN_MS_MAX,
    polling: 50,
  });
}

/** Opens tabs of one browser on `paths`, in order. */
async function openTabs(
  { open }: BrowserWorld,
  { origin, paths }: { readonly origin: string; readonly paths: readonly string[] },
): Promise<{ readonly pages: readonly Page[]; readonly faults: readonly string[] }> {
  const { page: first, faults } = await open();
  const pages = [first];
  while (pages.length < paths.length) pages.push(await first.context().newPage());
  for (const [index, page] of pages.entries()) {
    await page.goto(`${origin}${paths[index]}`);
    await isLive(page);
  }
  return { pages, faults };
}

async function overLine(
  { origin }: BrowserWorld,
  scenario: (line: CountingLine) => Promise<void>,
): Promise<void> {
  const line = openCountingLine(origin);
  try {
    await scenario(line);
  } finally {
    line.close();
  }
}

async function sameTicket(world: BrowserWorld): Promise<void> {
  await overLine(world, async (line) => {
    const { label: first } = await join(world, "First");
    const { path } = await join(world, "Second");
    const paths = Array.from({ length: TABS }, () => path);
    const { pages, faults } = await openTabs(world, { origin: line.origin, paths });
    assert(!(await pages[0]?.innerText("body"))?.includes(first));
    const label = await callNext(world);
    assertEquals(label, first);
    await Promise.all(pages.map((page) => shows(page, label)));
    assertEquals(line.streamsMost(), 1);
    assertEquals(faults, []);
  });
}

async function differentTickets(world: BrowserWorld): Promise<void> {
  await overLine(world, async (line) => {
    await join(world, "First");
    const paths: string[] = [];
    for (let tab = 0; tab < TABS; tab++) paths.push((await join(world, `Tab ${tab}`)).path);
    const { pages, faults } = await openTabs(world, { origin: line.origin, paths });
    const label = await callNext(world);
    await Promise.all(pages.map((page) => shows(page, label)));
    assertEquals([line.streams(), line.streamsMost()], [STREAMS_MAX, STREAMS_MAX]);
    await pages[0]?.close();
    await until(() => line.streams() === STREAMS_MAX, "a waiting tab takes the room that fell free");
    const second = await callNext(world);
    await Promise.all(pages.slice(1).map((page) => shows(page, second)));
    assert(line.streamsMost() <= STREAMS_MAX);
    assertEquals(faults, []);
  });
}

async function until(holds: () => boolean, what: string): Promise<void> {
  const endsAt = performance.now() + TAKEOVER_MS_MAX;
  while (!holds()) {
    assert(performance.now() < endsAt, `Not within ${TAKEOVER_MS_MAX} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function leaderCloses(world: BrowserWorld): Promise<void> {
  await overLine(world, async (line) => {
    await join(world, "First");
    const { path } = await join(world, "Second");
    const { pages } = await openTabs(world, { origin: line.origin, paths: [path, path, path] });
    await pages[0]?.close();
    await until(() => line.streams() === 1, "another tab opens the stream");
    const label = await callNext(world);
    await Promise.all(pages.slice(1).map((page) => shows(page, label)));
    assertEquals(line.streams(), 1);
  });
}

async function comesLate(world: BrowserWorld): Promise<void> {
  await overLine(world, async (line) => {
    await join(world, "First");
    const { path } = await join(world, "Second");
    const { pages } = await openTabs(world, { origin: line.origin, paths: [path, path] });
    const label = await callNext(world);
    const late = await pages[0]?.context().newPage();
    assert(late !== undefined);
    await late.goto(`${line.origin}${path}`);
    await isLive(late);
    await shows(late, label);
    assertEquals(line.streamsMost(), 1);
  });
}

async function comesToFrozen(world: BrowserWorld): Promise<void> {
  await overLine(world, async (line) => {
    await join(world, "First");
    const { path } = await join(world, "Second");
    const { pages: [frozen] } = await openTabs(world, { origin: line.origin, paths: [path] });
    assert(frozen !== undefined);
    const thaws = frozen.evaluate((ms) => {
      const endsAt = performance.now() + ms;
      while (performance.now() < endsAt);
    }, FROZEN_MS);
    const late = await frozen.context().newPage();
    await late.goto(`${line.origin}${path}`);
    await isLive(late);
    assertEquals(line.streams(), 2, "the tab that came has a stream, the frozen one still holds its own");
    const label = await callNext(world);
    await shows(late, label);
    await thaws;
    await shows(frozen, label);
    await until(() => line.streams() === 1, "the tab that was frozen gives its stream up");
  });
}

export const SCENARIOS: Readonly<Record<string, (world: BrowserWorld) => Promise<void>>> = {
  "seven tabs of one ticket follow a change over one stream": sameTicket,
  "seven tabs of different tickets follow a change over four streams at most": differentTickets,
  "the other tabs go on when the one with the stream is closed": leaderCloses,
  "a tab that is opened later shows how things stand without a stream of its own": comesLate,
  "a tab takes over from one that is frozen, which follows again when it thaws": comesToFrozen,
};

if (import.meta.main) {
  const [name = ""] = Deno.args;
  const scenario = SCENARIOS[name];
  if (scenario === undefined) throw new RangeError(`Unknown scenario "${name}"`);
  await inBrowser(scenario);
  Deno.exit(0);
}
