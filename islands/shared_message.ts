/**
 * What tabs that share a stream tell each other, and what the one that holds it keeps for those that come later. It
 * knows which events are states and which of them build on the one before, and nothing else of their content.
 */

/** One event as a stream brought it. */
export interface HeardEvent {
  readonly name: string;
  readonly data: string;
  /** Its position, empty when the stream has not named one. */
  readonly id: string;
}

/** Who speaks, and as a leader its room among this browser's streams (null while it has none). */
interface Spoken {
  readonly from: string;
  readonly slot: number | null;
}

/** What a tab that holds the stream says to those that follow it. */
export type LeaderMessage =
  & Spoken
  & (
    /** A new beginning: the next events hold the whole state. */
    | { readonly kind: "leads" }
    /** The answer to a hello. */
    | {
      readonly kind: "state";
      readonly to: string;
      readonly events: readonly HeardEvent[];
      readonly isTroubled: boolean;
      readonly isCrowded: boolean;
    }
    | { readonly kind: "event"; readonly event: HeardEvent }
    /** The stream broke off and the browser tries again. */
    | { readonly kind: "trouble" }
    /** There is no room for this stream yet. */
    | { readonly kind: "crowded" }
    /** The stream has ended for good: everyone begins anew. */
    | { readonly kind: "ended" }
  );

/** `hello`: somebody came and asks how things stand. */
export type Message = LeaderMessage | (Spoken & { readonly kind: "hello" });

const STATE_EVENTS = new Set(["queue-status", "provider-status", "queue-update"]);
/** Quotes inside a JSON text are escaped, so this is found only where it is meant. */
const PATCH_MARK = '"view":"patch"';
/** Patches kept for newcomers; with more the stream is opened anew for them. */
export const PATCHES_MAX = 100;

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields | null {
  return typeof value === "object" && value !== null ? { ...value } : null;
}

function readEvent(value: unknown): HeardEvent | null {
  const fields = fieldsOf(value);
  const { name, data, id } = fields ?? {};
  if (typeof name !== "string" || typeof data !== "string" || typeof id !== "string") return null;
  return { name, data, id };
}

function readState(fields: Fields, spoken: Spoken): Message | null {
  const { to } = fields;
  const events = Array.isArray(fields["events"]) ? fields["events"].map(readEvent) : [];
  if (typeof to !== "string" || events.includes(null)) return null;
  return {
    ...spoken,
    kind: "state",
    to,
    events: events.filter((event) => event !== null),
    isTroubled: fields["isTroubled"] === true,
    isCrowded: fields["isCrowded"] === true,
  };
}

/** The message in `value`, or null for what no tab of this release says. */
export function readMessage(value: unknown): Message | null {
  const fields = fieldsOf(value);
  const from = fields?.["from"];
  if (fields === null || typeof from !== "string") return null;
  const spoken = { from, slot: typeof fields["slot"] === "number" ? fields["slot"] : null };
  const { kind } = fields;
  switch (kind) {
    case "hello":
    case "leads":
    case "trouble":
    case "crowded":
    case "ended":
      return { ...spoken, kind };
    case "event": {
      const event = readEvent(fields["event"]);
      return event === null ? null : { ...spoken, kind, event };
    }
    case "state":
      return readState(fields, spoken);
    default:
      return null;
  }
}

/** The newest state of each kind: a whole one, and the patches that came after it. */
export class StateHistory {
  readonly #byName = new Map<string, HeardEvent[]>();
  #isWhole = true;

  /** False once something had to be forgotten: a newcomer cannot be told the whole. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  add(event: HeardEvent): void {
    if (!STATE_EVENTS.has(event.name)) return;
    const kept = this.#byName.get(event.name);
    if (!event.data.includes(PATCH_MARK)) {
      this.#byName.set(event.name, [event]);
      this.#isWhole = true;
    } else if (kept === undefined || kept.length > PATCHES_MAX) {
      this.#byName.delete(event.name);
      this.#isWhole = false;
    } else kept.push(event);
  }

  /** What a newcomer must hear, in this order. */
  events(): readonly HeardEvent[] {
    return [...this.#byName.values()].flat();
  }

  clear(): void {
    this.#byName.clear();
    this.#isWhole = true;
  }
}
