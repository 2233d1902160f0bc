/**
 * What a queue is beside its tickets: configuration, status, service day, who works. An immutable value, replaced
 * whole by `evolve`; it must stay small, since a new one is made for every event.
 */
import type { ProviderId, QueueId, TextId, TicketId } from "../shared/ids.ts";
import type { Lease, OrderKey, ProviderPresence, QueueConfig, QueueStatus } from "./schema.ts";

/** One service day: from `startsAt` up to, but not including, `endsAt`. */
export interface ServiceDay {
  /** `YYYY-MM-DD` in the facility's zone. */
  readonly date: string;
  readonly startsAt: number;
  readonly endsAt: number;
}

/** A walk through the waitlist in order: who comes after `after` (null: everybody) has yet to be asked. */
export interface PromotionPass {
  readonly after: OrderKey | null;
}

export interface QueueHeader {
  readonly queueId: QueueId;
  /** Null before the queue is created. */
  readonly config: QueueConfig | null;
  /** Version of the configuration, 1 at creation. */
  readonly revision: number;
  readonly status: QueueStatus;
  readonly statusSince: number;
  readonly statusReasonId: TextId | null;
  readonly isArchived: boolean;
  /** While set, the clocks of grace and hold stand still at this instant. */
  readonly pausedAt: number | null;
  readonly day: ServiceDay | null;
  /** The service day that ended last. */
  readonly lastDate: string | null;
  /** Highest number issued today. */
  readonly lastTokenNumber: number;
  /** Highest number of those issued today that was called. */
  readonly highestTokenCalled: number;
  readonly lastCalledTicketId: TicketId | null;
  readonly providers: Readonly<Record<string, ProviderPresence>>;
  /** The last ticket given to each caller, the longest unchanged first; at most {@link GIVEN_CALLERS_MAX}. */
  readonly given: Readonly<Record<string, TicketId>>;
  readonly servicesCompleted: number;
  /** Blocks of numbers that desks took today, in order of issue. */
  readonly leases: readonly Lease[];
  /** Set while a free place has yet to be offered to the waitlist. */
  readonly promotion: PromotionPass | null;
  /** Log position of the last event applied. */
  readonly seq: number;
  /** Instant of the last event applied. */
  readonly lastAt: number;
}

export const GIVEN_CALLERS_MAX = 200;
/** One for all, so that a day without blocks costs nothing. */
export const NO_LEASES: readonly Lease[] = Object.freeze([]);

/** The header of a queue that does not exist yet. */
export function emptyHeader(queueId: QueueId): QueueHeader {
  return {
    queueId,
    config: null,
    revision: 0,
    status: "closed",
    statusSince: 0,
    statusReasonId: null,
    isArchived: false,
    pausedAt: null,
    day: null,
    lastDate: null,
    lastTokenNumber: 0,
    highestTokenCalled: 0,
    lastCalledTicketId: null,
    providers: {},
    given: {},
    servicesCompleted: 0,
    leases: NO_LEASES,
    promotion: null,
    seq: 0,
    lastAt: 0,
  };
}

/** `given` with `ticketId` as the last of `caller`; forgets whoever was given nothing for longest beyond the bound. */
export function withGiven(
  given: QueueHeader["given"],
  caller: string,
  ticketId: TicketId,
): QueueHeader["given"] {
  const others = Object.entries(given).filter(([name]) => name !== caller);
  return Object.fromEntries([...others.slice(1 - GIVEN_CALLERS_MAX), [caller, ticketId]]);
}

/** `given` after the call of `ticketId` was taken back: it was given to nobody. */
export function withoutGiven(given: QueueHeader["given"], ticketId: TicketId): QueueHeader["given"] {
  const others = Object.entries(given).filter(([, last]) => last !== ticketId);
  return Object.fromEntries(others);
}

/** The last ticket given to `caller`, or null. */
export function givenTo(header: QueueHeader, caller: string): TicketId | null {
  return Object.hasOwn(header.given, caller) ? header.given[caller] ?? null : null;
}

/** The provider's status; one that never said otherwise is available. */
export function presenceOf(header: QueueHeader, providerId: ProviderId): ProviderPresence {
  const known = Object.hasOwn(header.providers, providerId) ? header.providers[providerId] : undefined;
  return known ?? { status: "available", until: null, reasonId: null, since: null };
}

/** The instant that the clocks of grace and hold show at `at`. */
export function clockAt(header: QueueHeader, at: number): number {
  return header.pausedAt ?? at;
}
