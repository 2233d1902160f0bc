/**
 * How each queue stands, as the lists of queues to work in know it, read from the answer of `GET /api/v1/work`. A queue
 * that does not fit is left out.
 */

export interface Work {
  readonly queueId: string;
  readonly facilityId: string;
  readonly name: string;
  readonly status: "open" | "paused" | "closed";
  /** In line, held places among them. */
  readonly waiting: number;
  readonly called: number;
  readonly serving: number;
  readonly working: number;
  /** ISO 8601, or null when nobody waits. */
  readonly longestSince: string | null;
  readonly isOwn: boolean;
}

const STATUSES = ["open", "paused", "closed"] as const;

function countOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

function parseOne(value: unknown): Work | null {
  if (typeof value !== "object" || value === null) return null;
  const given: Partial<Record<keyof Work, unknown>> = value;
  const { queueId, facilityId, name, longestSince } = given;
  const status = STATUSES.find((one) => one === given.status);
  if (typeof queueId !== "string" || typeof name !== "string" || status === undefined) return null;
  return {
    queueId,
    facilityId: typeof facilityId === "string" ? facilityId : "",
    name,
    status,
    waiting: countOf(given.waiting),
    called: countOf(given.called),
    serving: countOf(given.serving),
    working: countOf(given.working),
    longestSince: typeof longestSince === "string" ? longestSince : null,
    isOwn: given.isOwn === true,
  };
}

/** The queues in `{data: […]}`, or null when the answer is something else. */
export function parseWork(body: unknown): readonly Work[] | null {
  if (typeof body !== "object" || body === null || !("data" in body) || !Array.isArray(body.data)) {
    return null;
  }
  return body.data.map(parseOne).filter((work) => work !== null);
}
