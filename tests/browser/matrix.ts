/**
 * Walks over pages in every language, light and dark, at every width, and gathers what is wrong with each. One page
 * object serves one account; it is loaded once per language and only resized and repainted after that.
 */
import type { Page } from "playwright-core";
import type { BrowserWorld } from "./browser.ts";
import { axeFindingsOf, bringAxe, movementsOf, overflowsOf, settle, shiftsOf } from "./matrix_checks.ts";
import { signInTo } from "./matrix_clinic.ts";

export const LANGUAGES = ["en", "de", "ar"] as const;
const THEMES = ["light", "dark"] as const;
const PHONE = { width: 360, height: 740 };
const LAPTOP = { width: 1366, height: 768 };
/** A phone, a tablet, a laptop, a wall; then the laptop at 200%. */
const SIZES = [
  PHONE,
  { width: 768, height: 1024 },
  LAPTOP,
  { width: 1920, height: 1080 },
  { width: 683, height: 384 },
] as const;
const AXE_WIDTHS: ReadonlySet<number> = new Set([360, 1366]);
const WAIT_MS = 30_000;

export type Who = "anybody" | "reception" | "doctor";

/** A page to look at. */
export interface Sight {
  readonly name: string;
  readonly path: string;
  readonly who?: Who;
  readonly status?: number;
  /** There when the page shows what is meant; by default its content. */
  readonly ready?: string;
  /** Leads from the loaded page to what is meant, by hand. */
  readonly act?: (page: Page) => Promise<void>;
  /** Beside the usual ones. */
  readonly size?: { readonly width: number; readonly height: number };
}

/** Everything that is wrong, with where. */
export class Findings {
  readonly #places = new Map<string, string[]>();

  add(what: string, where: string): void {
    const places = this.#places.get(what) ?? [];
    if (!places.includes(where)) places.push(where);
    this.#places.set(what, places);
  }

  /** A line each: what, then where. */
  lines(): readonly string[] {
    return [...this.#places].map(([what, places]) => `${what} [${summary(places)}]`).toSorted();
  }
}

function summary(places: readonly string[]): string {
  const first = places.slice(0, 6).join(", ");
  return places.length > 6 ? `${first} and ${places.length - 6} more` : first;
}

/** A page that an account looks with, and what went wrong on it since it was last asked. */
interface Eye {
  readonly page: Page;
  faults(): readonly string[];
}

/** Opens the page of each account when it is first needed. */
export function openEyes(world: BrowserWorld): (who: Who) => Promise<Eye> {
  const eyes = new Map<Who, Eye>();
  return async (who) => {
    const known = eyes.get(who);
    if (known !== undefined) return known;
    const { page, faults } = await world.open({ viewport: PHONE });
    page.context().setDefaultTimeout(WAIT_MS);
    if (who !== "anybody") await signInTo(page, { origin: world.origin, path: "/desk", username: who });
    let seen = faults.length;
    const eye: Eye = {
      page,
      faults() {
        const fresh = faults.slice(seen);
        seen = faults.length;
        return fresh;
      },
    };
    eyes.set(who, eye);
    return eye;
  };
}

interface Looking {
  readonly world: BrowserWorld;
  readonly eyeOf: (who: Who) => Promise<Eye>;
  readonly axe: string;
  readonly findings: Findings;
}

/** The source of axe, for {@link Looking}. */
export function axeSource(): Promise<string> {
  return Deno.readTextFile(new URL(import.meta.resolve("axe-core")));
}

/** Loads the page of `sight` and waits until it lives. */
export async function load(
  page: Page,
  { origin, sight, language }: { readonly origin: string; readonly sight: Sight; readonly language: string },
): Promise<void> {
  const { path, ready = "main", status = 200, act } = sight;
  const mark = path.includes("?") ? "&" : "?";
  const response = await page.goto(`${origin}${path}${mark}lang=${language}`);
  if (response?.status() !== status) throw new Error(`${path} answers ${response?.status()}`);
  await page.waitForFunction(() => performance.getEntriesByName("alive").length > 0);
  await page.evaluate(() => document.fonts.ready.then(() => {}));
  await act?.(page);
  await page.waitForSelector(ready);
}

/** Looks at one page in one language at every size in both themes. */
async function lookIn(
  { world, eyeOf, axe, findings }: Looking,
  sight: Sight,
  language: string,
): Promise<void> {
  const { page, faults } = await eyeOf(sight.who ?? "anybody");
  const at = (what: string) => (one: string) => findings.add(`${sight.name}: ${one}`, `${language} ${what}`);
  faults();
  // What shifts is judged where it is mostly seen: the staff's pages on a laptop.
  await page.setViewportSize(sight.who === undefined ? PHONE : LAPTOP);
  await load(page, { origin: world.origin, sight, language });
  await settle(page);
  if (sight.act === undefined) (await shiftsOf(page)).forEach(at("loading"));
  await bringAxe(page, axe);
  for (const size of sight.size === undefined ? SIZES : [...SIZES, sight.size]) {
    await page.setViewportSize(size);
    await page.mouse.move(size.width / 2, 2);
    await settle(page);
    (await overflowsOf(page)).forEach(at(`${size.width}×${size.height}`));
    if (!AXE_WIDTHS.has(size.width)) continue;
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      await settle(page);
      (await axeFindingsOf(page)).forEach(at(`${size.width} ${colorScheme}`));
    }
  }
  if (language === "en") {
    await page.emulateMedia({ reducedMotion: "reduce" });
    (await movementsOf(page)).forEach(at("reduced motion"));
    await page.emulateMedia({ reducedMotion: "no-preference" });
  }
  const meant = `status of ${sight.status}`;
  faults().filter((fault) => sight.status === undefined || !fault.includes(meant)).forEach(at("console"));
}

/** Looks at every page; what could not be looked at is a finding like any other. */
export async function lookAt(looking: Looking, sights: readonly Sight[]): Promise<void> {
  for (const sight of sights) {
    const startedAt = performance.now();
    for (const language of LANGUAGES) {
      try {
        await lookIn(looking, sight, language);
      } catch (error) {
        const [line] = String(error).split("\n");
        looking.findings.add(`${sight.name}: cannot be looked at: ${line}`, language);
      }
    }
    console.log(`${sight.name}: ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
  }
}
