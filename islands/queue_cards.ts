/**
 * What the list of queues knows of each queue, read from the answer of `GET /api/v1/queues`. A queue that does not
 * fit is left out.
 */

export interface QueueCard {
  readonly id: string;
  readonly name: string;
  readonly status: "open" | "paused" | "closed";
  readonly waiting: number;
  readonly estimatedWaitMinutes: number | null;
}

const STATUSES = ["open", "paused", "closed"] as const;

function parseCard(value: unknown): QueueCard | null {
  if (typeof value !== "object" || value === null) return null;
  const { id, name, status, waiting, estimatedWaitMinutes }: Partial<Record<keyof QueueCard, unknown>> =
    value;
  const known = STATUSES.find((one) => one === status);
  if (typeof id !== "string" || typeof name !== "string" || known === undefined) return null;
  return {
    id,
    name,
    status: known,
    waiting: typeof waiting === "number" ? waiting : 0,
    estimatedWaitMinutes: typeof estimatedWaitMinutes === "number" ? estimatedWaitMinutes : null,
  };
}

/** The cards in `{data: […]}`, or null when the answer is something else. */
export function parseQueueCards(body: unknown): readonly QueueCard[] | null {
  if (typeof body !== "object" || body === null || !("data" in body) || !Array.isArray(body.data)) {
    return null;
  }
  return body.data.map(parseCard).filter((card) => card !== null);
}
