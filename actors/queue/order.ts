/**
 * Who goes before whom: one comparable key per ticket (SPEC §3). It only makes and compares keys; which events
 * change them is decided elsewhere.
 */
import { generateKeyBetween } from "fractional-indexing";
import { assert } from "../shared/assert.ts";
import type { Need, OrderKey, QueueConfig, TicketClass } from "./schema.ts";

/** Ahead of all, under every policy. */
export const TIER_EMERGENCY = 0;
/** Everybody who is here. */
export const TIER_LINE = 1;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Room for the token numbers of one service day inside a key. */
const TOKENS_PER_DAY_MAX = 10_000_000;

/** What a key is made of. `since` is when an emergency became one; everybody else's key does not look at it. */
export interface Standing {
  readonly class: TicketClass;
  readonly needs: readonly Need[];
  readonly joinedAt: number;
  readonly joinedSeq: number;
  readonly day: string;
  readonly tokenNumber: number;
  readonly since: number;
}

/** The part of a ticket that its rank depends on. */
export interface Place {
  readonly key: OrderKey;
  readonly joinedSeq: number;
}

/** Head start in milliseconds under the `priority` policy: the class's, and the needs' up to their cap. */
export function headStartMs(
  config: QueueConfig,
  standing: { readonly class: TicketClass; readonly needs: readonly Need[] },
): number {
  const { urgent, need, needsMax } = config.headStartMinutes;
  const classMinutes = standing.class === "urgent" ? urgent : 0;
  const needMinutes = Math.min(needsMax, standing.needs.length * need);
  return Math.round((classMinutes + needMinutes) * MINUTE_MS);
}

/** The key that the policy of `config` gives to `standing`. */
export function keyFor(config: QueueConfig, standing: Standing): OrderKey {
  if (standing.class === "emergency") return [TIER_EMERGENCY, standing.since, standing.joinedSeq, ""];
  return [TIER_LINE, majorOf(config, standing), standing.joinedSeq, ""];
}

function majorOf(config: QueueConfig, standing: Standing): number {
  switch (config.ordering) {
    case "token":
      return dayNumberOf(standing.day) * TOKENS_PER_DAY_MAX + standing.tokenNumber;
    case "arrival":
      return standing.joinedAt;
    case "priority":
      return standing.joinedAt - headStartMs(config, standing);
  }
}

/**
 * The key, under the `token` policy, of somebody who joined at a desk without a connection: behind everybody who had
 * number `after` or a lower one of that day, before the next number, and among their like by when they joined.
 */
export function claimedKey(
  standing: Pick<Standing, "day" | "joinedAt" | "joinedSeq">,
  { after }: { readonly after: number },
): OrderKey {
  const { day, joinedAt, joinedSeq } = standing;
  return [TIER_LINE, dayNumberOf(day) * TOKENS_PER_DAY_MAX + after, joinedAt, suffixOf(joinedSeq)];
}

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** A suffix of its own for each log position, that further suffixes can be made from and that keeps their order. */
function suffixOf(joinedSeq: number): string {
  let digits = "";
  for (let left = joinedSeq; left > 0; left = Math.floor(left / DIGITS.length)) {
    digits = DIGITS.charAt(left % DIGITS.length) + digits;
  }
  // A head of the form that `generateKeyBetween` makes: the letter tells how many digits follow.
  return String.fromCharCode("a".charCodeAt(0) + digits.length - 1) + digits;
}

function dayNumberOf(day: string): number {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / DAY_MS);
}

/** Negative when `a` goes before `b`. */
export function compareKeys(a: OrderKey, b: OrderKey): number {
  if (a[0] !== b[0]) return a[0] - b[0];
  if (a[1] !== b[1]) return a[1] < b[1] ? -1 : 1;
  if (a[2] !== b[2]) return a[2] - b[2];
  if (a[3] === b[3]) return 0;
  return a[3] < b[3] ? -1 : 1;
}

/** Negative when `a` goes before `b`; the log position of the join settles equal keys. */
export function comparePlaces(a: Place, b: Place): number {
  return compareKeys(a.key, b.key) || a.joinedSeq - b.joinedSeq;
}

/**
 * A key strictly between two neighbours of one tier; null stands for the tier's end on that side, but not on both.
 * After `previous` it shares that ticket's numbers and only adds a suffix, so that nobody else slips in between.
 */
export function keyBetween(previous: OrderKey | null, next: OrderKey | null): OrderKey {
  if (previous === null) {
    assert(next !== null, "Cannot make a key between nothing and nothing");
    return [next[0], next[1] - 1, next[2], ""];
  }
  assert(next === null || compareKeys(previous, next) < 0, "Cannot make a key between keys out of order");
  const isShared = next !== null && next[0] === previous[0] && next[1] === previous[1] &&
    next[2] === previous[2];
  const below = previous[3] === "" ? null : previous[3];
  return [previous[0], previous[1], previous[2], generateKeyBetween(below, isShared ? next[3] : null)];
}
