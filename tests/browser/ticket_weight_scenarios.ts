/**
 * What the first view of a patient's page costs: bytes, the time until it answers on a slow phone, and whether
 * anything moves when it comes alive. Prints its figures. Run one by its name: `… ticket_weight_scenarios.ts NAME`.
 */
import { assert } from "@std/assert";
import type { BrowserContextOptions, Page } from "playwright-core";
import { type BrowserWorld, inBrowser } from "./browser.ts";
import { connection, joinByForm } from "./patient_steps.ts";

const FIRST_VIEW_BYTES_MAX = 40 * 1024;
const ALIVE_MS_MAX = 1_000;
/** A phone of the lower middle against this machine. */
const SLOWDOWN = 4;
/** The machine may be busy with others: the best of so many looks is the page's own. */
const LOOKS_MAX = 8;
/** Worker, offline page and the copy come after the page lives; they are looked for so long. */
const AFTER_MS = 1_500;

interface View {
  readonly bytes: number;
  readonly parts: readonly string[];
  /** Milliseconds from the start of the navigation until every island answers. */
  readonly aliveMs: number;
  /** The sum of all layout shifts. */
  readonly shift: number;
}

/** Written in the page's own words: it runs there, before anything else. */
const WATCH_SHIFTS = `
  globalThis.shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) globalThis.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
`;

async function settledView(page: Page): Promise<Pick<View, "aliveMs" | "shift">> {
  await page.waitForFunction("performance.getEntriesByName('alive').length > 0");
  await page.waitForTimeout(AFTER_MS);
  return await page.evaluate(
    "({ aliveMs: performance.getEntriesByName('alive')[0].startTime, shift: globalThis.shift })",
  );
}

/** Opens `url` in a browser that never saw us, slowed down. */
async function look(
  { open }: BrowserWorld,
  url: string,
  { slowdown, options }: { readonly slowdown: number; readonly options: BrowserContextOptions },
): Promise<View> {
  const { page, faults } = await open(options);
  await page.addInitScript(WATCH_SHIFTS);
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  const sizes: Promise<readonly [string, number]>[] = [];
  page.on("requestfinished", (request) => {
    const { pathname } = new URL(request.url());
    sizes.push(request.sizes().then(({ responseBodySize }) => [pathname, responseBodySize]));
  });
  await page.goto(url, { waitUntil: "load" });
  const settled = await settledView(page);
  const weighed = await Promise.all(sizes);
  await page.context().close();
  assert(faults.length === 0, faults.join("\n"));
  const bytes = weighed.reduce((sum, [, size]) => sum + size, 0);
  return { ...settled, bytes, parts: weighed.map(([name, size]) => `${size} ${name}`) };
}

async function urlOf({ origin, open }: BrowserWorld): Promise<string> {
  const { page } = await open();
  await joinByForm(page, origin, "doctor-osei");
  await connection(page, "connected");
  const url = page.url();
  await page.context().close();
  return url;
}

async function isSmall(world: BrowserWorld): Promise<void> {
  const ticket = await urlOf(world);
  for (const locale of ["en-GB", "de-DE", "ar-EG"]) {
    for (const [name, url] of [["ticket", ticket], ["lines", `${world.origin}/`]] as const) {
      const { bytes, parts, shift } = await look(world, url, { slowdown: 1, options: { locale } });
      console.log(`${name} ${locale}: ${bytes} bytes, layout shift ${shift}`);
      assert(parts.some((part) => part.endsWith("/boot.js")), parts.join("\n"));
      assert(bytes <= FIRST_VIEW_BYTES_MAX, `${bytes} bytes:\n${parts.join("\n")}`);
      assert(shift === 0, `Something moved on ${name} in ${locale}: ${shift}`);
    }
  }
}

async function isQuick(world: BrowserWorld): Promise<void> {
  const ticket = await urlOf(world);
  for (const [name, url] of [["ticket", ticket], ["lines", `${world.origin}/`]] as const) {
    let best = Infinity;
    for (let looks = 0; looks < LOOKS_MAX && best >= ALIVE_MS_MAX; looks++) {
      const { aliveMs, shift } = await look(world, url, { slowdown: SLOWDOWN, options: {} });
      console.log(`${name}: alive after ${Math.round(aliveMs)} ms at ${SLOWDOWN}x slowdown, shift ${shift}`);
      best = Math.min(best, aliveMs);
      assert(shift === 0, `Something moved on ${name}: ${shift}`);
    }
    assert(best < ALIVE_MS_MAX, `${name} answers after ${best} ms at best`);
  }
}

export const SCENARIOS: Readonly<Record<string, (world: BrowserWorld) => Promise<void>>> = {
  "the first view of a patient's page is small and nothing in it moves": isSmall,
  "a patient's page answers within a second on a slow phone": isQuick,
};

if (import.meta.main) {
  const [name = ""] = Deno.args;
  const scenario = SCENARIOS[name];
  if (scenario === undefined) throw new RangeError(`Unknown scenario "${name}"`);
  await inBrowser(scenario);
  Deno.exit(0);
}
