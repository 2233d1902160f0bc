/**
 * Waiting with an end: a store's answer that does not come within its time counts as a failure, and a pause between
 * two tries is jittered. Late answers are dropped here, so that nobody is left with an unhandled rejection.
 */
import { AppError } from "../shared/errors.ts";
import type { Cancel, RuntimeDeps } from "./deps.ts";

/** What the store did not answer in time; the operation may still take effect. */
export class StoreTimeout extends Error {
  override readonly name = "StoreTimeout";
}

/** A timer that is this late says that the process stood still: the answer may lie unread. */
const LATE_TIMER_MS = 400;
/** How often a wait begins again because the process stood still. */
const STANDSTILLS_MAX = 3;

/**
 * The store's answer; AppError `store_unavailable` when it fails or stays away for `ms`. Time in which this process
 * stood still does not count: a process that wakes up must not take itself for cut off and show what it remembers.
 */
export function within<T>(
  deps: Pick<RuntimeDeps, "after" | "now">,
  promise: Promise<T>,
  { ms, what }: { readonly ms: number; readonly what: string },
): Promise<T> {
  return new Promise((resolve, reject) => {
    let cancel: Cancel = () => {};
    const wait = (standstills: number) => {
      const dueAt = deps.now() + ms;
      cancel = deps.after(ms, () => {
        if (standstills > 0 && deps.now() > dueAt + LATE_TIMER_MS) return wait(standstills - 1);
        reject(storeUnavailable(new StoreTimeout(`No answer to ${what} within ${ms} ms`)));
      });
    };
    wait(STANDSTILLS_MAX);
    promise.then(
      (value) => {
        cancel();
        resolve(value);
      },
      (cause) => {
        cancel();
        reject(cause instanceof AppError ? cause : storeUnavailable(cause));
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
