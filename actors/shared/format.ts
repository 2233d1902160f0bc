/**
 * Minutes, instants and ages as people say them, in any language. Pure and browser-safe: the instant and the zone
 * are arguments. Sentences around the values live in the dictionaries.
 */
import { HEADLINE_MINUTES_MAX } from "./wait.ts";
import { localeOf } from "./words.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Anything younger is "just now". */
export const JUST_NOW_MS = 45_000;

export interface Place {
  readonly language: string;
  /** IANA zone of the facility. */
  readonly timeZone: string;
}

/** Making a format costs a hundred times what using it does. As many as there are languages and zones. */
const unitFormats = new Map<string, Intl.NumberFormat>();
const timeFormats = new Map<string, Intl.DateTimeFormat>();

function kept<T>(formats: Map<string, T>, name: string, { make }: { readonly make: () => T }): T {
  const format = formats.get(name) ?? make();
  formats.set(name, format);
  return format;
}

/** The language's units as short as they stay readable: Arabic abbreviates to single letters. */
function unitFormat(language: string, unit: "minute" | "hour"): Intl.NumberFormat {
  const unitDisplay = language === "ar" ? "long" : "short";
  return kept(unitFormats, `${unit} ${language}`, {
    make: () => new Intl.NumberFormat(localeOf(language), { style: "unit", unit, unitDisplay }),
  });
}

/** Whole minutes: "25 min", "1 hr 15 min". */
export function formatMinutes(minutes: number, language: string): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const parts = [];
  if (hours > 0) parts.push(unitFormat(language, "hour").format(hours));
  if (rest > 0 || hours === 0) parts.push(unitFormat(language, "minute").format(rest));
  return parts.join(" ");
}

/** A range of whole minutes: "15–25 min" below an hour, "45 min – 1 hr 15 min" above, one value when they agree. */
export function formatMinutesRange(
  range: { readonly low: number; readonly high: number },
  language: string,
): string {
  const { low, high } = range;
  if (low >= high) return formatMinutes(high, language);
  if (high < 60) return unitFormat(language, "minute").formatRange(low, high);
  return `${formatMinutes(low, language)} – ${formatMinutes(high, language)}`;
}

/** The longest wait that is promised, in hours: beyond it only "more than" is said. */
export function formatLongestWait(language: string): string {
  return formatMinutes(HEADLINE_MINUTES_MAX, language);
}

/** The time of day at `instant` (epoch ms) on the facility's clock. */
export function formatTime(instant: number, { language, timeZone }: Place): string {
  const format = kept(timeFormats, `${language} ${timeZone}`, {
    make: () => new Intl.DateTimeFormat(localeOf(language), { hour: "numeric", minute: "2-digit", timeZone }),
  });
  return format.format(instant);
}

/** "3 minutes ago", or null for an age below {@link JUST_NOW_MS}. */
export function formatAge(ageMs: number, language: string): string | null {
  if (ageMs < JUST_NOW_MS) return null;
  const relative = new Intl.RelativeTimeFormat(localeOf(language), { numeric: "always" });
  if (ageMs < HOUR_MS) return relative.format(-Math.max(1, Math.round(ageMs / MINUTE_MS)), "minute");
  return relative.format(-Math.round(ageMs / HOUR_MS), "hour");
}
