/**
 * Branded ids and what can be read from them without a look-up. A ticket id and a tracking code begin with the
 * locator of their queue, so that any process finds the owning actor without an index of its own.
 */

declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

export type TenantId = Id<"TenantId">;
export type FacilityId = Id<"FacilityId">;
export type QueueId = Id<"QueueId">;
export type ProviderId = Id<"ProviderId">;
export type PatientId = Id<"PatientId">;
export type TicketId = Id<"TicketId">;
/** The short public name of a queue inside ticket ids and codes: {@link LOCATOR_CHARS} characters. */
export type Locator = Id<"Locator">;
/** The secret of a ticket's short link: a locator, then 96 random bits in base64url. */
export type TrackingCode = Id<"TrackingCode">;
/** Free text kept outside the log, in the personal-data store. */
export type TextId = Id<"TextId">;

export const LOCATOR_CHARS = 8;
/** 16 base64url characters carry 96 bits. */
export const CODE_SECRET_CHARS = 16;
export const TICKET_SECRET_CHARS = 12;
/** Longest id of any kind that is accepted from outside. */
export const ID_CHARS_MAX = 64;

const ID_PATTERN = /^[A-Za-z0-9_-]+$/;

/** True for a string that may be an id of ours: 1 to 64 characters of the base64url alphabet. */
export function isId(value: string): boolean {
  return value.length > 0 && value.length <= ID_CHARS_MAX && ID_PATTERN.test(value);
}

/** The ticket id for `secret` ({@link TICKET_SECRET_CHARS} random characters) in the queue at `locator`. */
export function ticketIdOf(locator: Locator, secret: string): TicketId {
  return `${locator}${secret}` as TicketId;
}

/** The tracking code for `secret` ({@link CODE_SECRET_CHARS} random characters) in the queue at `locator`. */
export function trackingCodeOf(locator: Locator, secret: string): TrackingCode {
  return `${locator}${secret}` as TrackingCode;
}

/** The locator inside a ticket id or tracking code, or null when the text cannot be one. */
export function locatorOf(value: string): Locator | null {
  if (value.length <= LOCATOR_CHARS || !isId(value)) return null;
  return value.slice(0, LOCATOR_CHARS) as Locator;
}
