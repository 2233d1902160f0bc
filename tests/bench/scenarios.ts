/**
 * Which measurements a call of the bench runs. Pure; what they do stands in `measures/`.
 */
import type { Measure } from "./report.ts";

/** A measurement, by the names it writes. */
export interface Scenario {
  readonly names: readonly string[];
  readonly run: () => Promise<readonly Measure[]>;
  /** Too long to run unasked. */
  readonly isOnlyByName?: true;
}

/**
 * The scenarios to run: the one that measures `only`, or all that run unasked.
 * @throws RangeError for a name that nothing measures.
 */
export function scenariosFor(scenarios: readonly Scenario[], only: string | null): readonly Scenario[] {
  if (only === null) return scenarios.filter((scenario) => scenario.isOnlyByName !== true);
  const found = scenarios.filter((scenario) => scenario.names.includes(only));
  if (found.length > 0) return found;
  const known = scenarios.flatMap((scenario) => scenario.names).join(", ");
  throw new RangeError(`Cannot measure ${only}: known are ${known}`);
}
