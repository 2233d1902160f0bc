/**
 * The codes that a client can receive, and the two ways a request fails without a bug: a rejection (the domain
 * says no; a value) and an {@link AppError} (the world failed; thrown). HTTP statuses live in `routes/errors.ts`.
 */

/** What the rules of a queue can answer instead of events. */
export const REJECTION_CODES = [
  "already_called",
  "already_waiting",
  "capacity_below_load",
  "defer_limit",
  "forbidden",
  "invalid",
  "lease_limit",
  "link_revoked",
  "not_found",
  "prefix_taken",
  "provider_unknown",
  "queue_archived",
  "queue_closed",
  "queue_empty",
  "queue_exists",
  "queue_full",
  "queue_not_empty",
  "queue_paused",
  "recall_limit",
  "recall_too_soon",
  "stale_version",
  "undo_expired",
  "undo_impossible",
  "wrong_state",
] as const;
export type RejectionCode = (typeof REJECTION_CODES)[number];

/** What the world, the runtime or the edge can answer. */
export const APP_ERROR_CODES = [
  "contended",
  "draining",
  "idempotency_conflict",
  "internal",
  "invalid_token",
  "malformed_body",
  "method_not_allowed",
  "overloaded",
  "quarantined",
  "rate_limited",
  "session_expired",
  "store_unavailable",
  "too_large",
  "unauthenticated",
  "unsupported_media_type",
  "unsupported_version",
] as const;
export type AppErrorCode = (typeof APP_ERROR_CODES)[number];

export type ErrorCode = RejectionCode | AppErrorCode;

/** The domain says no. `detail` is for people; `facts` are for programs and hold no patient data. */
export interface Rejection {
  readonly code: RejectionCode;
  readonly detail: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** Makes a {@link Rejection}. `detail`: capital first, no full stop, what was tried and the values. */
export function reject(
  code: RejectionCode,
  detail: string,
  facts?: Readonly<Record<string, unknown>>,
): Rejection {
  return facts === undefined ? { code, detail } : { code, detail, facts };
}

/** The domain's no, thrown across an asynchronous boundary (from the runtime to a route). */
export class RejectedError extends Error {
  override readonly name = "RejectedError";
  constructor(readonly rejection: Rejection) {
    super(rejection.detail);
  }
}

/** Why the world failed, how long to wait before another try, and the underlying cause (logged, never sent). */
export interface AppErrorOptions {
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** The world failed. `retryAfterMs` is present when a later try may succeed. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly retryAfterMs: number | null;
  readonly facts: Readonly<Record<string, unknown>> | null;
  constructor(readonly code: AppErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.facts = options.facts ?? null;
  }
}
