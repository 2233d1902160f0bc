/**
 * Keys by which a retried write is known: from the client's header to the digests that the runtime keeps. The same
 * key of another tenant, principal, route or target is another key.
 */
import { createHash } from "node:crypto";
import { byOf } from "../../actors/identity/access.ts";
import type { Principal } from "../../actors/identity/schema.ts";
import type { IdempotencyKey } from "../../actors/runtime/actor_api.ts";
import { invalidFields } from "../errors.ts";

export const IDEMPOTENCY_HEADER = "idempotency-key";
export const REPLAYED_HEADER = "idempotency-replayed";
const KEY_CHARS_MAX = 255;
/** 22 characters of base64url can hold 128 bits: a stranger's key must not be guessed by another. */
const ANONYMOUS_KEY_CHARS_MIN = 22;
const KEY = /^[\x21-\x7e]+$/;

/** What a key is bound to. */
export interface IdempotencyScope {
  readonly principal: Principal;
  /** Method and template. */
  readonly route: string;
  /** The id of what the command is about. */
  readonly target: string;
  /** The parsed body: its digest tells a repeat from another request under the same key. */
  readonly body: unknown;
}

function digest(parts: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
}

/** The key of `request`, or undefined when it has none. @throws RejectedError `invalid` for an unfit one. */
export function idempotencyOf(request: Request, scope: IdempotencyScope): IdempotencyKey | undefined {
  const given = request.headers.get(IDEMPOTENCY_HEADER);
  if (given === null) return undefined;
  const { principal, route, target, body } = scope;
  const charsMin = principal.kind === "anonymous" ? ANONYMOUS_KEY_CHARS_MIN : 1;
  if (given.length < charsMin || given.length > KEY_CHARS_MAX || !KEY.test(given)) {
    const message = `Expected ${charsMin} to ${KEY_CHARS_MAX} visible characters`;
    throw invalidFields([{ path: "Idempotency-Key", message }]);
  }
  const tenant = principal.kind === "anonymous" ? "" : principal.tenantId;
  return {
    key: digest([tenant, byOf(principal), route, target, given]),
    bodyHash: digest([body]),
  };
}

/** Reads `If-Match`: the version that a ticket must still have; undefined when absent or `*`. */
export function ifMatchOf(request: Request): number | undefined {
  const given = request.headers.get("if-match");
  if (given === null || given.trim() === "*") return undefined;
  const version = /^\s*(?:W\/)?"?(\d{1,15})"?\s*$/.exec(given)?.[1];
  if (version === undefined) throw invalidFields([{ path: "If-Match", message: "Expected a version" }]);
  return Number(version);
}
