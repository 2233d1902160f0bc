/**
 * Waiting with an end: a store's answer that does not come within its time counts as a failure, and a pause between
 * two tries is jittered. Late answers are dropped here, so that nobody is left with an unhandled rejection.
 */
import { AppError } from "../shared/errors.ts";
import type { RuntimeDeps } from "./deps.ts";

/** What the store did not answer in time; the operation may still take effect. */
export class StoreTimeout extends Error {
  override readonly name = "StoreTimeout";
}

/** The store's answer; AppError `store_unavailable` when it fails or stays away for `ms`. */
export function within<T>(
  deps: Pick<RuntimeDeps, "after">,
  promise: Promise<T>,
  { ms, what }: { readonly ms: number; readonly what: string },
): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = deps.after(
      ms,
      () => reject(storeUnavailable(new StoreTimeout(`No answer to ${what} within ${ms} ms`))),
    );
    promise.then(
      (value) => {
        cancel();
        resolve(value);
      },
      (cause) => {
        cancel();
        reject(storeUnavailable(cause));
      },
    );
  });
}

/** Resolves after `ms`. */
export function pause(deps: Pick<RuntimeDeps, "after">, ms: number): Promise<void> {
  return new Promise((resolve) => {
    deps.after(ms, resolve);
  });
}

/** The wait before try number `tries` + 1: exponential, between half and all of it by chance. */
export function backoffMs(
  tries: number,
  { baseMs, maxMs, random }: { readonly baseMs: number; readonly maxMs: number; random(): number },
): number {
  const full = Math.min(maxMs, baseMs * 2 ** Math.max(0, tries - 1));
  return full * (0.5 + random() / 2);
}

/** The error that a caller hears when the store failed or stayed silent. */
export function storeUnavailable(cause: unknown, retryAfterMs = 1_000): AppError {
  return new AppError("store_unavailable", "Cannot reach the store", { cause, retryAfterMs });
}
