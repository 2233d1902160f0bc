/**
 * Asks the server for a number with what a person answered at a kiosk. It reads the answer into what the questions go
 * on with and never throws; a repetition under the same key gives the same number.
 */
import type { KioskAct, KioskRefusal, KioskState, KioskTicket } from "./kiosk_flow.ts";

const ANSWER_MS_MAX = 15_000;
const KEY_BYTES = 16;

/** 128 bits of chance: nobody guesses another's. */
export function mintKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export interface NumberRequest {
  readonly state: Pick<KioskState, "queueId" | "name" | "phone" | "needs" | "acceptsWaitlist">;
  readonly language: string;
  readonly key: string;
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

function rangeOf(value: unknown): KioskTicket["waitRange"] {
  const { low, high } = fieldsOf(value);
  return typeof low === "number" && typeof high === "number" ? { low, high } : null;
}

/** The ticket in `{data: …}`, or null when the answer is something else. */
export function parseNumber(body: unknown): KioskTicket | null {
  const data = fieldsOf(fieldsOf(body)["data"]);
  const { label, status } = data;
  const { size, path } = fieldsOf(data["qr"]);
  if (typeof label !== "string" || typeof size !== "number" || typeof path !== "string") return null;
  return {
    label,
    isWaitlisted: status === "waitlisted",
    ahead: numberOf(data["ahead"]),
    estimatedWaitMinutes: numberOf(data["estimatedWaitMinutes"]),
    waitRange: rangeOf(data["waitRange"]),
    qr: { size, path },
  };
}

/** What a refusal means for the person. */
export function refusalOf(body: unknown): KioskRefusal {
  const { code, waitlist } = fieldsOf(body);
  if (code === "queue_full") return waitlist === true ? "fullWaitlist" : "full";
  if (code === "queue_paused") return "paused";
  return code === "queue_closed" ? "closed" : "other";
}

/** Posts the answers to `url`; what came of it is the next act. */
export async function takeNumber(url: string, { state, language, key }: NumberRequest): Promise<KioskAct> {
  const { queueId, name, phone, needs, acceptsWaitlist } = state;
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json", "idempotency-key": key },
      body: JSON.stringify({ queueId, name: name.trim(), phone, needs, language, acceptsWaitlist }),
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    if (response.status === 429 || response.status >= 500) {
      await response.body?.cancel();
      return { type: "unreachable" };
    }
    const body: unknown = await response.json();
    if (!response.ok) return { type: "refused", refusal: refusalOf(body) };
    const ticket = parseNumber(body);
    return ticket === null ? { type: "unreachable" } : { type: "given", ticket };
  } catch {
    return { type: "unreachable" };
  }
}
