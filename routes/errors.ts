/**
 * From refusals and failures to answers: the only file that knows error statuses. Every answer is an RFC 9457
 * problem; what the program knows of its own inside is logged, never sent.
 */
import { AppError, type ErrorCode, reject, RejectedError } from "../actors/shared/errors.ts";
import type { LogLine } from "../actors/runtime/deps.ts";
import { SECURITY_HEADERS } from "./middleware/headers.ts";

/** The status of each code. */
export const STATUSES: Readonly<Record<ErrorCode, number>> = {
  already_called: 409,
  already_waiting: 409,
  capacity_below_load: 409,
  contended: 503,
  defer_limit: 409,
  draining: 503,
  forbidden: 403,
  idempotency_conflict: 409,
  internal: 500,
  invalid: 422,
  invalid_token: 400,
  lease_limit: 409,
  link_revoked: 409,
  malformed_body: 400,
  method_not_allowed: 405,
  not_found: 404,
  overloaded: 503,
  prefix_taken: 409,
  provider_unknown: 422,
  quarantined: 500,
  queue_archived: 409,
  queue_closed: 409,
  queue_empty: 409,
  queue_exists: 409,
  queue_full: 409,
  queue_not_empty: 409,
  queue_paused: 409,
  rate_limited: 429,
  recall_limit: 409,
  recall_too_soon: 409,
  session_expired: 401,
  stale_version: 412,
  store_unavailable: 503,
  too_large: 413,
  unauthenticated: 401,
  undo_expired: 409,
  undo_impossible: 409,
  unsupported_media_type: 415,
  unsupported_version: 503,
  wrong_state: 409,
};

/** When to come back, for refusals that pass and do not say when. */
const RETRY_AFTER_MS = 1_000;
const REQUEST_ID_CHARS = 16;

/** A fault in one field of a request: where, and what was expected. */
export interface FieldFault {
  readonly path: string;
  readonly message: string;
}

interface Refusal {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly retryAfterMs: number | null;
}

/** A request whose fields do not fit (422). */
export function invalidFields(errors: readonly FieldFault[]): RejectedError {
  const where = errors.map(({ path }) => path === "" ? "the body" : path).slice(0, 5).join(", ");
  return new RejectedError(reject("invalid", `Cannot accept the request: check ${where}`, { errors }));
}

/** Something that is not there, or not for this tenant: both are told alike. */
export function notFound(what: string): RejectedError {
  return new RejectedError(reject("not_found", `Cannot find ${what}`));
}

/** Somebody known who may not do this. */
export function forbidden(what: string): RejectedError {
  return new RejectedError(reject("forbidden", `Not allowed: ${what}`));
}

/** Somebody who has to say who they are first. */
export function unauthenticated(what: string): AppError {
  return new AppError("unauthenticated", `Cannot ${what} without signing in`);
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof RejectedError) {
    const { code, detail, facts } = error.rejection;
    return { code, detail, facts: toldFacts(error.rejection, facts ?? {}), retryAfterMs: null };
  }
  if (error instanceof AppError && STATUSES[error.code] !== 500) {
    const { code, message, facts, retryAfterMs } = error;
    return { code, detail: message, facts: facts ?? {}, retryAfterMs };
  }
  const detail = "Something went wrong on our side; quote the request id when you report it";
  return { code: "internal", detail, facts: {}, retryAfterMs: null };
}

/** Facts as clients read them: instants in ISO 8601, a field at fault as one of `errors`. */
function toldFacts(
  { code, detail }: { readonly code: ErrorCode; readonly detail: string },
  facts: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const told = Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      isInstant(name) && typeof value === "number" ? new Date(value).toISOString() : value,
    ]),
  );
  if (STATUSES[code] !== 422 || "errors" in told) return told;
  const path = code === "provider_unknown" ? "providerId" : String(facts["field"] ?? "");
  return { ...told, errors: [{ path, message: detail }] };
}

function isInstant(name: string): boolean {
  return name === "at" || name.endsWith("At");
}

function titleOf(code: string): string {
  const words = code.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export interface ProblemOptions {
  readonly log: LogLine;
  readonly mintId: (chars: number) => string;
  /** The template of the route, for the log. */
  readonly route: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The answer to a request that failed with `error`, whatever it is. Failures of ours are logged with the request id. */
export function problemResponse(error: unknown, options: ProblemOptions): Response {
  const { code, detail, facts, retryAfterMs } = refusalOf(error);
  const status = STATUSES[code];
  const requestId = options.mintId(REQUEST_ID_CHARS);
  if (status >= 500) logFailure(error, { ...options, requestId, code });
  const headers: Record<string, string> = {
    ...SECURITY_HEADERS,
    ...options.headers,
    "content-type": "application/problem+json",
    "x-request-id": requestId,
  };
  if (status === 401) headers["www-authenticate"] = "Bearer";
  if (status === 429 || status === 503) {
    headers["retry-after"] = String(Math.max(1, Math.ceil((retryAfterMs ?? RETRY_AFTER_MS) / 1000)));
  }
  const problem = {
    ...facts,
    type: `/api/v1/docs#${code}`,
    title: titleOf(code),
    status,
    code,
    detail,
    requestId,
  };
  return new Response(JSON.stringify(problem), { status, headers });
}

function logFailure(
  error: unknown,
  { log, route, requestId, code }: ProblemOptions & { readonly requestId: string; readonly code: ErrorCode },
): void {
  const isOurs = code === "internal";
  const cause = error instanceof Error ? error.cause : undefined;
  log(isOurs ? "error" : "warn", "Request failed", {
    route,
    requestId,
    code,
    error: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    ...(isOurs && error instanceof Error ? { stack: error.stack } : {}),
    ...(cause === undefined ? {} : { cause: String(cause) }),
  });
}
