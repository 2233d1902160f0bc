/**
 * How answers are put together: data in its envelope, versions as entity tags, polling answered with "not modified".
 */
import { createHash } from "node:crypto";
import { REPLAYED_HEADER } from "../middleware/idempotency.ts";
import type { Reply } from "../endpoint.ts";

const REPLAYED = { [REPLAYED_HEADER]: "true" };

/** 200 with `data`. */
export function ok(data: unknown): Reply {
  return { status: 200, body: { data } };
}

/** The answer to a command: 200 unless `status` says otherwise, marked when the command had been carried out before. */
export function done(
  data: unknown,
  { isReplay, version, status = 200 }: {
    readonly isReplay: boolean;
    /** The ticket's version, sent as an entity tag. */
    readonly version?: number | undefined;
    readonly status?: number;
  },
): Reply {
  const tag = version === undefined ? undefined : { etag: `"${version}"` };
  if (!isReplay && tag === undefined) return { status, body: { data } };
  return { status, body: { data }, headers: { ...tag, ...(isReplay ? REPLAYED : {}) } };
}

/**
 * 200 with `data` and the tag of its text, or 304 when the client has that text already. `stable` is what the tag
 * is made of: `data` without what changes by itself.
 */
export function polled(request: Request, data: unknown, options: { readonly stable?: unknown } = {}): Reply {
  const text = JSON.stringify({ data });
  const tagged = options.stable === undefined ? text : JSON.stringify(options.stable);
  const etag = `"${createHash("sha256").update(tagged).digest("base64url").slice(0, 22)}"`;
  const headers = { etag };
  const known = request.headers.get("if-none-match");
  if (known !== null && known.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag)) {
    return { status: 304, headers };
  }
  return { status: 200, body: text, headers };
}
