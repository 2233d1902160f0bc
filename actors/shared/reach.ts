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
