/**
 * The waiting room's screen as the room meets it: it calls, calms down, says when it is out of date, comes back by
 * itself, takes a new edition, fits every wall, and runs for a week. Run one by its name: `… display_scenarios.ts NAME`.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Page } from "playwright-core";
import { z } from "zod";
import { DEMO_PASSWORD } from "../support/program.ts";
import { type BrowserWorld, inBrowser } from "./browser.ts";
import { openLine } from "./cuttable_line.ts";
import { installClock, installStream, installWeek, type Week } from "./display_week.ts";

const QUEUE_ID = "queue-123";
const SEEN_MS_MAX = 2_000;
const CALM_MS_MAX = 25_000;
/** A missing heartbeat, a poll that fails, and slack for a busy machine. */
const STALE_MS_MAX = 40_000;
const BACK_MS_MAX = 70_000;
const WALLS = [[1920, 1080], [1080, 1920], [1366, 768], [768, 1024], [360, 740]] as const;
const DAYS = 7;
const GROWTH_BYTES_MAX = 512 * 1024;
const UPDATES_MIN = 50_000;

const SignedIn = z.object({ data: z.object({ accessToken: z.string() }) });
const Queue = z.object({ data: z.object({ displayId: z.string() }) });
const Joined = z.object({ data: z.object({ label: z.string() }) });
const Violations = z.array(z.object({ id: z.string(), nodes: z.array(z.string()) }));

