/**
 * Reads why a ticket stands where it stands from the answer of `/t/:code/explanation`, with the words to say it in:
 * few ask, so the page does not carry them. What does not fit is null.
 */
import type { Words } from "../actors/shared/words.ts";
import type { PlaceExplanation, PlaceGroup, PlaceReason } from "../actors/queue/explain.ts";

const REASONS: readonly PlaceReason[] = ["emergency", "carried", "earlier", "urgent", "need", "moved"];

function parseGroup(value: unknown): PlaceGroup | null {
  if (typeof value !== "object" || value === null || !("reason" in value) || !("people" in value)) {
    return null;
  }
  const reason = REASONS.find((one) => one === value.reason);
  return reason === undefined || typeof value.people !== "number" ? null : { reason, people: value.people };
}

function parseGroups(value: unknown): readonly PlaceGroup[] {
  return Array.isArray(value) ? value.map(parseGroup).filter((group) => group !== null) : [];
}

/** The explanation in `{data}`; null when there is none to give, or the answer is something else. */
export function parseExplanation(body: unknown): PlaceExplanation | null {
  if (typeof body !== "object" || body === null || !("data" in body)) return null;
  const { data } = body;
  if (typeof data !== "object" || data === null || !("ahead" in data) || typeof data.ahead !== "number") {
    return null;
  }
  const seen = "seenBefore" in data && typeof data.seenBefore === "object" ? data.seenBefore : null;
  const people = seen !== null && "people" in seen && typeof seen.people === "number" ? seen.people : 0;
  return {
    ahead: data.ahead,
    groups: parseGroups("groups" in data ? data.groups : null),
    seenBefore: { people, groups: parseGroups(seen !== null && "groups" in seen ? seen.groups : null) },
    isPartial: "isPartial" in data && data.isPartial === true,
  };
}

/** An explanation with its words in the page's language. */
export interface Explained {
  readonly explanation: PlaceExplanation | null;
  readonly words: Words;
}

/** The answer to a page's script: `{data, words}`; null when it is something else. */
export function parseExplained(body: unknown): Explained | null {
  if (typeof body !== "object" || body === null || !("words" in body)) return null;
  const { words } = body;
  if (typeof words !== "object" || words === null) return null;
  return { explanation: parseExplanation(body), words: Object.fromEntries(Object.entries(words)) };
}
