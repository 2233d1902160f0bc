/**
 * Notices when a promised wait rises while somebody looks, so that it is explained and never silent (SPEC §5). It
 * compares what was shown; why a wait rose is known only as far as the line itself tells.
 */
import type { Track } from "./track.ts";

/** A rise beyond this is explained. */
export const RISE_MINUTES_MAX = 10;

export interface Rise {
  readonly minutes: number;
  /** More people are before than there were, or the same people take longer. */
  readonly reason: "people" | "slow";
}

/** The least that was promised so far, with the people before at that time, and what is to be said of it now. */
export interface Outlook {
  readonly leastMinutes: number;
  readonly ahead: number;
  readonly rise: Rise | null;
}

type Promised = Pick<Track, "status" | "estimatedWaitMinutes" | "ahead">;

/** The outlook after `track` was shown; null for whoever is not in line. Without an estimate it stays as it was. */
export function nextOutlook(current: Outlook | null, track: Promised): Outlook | null {
  const { status, estimatedWaitMinutes: minutes } = track;
  if (status !== "waiting" && status !== "held") return null;
  if (minutes === null) return current === null ? null : { ...current, rise: null };
  const ahead = track.ahead ?? 0;
  if (current === null || minutes <= current.leastMinutes) {
    return { leastMinutes: minutes, ahead, rise: null };
  }
  const risen = minutes - current.leastMinutes;
  if (risen <= RISE_MINUTES_MAX) return { ...current, rise: null };
  return { ...current, rise: { minutes: risen, reason: ahead > current.ahead ? "people" : "slow" } };
}