async function displayPath({ origin }: BrowserWorld): Promise<string> {
  const signIn = await fetch(`${origin}/api/v1/auth/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ tenant: "demo", username: "admin", password: DEMO_PASSWORD }),
  });
  const { accessToken } = SignedIn.parse(await signIn.json()).data;
  const queue = await fetch(`${origin}/api/v1/queues/${QUEUE_ID}`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  return `/display/${Queue.parse(await queue.json()).data.displayId}`;
}

async function join({ reception }: BrowserWorld, count: number): Promise<string> {
  let label = "";
  for (let index = 0; index < count; index++) {
    const joined = await reception("/queues/join", { queueId: QUEUE_ID, patient: { name: "Ada Lovelace" } });
    if (index === 0) label = Joined.parse(joined).data.label;
  }
  return label;
}

const call = ({ reception }: BrowserWorld, room: string) =>
  reception(`/queues/${QUEUE_ID}/call-next`, { room });
const isFollowing = (page: Page) => page.waitForSelector(".board[data-stale='false']");

async function callsAndCalms(world: BrowserWorld): Promise<void> {
  const label = await join(world, 2);
  const { page, faults } = await world.open({ viewport: { width: 1920, height: 1080 } });
  await page.goto(`${world.origin}${await displayPath(world)}`, { waitUntil: "networkidle" }).catch(() => {});
  await isFollowing(page);
  await call(world, "3");
  const first = page.locator(`.call.first[data-fresh="true"]:has-text("${label}")`);
  await first.waitFor({ timeout: SEEN_MS_MAX });
  assertStringIncludes((await first.innerText()).toLowerCase(), "room 3");
  await page.locator('.call.first[data-fresh="false"]').waitFor({ timeout: CALM_MS_MAX });
  assert(!(await page.content()).includes("Lovelace"));
  assertEquals(faults, []);
}

async function isHeard(world: BrowserWorld): Promise<void> {
  const path = await displayPath(world);
  const { page, faults } = await world.open();
  await page.goto(`${world.origin}${path}`);
  await page.click(".board-control.is-wanted");
  await page.waitForSelector("text=Sound on");
  await join(world, 1);
  await call(world, "3");
  await page.waitForSelector('.call.first[data-fresh="true"]');
  await page.click("text=Sound on");
  await page.waitForSelector("text=Sound off");
  await page.reload();
  await page.waitForSelector("text=Sound off");
  assertEquals(faults, []);
}

async function saysStale(world: BrowserWorld): Promise<void> {
  const line = openLine(world.origin);
  try {
    const { page } = await world.open();
    await join(world, 1);
    await page.goto(`${line.origin}${await displayPath(world)}`);
    await isFollowing(page);
    // Time for the stream to be open before it is cut.
    await page.waitForTimeout(500);
    line.cut();
    await page.locator(".board-message.late").waitFor({ timeout: STALE_MS_MAX });
    await call(world, "7");
    line.mend();
    await page.locator('.call.first:has-text("room 7")').waitFor({ timeout: BACK_MS_MAX });
    await page.locator(".board-message.late").waitFor({ state: "detached", timeout: BACK_MS_MAX });
  } finally {
    line.close();
  }
}

async function takesEdition(world: BrowserWorld): Promise<void> {
  const line = openLine(world.origin);
  try {
    const { page } = await world.open();
    let isNew = true;
    await page.route("**/edition*", async (route) => {
      const response = await route.fetch({ url: route.request().url().replace(line.origin, world.origin) });
      const { data } = await response.json();
      const edition = isNew ? "another" : data.edition;
      await route.fulfill({ json: { data: { ...data, edition } } });
    });
    await page.goto(`${line.origin}${await displayPath(world)}`);
    await isFollowing(page);
    await page.waitForTimeout(500);
    let loads = 0;
    page.on("load", () => loads += 1);
    line.cut();
    await page.waitForTimeout(1_500);
    line.mend();
    await page.waitForEvent("load", { timeout: BACK_MS_MAX });
    isNew = false;
    await isFollowing(page);
    assertEquals(loads, 1);
  } finally {
    line.close();
  }
}

async function violations(page: Page): Promise<unknown> {
  const found = await page.evaluate(async () => {
    const axe: { run(): Promise<{ violations: { id: string; nodes: { target: unknown }[] }[] }> } = Reflect
      .get(
        globalThis,
        "axe",
      );
    return (await axe.run()).violations.map(({ id, nodes }) => ({
      id,
      nodes: nodes.map(({ target }) => String(target)),
    }));
  });
  return Violations.parse(found);
}

async function fitsWalls(world: BrowserWorld): Promise<void> {
  const path = await displayPath(world);
  const axe = await Deno.readTextFile(new URL(import.meta.resolve("axe-core")));
  await join(world, 20);
  for (const room of ["3", "Radiology, second floor, blue corridor", "12B", "Blue door", "1"]) {
    await call(world, room);
  }
  for (const [width, height] of WALLS) {
    for (const lang of ["en", "de", "ar"]) {
      for (const colorScheme of ["light", "dark"] as const) {
        const { page, faults } = await world.open({ viewport: { width, height }, colorScheme });
        await page.goto(`${world.origin}${path}?lang=${lang}`);
        await isFollowing(page);
        const name = `${width}×${height} ${lang} ${colorScheme}`;
        const [right, bottom] = await page.evaluate(() => {
          const { scrollWidth, scrollHeight } = document.documentElement;
          return [scrollWidth - innerWidth, scrollHeight - innerHeight];
        });
        assertEquals(right, 0, `${name} overflows sideways`);
        // A wall is not scrolled; a phone is.
        if (width > 700) assertEquals(bottom, 0, `${name} is higher than the screen`);
        await page.evaluate(axe);
        assertEquals(await violations(page), [], name);
        assertEquals(faults, [], name);
        await page.context().close();
      }
    }
  }
}

interface Weight {
  readonly bytes: number;
  readonly nodes: number;
  readonly listeners: number;
}

/** What the page holds after everything that can be collected was. */
async function weigh(page: Page): Promise<Weight> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.enable");
  for (let round = 0; round < 3; round++) await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  const { nodes, jsEventListeners } = await session.send("Memory.getDOMCounters");
  await session.detach();
  return { bytes: usedSize, nodes, listeners: jsEventListeners };
}

async function livesWeek(world: BrowserWorld): Promise<void> {
  const { page, faults } = await world.open({ viewport: { width: 1920, height: 1080 } });
  for (const install of [installClock, installStream, installWeek]) await page.addInitScript(install);
  await page.goto(`${world.origin}${await displayPath(world)}?voice=1`);
  await page.waitForFunction(() => "week" in globalThis);
  await page.click(".board-control.is-wanted");
  const weights: Weight[] = [];
  for (let day = 0; day < DAYS; day++) {
    await page.evaluate(() => {
      const week: Week = Reflect.get(globalThis, "week");
      return week.live(1);
    });
    // Bells that were struck in the last moment fade in real time.
    await page.waitForTimeout(2_500);
    weights.push(await weigh(page));
  }
  const [first, last] = [weights[0], weights.at(-1)];
  assert(first !== undefined && last !== undefined);
  const growth = last.bytes - first.bytes;
  assert(growth < GROWTH_BYTES_MAX, `The heap grew by ${growth} bytes: ${JSON.stringify(weights)}`);
  assert(last.nodes - first.nodes < 100, `Nodes grew: ${JSON.stringify(weights)}`);
  assert(last.listeners - first.listeners < 20, `Listeners grew: ${JSON.stringify(weights)}`);
  const [updates, streams] = await page.evaluate(() => {
    const week: Week = Reflect.get(globalThis, "week");
    return [week.updates(), week.streams()];
  });
  assert(updates !== undefined && updates >= UPDATES_MIN, `Only ${updates} updates in a week`);
  assert(streams !== undefined && streams > DAYS, "The stream was never opened anew");
  assertEquals(faults, []);
}

export const SCENARIOS: Readonly<Record<string, (world: BrowserWorld) => Promise<void>>> = {
  "the display calls within two seconds, without a name, and calms down": callsAndCalms,
  "the display is heard after a touch and stays muted when muted": isHeard,
  "the display says that it is out of date and comes back by itself": saysStale,
  "the display loads a new edition once": takesEdition,
  "the display fits every wall in every language, light and dark, and axe finds nothing": fitsWalls,
  "a week of display time leaks no memory": livesWeek,
};

if (import.meta.main) {
  const [name = ""] = Deno.args;
  const scenario = SCENARIOS[name];
  if (scenario === undefined) throw new RangeError(`Unknown scenario "${name}"`);
  await inBrowser(scenario);
  Deno.exit(0);
}
