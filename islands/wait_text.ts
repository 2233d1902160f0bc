/**
 * The promised wait as a phrase, the same on every page. It formats what it is given and estimates nothing.
 */
import { formatLongestWait, formatMinutes, formatMinutesRange } from "../actors/shared/format.ts";
import type { WordKey } from "../actors/shared/i18n.ts";
import { HEADLINE_MINUTES_MAX } from "../actors/shared/wait.ts";
import type { Say } from "../actors/shared/words.ts";

export interface PromisedWait {
  readonly estimatedWaitMinutes: number | null;
  readonly waitRange: { readonly low: number; readonly high: number } | null;
}

const DASH = " – ";

/** Keeps each number and its unit on one line; a range may break at its dash. */
function kept(minutes: string): string {
  return minutes.split(DASH).map((part) => part.replaceAll(" ", "\u00a0")).join(DASH);
}

/** The promised wait in words, or that there is none. */
export function waitText(
  wait: PromisedWait,
  { say, language }: { readonly say: Say<WordKey>; readonly language: string },
): string {
  const { estimatedWaitMinutes: headline, waitRange: range } = wait;
  if (headline === null) return say("wait.none");
  if (headline >= HEADLINE_MINUTES_MAX) return say("wait.long", { hours: formatLongestWait(language) });
  if (range === null) return say("wait.about", { minutes: kept(formatMinutes(headline, language)) });
  if (range.low <= 0) return say("wait.under", { minutes: kept(formatMinutes(range.high, language)) });
  return say("wait.about", { minutes: kept(formatMinutesRange(range, language)) });
}
