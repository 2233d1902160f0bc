/**
 * The shape of what a ticket page knows, and its reading from an answer or an event of the stream. Anything that
 * does not fit is null: a page keeps what it last knew rather than show half of something.
 */

export const TICKET_STATUSES = [
  "waitlisted",
  "waiting",
  "held",
  "called",
  "serving",
  "completed",
  "no_show",
  "cancelled",
] as const;
export type TicketStatus = (typeof TICKET_STATUSES)[number];

export interface Track {
  readonly label: string;
  readonly status: TicketStatus;
  readonly isOnline: boolean;
  readonly room: string | null;
  /** Epoch ms. */
  readonly holdEndsAt: number | null;
  readonly graceEndsAt: number | null;
  readonly isAcknowledged: boolean;
  /** When the person was last called, epoch ms. */
  readonly calledAt: number | null;
  /** Why it ended, as far as the person may know. */
  readonly cause: string | null;
  readonly ahead: number | null;
  readonly estimatedWaitMinutes: number | null;
  readonly waitRange: { readonly low: number; readonly high: number } | null;
  /** While nobody works: when somebody is expected back, epoch ms. */
  readonly expectedReturnAt: number | null;
  /** A sentence in the page's language. */
  readonly sentence: string;
  readonly queueStatus: "open" | "paused" | "closed";
  readonly nowServing: string | null;
  /** The log position of the view: of two tracks the greater one is newer. */
  readonly version: number;
  /** Epoch ms of the view. */
  readonly updatedAt: number;
  /** How old the state already was when the server answered. */
  readonly ageMs: number;
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields | null {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : null;
}

const textOf = (value: unknown): string | null => typeof value === "string" && value !== "" ? value : null;
const numberOf = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;

/** Epoch ms of an ISO 8601 instant. */
function instantOf(value: unknown): number | null {
  return typeof value === "string" ? numberOf(Date.parse(value)) : null;
}

function rangeOf(value: unknown): Track["waitRange"] {
  const fields = fieldsOf(value);
  const low = numberOf(fields?.["low"]);
  const high = numberOf(fields?.["high"]);
  return low === null || high === null ? null : { low, high };
}

function queueStatusOf(value: unknown): Track["queueStatus"] {
  return value === "paused" || value === "closed" ? value : "open";
}

/** The track in `{ticket, queue}` or `{data: {ticket, queue}}`, or null when it is none. */
export function parseTrack(value: unknown): Track | null {
  const outer = fieldsOf(value);
  const inner = fieldsOf(outer?.["data"]) ?? outer;
  const ticket = fieldsOf(inner?.["ticket"]);
  const queue = fieldsOf(inner?.["queue"]);
  const label = textOf(ticket?.["label"]);
  const status = TICKET_STATUSES.find((one) => one === ticket?.["status"]);
  const sentence = textOf(queue?.["queueStatus"]);
  if (ticket === null || queue === null || label === null || status === undefined || sentence === null) {
    return null;
  }
  return {
    label,
    status,
    sentence,
    isOnline: ticket["mode"] === "online",
    room: textOf(ticket["room"]),
    holdEndsAt: instantOf(ticket["holdEndsAt"]),
    graceEndsAt: instantOf(ticket["graceEndsAt"]),
    isAcknowledged: instantOf(ticket["acknowledgedAt"]) !== null,
    calledAt: instantOf(ticket["lastCalledAt"]) ?? instantOf(ticket["calledAt"]),
    cause: textOf(ticket["cause"]),
    ahead: numberOf(queue["ahead"]),
    estimatedWaitMinutes: numberOf(queue["estimatedWaitTime"]),
    waitRange: rangeOf(queue["waitRange"]),
    expectedReturnAt: instantOf(queue["expectedReturnAt"]),
    queueStatus: queueStatusOf(queue["status"]),
    nowServing: textOf(queue["nowServing"]),
    version: numberOf(queue["version"]) ?? 0,
    updatedAt: instantOf(queue["updatedAt"]) ?? 0,
    ageMs: numberOf(queue["ageMs"]) ?? 0,
  };
}

/** The newer of two tracks: answers to polls, to actions and the stream's events may overtake each other. */
export function newerTrack(current: Track, next: Track | null): Track {
  return next === null || next.version < current.version ? current : next;
}

/** True for a ticket whose life is over. */
export function hasEnded({ status }: Pick<Track, "status">): boolean {
  return status === "completed" || status === "no_show" || status === "cancelled";
}
