/**
 * Asks our own API from a page of staff: the session's cookie goes along by itself, an answer is a value, and nothing
 * throws. It retries nothing and keeps nothing: that is the outbox's affair.
 */

/** Where the API is. */
export const API = "/api/v1";
const ANSWER_MS_MAX = 15_000;

/** Why the server said no (RFC 9457); `facts` holds whatever else the problem tells. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** `unreachable`: no answer came, or one that passes (5xx, 429): whether it was done is not known. */
export type Answer =
  | { readonly kind: "done"; readonly status: number; readonly body: unknown; readonly isReplay: boolean }
  | { readonly kind: "refused"; readonly problem: Problem }
  | { readonly kind: "unreachable"; readonly retryAfterMs: number | null };

export interface AskOptions {
  readonly method?: "GET" | "POST" | "PATCH";
  /** Sent as JSON. */
  readonly body?: unknown;
  /** The idempotency key: the same for every repetition of one command. */
  readonly key?: string;
  /** The ticket's version that the command is about; another one is refused with `stale_version`. */
  readonly ifVersion?: number;
  /** How long an answer is waited for. */
  readonly msMax?: number;
}

export type Ask = (path: string, options?: AskOptions) => Promise<Answer>;

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function textOf(value: unknown, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}

/** True for a status after which the same request may succeed: whether it was carried out is not known. */
export function passes(status: number): boolean {
  return status === 429 || status >= 500;
}

/** The problem in a refusal's body; one that is none of ours becomes `internal`. */
export function problemOf(status: number, body: unknown): Problem {
  const { code, detail, ...facts } = fieldsOf(body);
  return { status, code: textOf(code, "internal"), detail: textOf(detail, ""), facts };
}

function headersOf({ body, key, ifVersion }: AskOptions): Headers {
  const headers = new Headers({ accept: "application/json" });
  if (body !== undefined) headers.set("content-type", "application/json");
  if (key !== undefined) headers.set("idempotency-key", key);
  if (ifVersion !== undefined) headers.set("if-match", `"${ifVersion}"`);
  return headers;
}

async function read(response: Response): Promise<Answer> {
  const { status, headers } = response;
  if (passes(status)) {
    await response.body?.cancel();
    const seconds = Number(headers.get("retry-after") ?? NaN);
    return { kind: "unreachable", retryAfterMs: Number.isFinite(seconds) ? seconds * 1_000 : null };
  }
  // Something between us and the server may answer in its place, with a page: that is no answer of ours, and throws.
  const body: unknown = status === 204 ? null : await response.json();
  if (response.ok) return { kind: "done", status, body, isReplay: headers.has("idempotency-replayed") };
  return { kind: "refused", problem: problemOf(status, body) };
}

/** Makes an {@link Ask} over `fetching`: the browser's own, or a test's. */
export function createAsk(fetching: (url: string, init: RequestInit) => Promise<Response>): Ask {
  return async (path, options = {}) => {
    const { body, method = body === undefined ? "GET" : "POST", msMax = ANSWER_MS_MAX } = options;
    try {
      const response = await fetching(`${API}${path}`, {
        method,
        headers: headersOf(options),
        cache: "no-store",
        credentials: "same-origin",
        signal: AbortSignal.timeout(msMax),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return await read(response);
    } catch {
      return { kind: "unreachable", retryAfterMs: null };
    }
  };
}

/** Asks `path` below {@link API}. Never throws: what went wrong is in the answer. */
export const ask: Ask = createAsk((url, init) => fetch(url, init));
