/**
 * When somebody on a break is back: after some minutes, or at a time on the facility's clock. Pure: the instant and the
 * zone are given.
 */

/** The breaks offered, in minutes. */
export const BREAK_MINUTES = [5, 10, 15, 30] as const;
/** A time further ahead than this is taken for one that has passed. */
export const BREAK_HOURS_MAX = 12;

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;

/** Minutes since local midnight at `instant` (epoch ms). */
function minuteOfDay(instant: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en", {
    hour: "numeric",
    minute: "numeric",
    hourCycle: "h23",
    timeZone,
  }).formatToParts(instant);
  const valueOf = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return valueOf("hour") * HOUR_MINUTES + valueOf("minute");
}

/**
 * The instant (epoch ms) at which the clock of `timeZone` next shows `time` (`HH:MM`) after `now`; null for a text that
 * is no time, or for one more than {@link BREAK_HOURS_MAX} ahead. A clock change on the way is not looked at.
 */
export function backAt(
  time: string,
  { now, timeZone }: { readonly now: number; readonly timeZone: string },
): number | null {
  const [, hours = "", minutes = ""] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time) ?? [];
  if (hours === "") return null;
  const wanted = Number(hours) * HOUR_MINUTES + Number(minutes);
  const ahead = (wanted - minuteOfDay(now, timeZone) + DAY_MINUTES) % DAY_MINUTES;
  if (ahead === 0 || ahead > BREAK_HOURS_MAX * HOUR_MINUTES) return null;
  return Math.floor(now / MINUTE_MS) * MINUTE_MS + ahead * MINUTE_MS;
}

/** The instant (epoch ms) `minutes` after `now`. */
export function backIn(minutes: number, now: number): number {
  return now + minutes * MINUTE_MS;
}
