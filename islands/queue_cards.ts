/**
 * What the list of lines knows of each line, and its reading from the answer that keeps the list fresh. A line that
 * does not fit is left out.
 */

export interface QueueCard {
  readonly id: string;
  readonly name: string;
  /** The name of its facility. */
  readonly facility: string;
  /** IANA zone of the facility. */
  readonly timeZone: string;
  readonly status: "open" | "paused" | "closed";
  readonly waiting: number;
  readonly estimatedWaitMinutes: number | null;
  /** No place is free. */
  readonly isFull: boolean;
  /** There is room on the waiting list. */
  readonly hasWaitlist: boolean;
  /** False while nobody works there. */
  readonly isStaffed: boolean;
  /** While nobody works: when somebody is expected back, epoch ms. */
  readonly expectedReturnAt: number | null;
}

/** How somebody can get into a line now. */
export type WayIn = "line" | "waitlist" | "none";

const STATUSES = ["open", "paused", "closed"] as const;

/** How somebody can get into the line of `card` now. */
export function wayInto({ status, isFull, hasWaitlist }: QueueCard): WayIn {
  if (status !== "open") return "none";
  if (!isFull) return "line";
  return hasWaitlist ? "waitlist" : "none";
}

/** True when somebody who joined now would be called at once. */
export function isWithoutWait({ waiting, estimatedWaitMinutes }: QueueCard): boolean {
  return waiting === 0 && estimatedWaitMinutes !== null && estimatedWaitMinutes <= 1;
}

const numberOf = (value: unknown): number | null => typeof value === "number" ? value : null;

function parseCard(value: unknown): QueueCard | null {
  if (typeof value !== "object" || value === null) return null;
  const card: Partial<Record<keyof QueueCard, unknown>> = value;
  const { id, name, facility, timeZone, waiting } = card;
  const status = STATUSES.find((one) => one === card.status);
  if (typeof id !== "string" || typeof name !== "string" || status === undefined) return null;
  return {
    id,
    name,
    status,
    facility: typeof facility === "string" ? facility : "",
    timeZone: typeof timeZone === "string" ? timeZone : "UTC",
    waiting: numberOf(waiting) ?? 0,
    estimatedWaitMinutes: numberOf(card.estimatedWaitMinutes),
    isFull: card.isFull === true,
    hasWaitlist: card.hasWaitlist === true,
    isStaffed: card.isStaffed !== false,
    expectedReturnAt: numberOf(card.expectedReturnAt),
  };
}

/** The cards in `{data: […]}`, or null when the answer is something else. */
export function parseQueueCards(body: unknown): readonly QueueCard[] | null {
  if (typeof body !== "object" || body === null || !("data" in body) || !Array.isArray(body.data)) {
    return null;
  }
  return body.data.map(parseCard).filter((card) => card !== null);
}
