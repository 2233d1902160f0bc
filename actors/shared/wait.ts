/**
 * A promised wait as people see it, and the rounding that makes it honest (SPEC §5). Pure and browser-safe; how the
 * minutes are estimated is `actors/prediction`'s affair.
 */

/** A wait's distribution in minutes, with what a patient is shown of it. */
export interface Wait {
  readonly p10Minutes: number;
  readonly medianMinutes: number;
  readonly p90Minutes: number;
  /** The p80, rounded for people: what `estimatedWaitMinutes` carries. */
  readonly headlineMinutes: number;
  /** p10 rounded down, p90 rounded up. */
  readonly lowMinutes: number;
  readonly highMinutes: number;
}

export const HEADLINE_MINUTES_MAX = 480;

/** The step to which a number of minutes is rounded: 1 below 5, 5 below 60, 15 above. */
function stepOf(minutes: number): number {
  if (minutes < 5) return 1;
  return minutes < 60 ? 5 : 15;
}

/** Rounds up to the step of the size, never below 1, at most {@link HEADLINE_MINUTES_MAX}. */
export function headlineOf(minutes: number): number {
  const step = stepOf(minutes);
  return Math.min(HEADLINE_MINUTES_MAX, Math.max(1, Math.ceil(minutes / step) * step));
}

/** Rounds down to the step of the size, never below 0. */
export function rangeLowOf(minutes: number): number {
  const step = stepOf(minutes);
  return Math.min(HEADLINE_MINUTES_MAX, Math.max(0, Math.floor(minutes / step) * step));
}
