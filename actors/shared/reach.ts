/**
 * Turns a store that cannot be reached into the one error that says so. For single reads and writes outside the
 * actors; the runtime has its own, finer ways.
 */
import { AppError } from "./errors.ts";

const RETRY_AFTER_MS = 1_000;

/** What `asked` answers. @throws AppError `store_unavailable` when it fails, whatever the cause. */
export async function reach<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (cause) {
    throw new AppError("store_unavailable", "Cannot reach the store", {
      retryAfterMs: RETRY_AFTER_MS,
      cause,
    });
  }
}

/**
 * What `ask` answers; while the store cannot be reached, what is `known` from before instead, unless that is undefined.
 * For reads alone: whoever decides on a remembered answer must be unable to act on it without the store.
 */
export async function reachOrRecall<T>(ask: () => Promise<T>, known: T | undefined): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    const isAway = cause instanceof AppError && cause.code === "store_unavailable";
    if (isAway && known !== undefined) return known;
    throw cause;
  }
}
