/**
 * Why somebody stands where they stand, in categories and never in persons (SPEC §3, Explainable). It reads the
 * state; the words are the screens'.
 */
import type { Ticket } from "./schema.ts";
import type { QueueState } from "./state.ts";

/** Why somebody goes before somebody else. */
export const PLACE_REASONS = ["emergency", "carried", "earlier", "urgent", "need", "moved"] as const;
export type PlaceReason = (typeof PLACE_REASONS)[number];

/** People of one category; categories without people are left out. */
export interface PlaceGroup {
  readonly reason: PlaceReason;
  readonly people: number;
}

export interface PlaceExplanation {
  /** Callable people ahead. */
  readonly ahead: number;
  readonly groups: readonly PlaceGroup[];
  /** People who joined later and were called before. */
  readonly seenBefore: { readonly people: number; readonly groups: readonly PlaceGroup[] };
  /** True when more people were ahead, or joined later, than were looked at. */
  readonly isPartial: boolean;
}

/** People looked at on either side. */
export const EXPLAINED_PEOPLE_MAX = 2_000;

/** Explains the place of a ticket that is waiting or held; null for any other. */
export function explainPlace(state: QueueState, ticket: Ticket): PlaceExplanation | null {
  if (ticket.state !== "waiting" && ticket.state !== "held") return null;
  const ahead = state.callable.rank(ticket);
  const first = [...state.callable.from(0, Math.min(ahead, EXPLAINED_PEOPLE_MAX))];
  const later = state.issuedAfter(ticket, EXPLAINED_PEOPLE_MAX);
  const seen = later.filter((other) => other.firstCalledAt !== null && other.state !== "waiting");
  return {
    ahead,
    groups: grouped(first, ticket),
    seenBefore: { people: seen.length, groups: grouped(seen, ticket) },
    isPartial: ahead > EXPLAINED_PEOPLE_MAX || later.length === EXPLAINED_PEOPLE_MAX,
  };
}

function grouped(others: readonly Ticket[], ticket: Ticket): readonly PlaceGroup[] {
  const people = new Map<PlaceReason, number>();
  for (const other of others) {
    const reason = reasonFor(other, ticket);
    people.set(reason, (people.get(reason) ?? 0) + 1);
  }
  return PLACE_REASONS.flatMap((reason) => {
    const count = people.get(reason) ?? 0;
    return count === 0 ? [] : [{ reason, people: count }];
  });
}

function reasonFor(other: Ticket, ticket: Ticket): PlaceReason {
  if (other.class === "emergency") return "emergency";
  if (other.day < ticket.day) return "carried";
  if (other.joinedSeq < ticket.joinedSeq || cameUnseenBefore(other, ticket)) return "earlier";
  if (other.class === "urgent") return "urgent";
  return other.needs.length > 0 ? "need" : "moved";
}

/** Who joined at a desk without a connection was known later than they came. */
function cameUnseenBefore(other: Ticket, ticket: Ticket): boolean {
  return other.claimedAt !== null && other.claimedAt < ticket.joinedAt;
}
