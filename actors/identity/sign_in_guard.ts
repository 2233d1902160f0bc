/**
 * Slows down guessing: after a few wrong passwords an account's sign-in pauses, longer with each further failure.
 * It lives in this process's memory and knows names only as opaque keys, existing or not alike.
 */
import { AppError } from "../shared/errors.ts";

export const FREE_FAILURES = 5;
export const LOCK_FIRST_MS = 30_000;
export const LOCK_MAX_MS = 15 * 60_000;
const NAMES_MAX = 10_000;

interface Failures {
  readonly count: number;
  readonly lockedUntil: number;
}

export interface SignInGuard {
  /** @throws AppError `rate_limited` while the pause lasts. */
  admit(name: string): void;
  failed(name: string): void;
  succeeded(name: string): void;
}

/** A guard on the clock `now` (epoch ms). */
export function createSignInGuard({ now }: { now(): number }): SignInGuard {
  const known = new Map<string, Failures>();

  return {
    admit(name) {
      const retryAfterMs = (known.get(name)?.lockedUntil ?? 0) - now();
      if (retryAfterMs <= 0) return;
      throw new AppError("rate_limited", "Cannot sign in: too many failures", { retryAfterMs });
    },
    failed(name) {
      const count = (known.get(name)?.count ?? 0) + 1;
      const excess = count - FREE_FAILURES;
      const lockMs = excess < 0 ? 0 : Math.min(LOCK_MAX_MS, LOCK_FIRST_MS * 2 ** excess);
      known.delete(name);
      if (known.size >= NAMES_MAX) known.delete(known.keys().next().value ?? "");
      known.set(name, { count, lockedUntil: now() + lockMs });
    },
    succeeded(name) {
      known.delete(name);
    },
  };
}
