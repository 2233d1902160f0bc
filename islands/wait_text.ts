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

/** The promised wait in words, or that there is none. */
export function waitText(
  wait: PromisedWait,
  { say, language }: { readonly say: Say<WordKey>; readonly language: string },
): string {
  const { estimatedWaitMinutes: headline, waitRange: range } = wait;
  if (headline === null) return say("wait.none");
  if (headline >= HEADLINE_MINUTES_MAX) return say("wait.long", { hours: formatLongestWait(language) });
  if (range === null) return say("wait.about", { minutes: formatMinutes(headline, language) });
  if (range.low <= 0) return say("wait.under", { minutes: formatMinutes(range.high, language) });
  return say("wait.about", { minutes: formatMinutesRange(range, language) });
}
