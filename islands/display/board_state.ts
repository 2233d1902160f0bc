/**
 * What a lobby display knows of its queue, read from an answer or from an event of the stream, and which calls of it are
 * new. Pure. Labels and rooms only: there is no place here for a name.
 */
import type { DisplayView } from "../../actors/queue/view.ts";

export interface Call {
  readonly label: string;
  readonly room: string | null;
  /** Epoch ms of this call: calling again is another call. */
  readonly calledAt: number;
}

export interface Board {
  readonly name: string;
  readonly status: DisplayView["status"];
  /** Those who have still to come, the newest first, then those who are being seen. */
  readonly called: readonly Call[];
  readonly next: readonly string[];
  readonly waiting: number;
  readonly estimatedWaitMinutes: number | null;
  /** While nobody works: when somebody is expected back, epoch ms. */
  readonly expectedReturnAt: number | null;
  readonly version: number;
  /** The instant for which the server made it, epoch ms. */
  readonly updatedAt: number;
  /** How long the store had not confirmed it then. */
  readonly ageMs: number;
}

/** A message for everyone in the room. */
export interface Notice {
  readonly message: string;
  /** Epoch ms after which it is not shown any more. */
  readonly untilAt: number;
}

/** Calls remembered so that none is announced twice; many times what a board shows. */
const SEEN_MAX = 64;
/** A call that was made longer ago is shown, but not announced: whoever was meant has been found or has gone. */
export const LATE_MS = 120_000;
/** A board that its store has not confirmed for longer says so. */
export const STALE_MS = 60_000;
/** How long a notice stays that does not say how long it is true. */
export const NOTICE_MS = 30 * 60_000;
const NOTICE_MINUTES_MAX = 24 * 60;
const NOTICE_CHARS_MAX = 280;

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields | null {
  return typeof value === "object" && value !== null ? { ...value } : null;
}

const numberOf = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;

function instantOf(value: unknown): number | null {
  return typeof value === "string" ? numberOf(Date.parse(value)) : null;
}

function callOf(value: unknown): Call | null {
  const fields = fieldsOf(value);
  const label = fields?.["label"];
  const room = fields?.["room"];
  const calledAt = instantOf(fields?.["calledAt"]);
  if (typeof label !== "string" || calledAt === null) return null;
  return { label, calledAt, room: typeof room === "string" && room !== "" ? room : null };
}

/** The board in `{data: …}`, or null when it is none. */
export function parseBoard(body: unknown): Board | null {
  const fields = fieldsOf(fieldsOf(body)?.["data"]);
  const name = fields?.["name"];
  const status = fields?.["status"];
  const called = fields?.["called"];
  const next = fields?.["next"];
  const updatedAt = instantOf(fields?.["updatedAt"]);
  if (fields === null || typeof name !== "string" || !Array.isArray(called) || !Array.isArray(next)) {
    return null;
  }
  if ((status !== "open" && status !== "paused" && status !== "closed") || updatedAt === null) return null;
  return {
    name,
    status,
    updatedAt,
    version: numberOf(fields["version"]) ?? 0,
    ageMs: numberOf(fields["ageMs"]) ?? 0,
    called: called.map(callOf).filter((call) => call !== null),
    next: next.filter((label) => typeof label === "string"),
    waiting: numberOf(fields["waiting"]) ?? 0,
    estimatedWaitMinutes: numberOf(fields["estimatedWaitMinutes"]),
    expectedReturnAt: instantOf(fields["expectedReturnAt"]),
  };
}

/** The newer of two: an answer to a poll may arrive after an event that was made later. */
export function newerBoard(current: Board, next: Board | null): Board {
  return next === null || next.version < current.version ? current : next;
}

/** The instant (epoch ms) for which `board` is true, if its store has been away too long; else null. */
export function unconfirmedSince({ ageMs, updatedAt }: Board): number | null {
  return ageMs > STALE_MS ? updatedAt : null;
}

/** What tells one call from another. */
export function callKey({ label, calledAt }: Call): string {
  return `${label} ${calledAt}`;
}

export interface Noticed {
  /** Keys of the calls that need no announcement, the newest last. */
  readonly seen: readonly string[];
  /** The new ones, the oldest first. */
  readonly calls: readonly Call[];
}

/** The calls of `board` that nobody has announced and that are not late. */
export function noticeCalls(seen: readonly string[], board: Board): Noticed {
  const known = new Set(seen);
  const fresh = board.called.filter((call) => !known.has(callKey(call))).reverse();
  return {
    seen: [...seen, ...fresh.map(callKey)].slice(-SEEN_MAX),
    calls: fresh.filter(({ calledAt }) => board.updatedAt - calledAt <= LATE_MS),
  };
}

/** The message in an `emergency-notification` heard at `now`, or null when there is none. */
export function parseNotice(body: unknown, now: number): Notice | null {
  const outer = fieldsOf(body);
  const fields = fieldsOf(outer?.["data"]) ?? outer;
  const message = fields?.["message"];
  if (typeof message !== "string" || message.trim() === "") return null;
  const minutes = numberOf(fields?.["estimatedDelay"]);
  const isTimed = minutes !== null && minutes > 0 && minutes <= NOTICE_MINUTES_MAX;
  return {
    message: message.trim().slice(0, NOTICE_CHARS_MAX),
    untilAt: now + (isTimed ? minutes * 60_000 : NOTICE_MS),
  };
}
