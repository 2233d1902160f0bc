/** Takes the time from a deed to the moment a page shows it, and holds it to the bound that people notice. */
import { assert } from "@std/assert";
import type { Page } from "playwright-core";

/** The requirement: a change is on every open page within this time. */
export const SEEN_MS_MAX = 2_000;
/** Long enough for a slow page to be measured rather than given up. */
const WATCH_MS_MAX = 20_000;

/** What a page must show, as a selector. */
export interface Expected {
  readonly page: Page;
  readonly who: string;
  readonly shows: string;
  /** For what must have gone. */
  readonly state?: "attached" | "detached" | "visible";
}

/** Measured times by name, in ms. */
export class Stopwatch {
  readonly #times: (readonly [what: string, ms: number])[] = [];

  /** Does `deed` and waits until every page shows what it must; fails when one is later than the bound. */
  async after(what: string, deed: () => Promise<unknown>, expected: readonly Expected[]): Promise<void> {
    const startedAt = performance.now();
    const seen = expected.map(async ({ page, who, shows, state = "visible" }) => {
      await page.waitForSelector(shows, { state, timeout: WATCH_MS_MAX });
      this.#times.push([`${what}, ${who}`, performance.now() - startedAt]);
    });
    await Promise.all([deed(), ...seen]);
  }

  /** Prints every time, and fails when one is over the bound. */
  end(): void {
    for (const [what, ms] of this.#times) console.log(`${what}: ${ms.toFixed(0)} ms`);
    const late = this.#times.filter(([, ms]) => ms > SEEN_MS_MAX);
    assert(late.length === 0, `Later than ${SEEN_MS_MAX} ms: ${late.map(([what]) => what).join("; ")}`);
  }
}
