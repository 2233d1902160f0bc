/**
 * Ids for new things. One that was asked for under an idempotency key follows from that key, so that a repeat finds
 * what the first try made.
 */
import { AppError } from "../../actors/shared/errors.ts";
import type { Call } from "../endpoint.ts";
import { idempotencyOf } from "../middleware/idempotency.ts";

const NEW_ID_CHARS = 21;

export interface NewId {
  readonly id: string;
  /** Digest of the request, kept with what it makes; null without an idempotency key. */
  readonly requestHash: string | null;
}

/** A fresh id, or the one that belongs to the call's idempotency key. `target`: what kind of thing is made where. */
export function newIdFor(call: Call, target: string): NewId {
  const { request, principal, route, body } = call;
  const key = idempotencyOf(request, { principal, route, target, body });
  if (key === undefined) return { id: call.edge.system.mintId(NEW_ID_CHARS), requestHash: null };
  return { id: key.key.slice(0, NEW_ID_CHARS), requestHash: key.bodyHash };
}

/** Refuses a repeat that asks for something else than `made`. @throws AppError `idempotency_conflict`. */
export function assertSameRequest(made: { readonly requestHash: string | null }, asked: NewId): void {
  if (made.requestHash === asked.requestHash) return;
  throw new AppError("idempotency_conflict", "Cannot repeat the request: the key was used with another body");
}
