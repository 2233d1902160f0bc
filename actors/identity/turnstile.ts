/**
 * Lets a few tasks run at once and a bounded number wait for their turn: checking a password costs memory and time,
 * and whoever asks for a thousand checks at once must neither get them nor slip past the guard that counts failures.
 */
import { AppError } from "../shared/errors.ts";

const RETRY_AFTER_MS = 2_000;

export interface Turnstile {
  /** The result of `task` once its turn has come. @throws AppError `overloaded` when too many wait already. */
  pass<T>(task: () => Promise<T>): Promise<T>;
}

/** A turnstile for `atOnceMax` tasks, with room for `waitingMax` more. */
export function createTurnstile(
  { atOnceMax, waitingMax }: { readonly atOnceMax: number; readonly waitingMax: number },
): Turnstile {
  const waiting: (() => void)[] = [];
  let running = 0;

  function leave(): void {
    const next = waiting.shift();
    // The place is handed on, so that nobody who comes now gets in between.
    if (next === undefined) running -= 1;
    else next();
  }

  async function enter(): Promise<void> {
    if (running < atOnceMax) {
      running += 1;
      return;
    }
    if (waiting.length >= waitingMax) {
      throw new AppError("overloaded", "Cannot check a password: too many are being checked", {
        retryAfterMs: RETRY_AFTER_MS,
      });
    }
    await new Promise<void>((resolve) => void waiting.push(resolve));
  }

  return {
    async pass(task) {
      await enter();
      try {
        return await task();
      } finally {
        leave();
      }
    },
  };
}
