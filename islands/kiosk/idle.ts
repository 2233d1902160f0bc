/**
 * When a kiosk that nobody touches forgets the person: after a while it asks, and then it starts over. Pure; whoever
 * shows it brings the clock.
 */

/** No touch for this long: the kiosk asks whether somebody is still there. */
export const ASK_AFTER_MS = 45_000;
/** How long the question stands until everything is wiped. */
export const WIPE_AFTER_MS = 20_000;
/** A given number stays long enough to be read, photographed and printed. */
export const DONE_MS = 40_000;

export interface Idle {
  /** `ask` shows the question, `wipe` starts over. */
  readonly kind: "fine" | "ask" | "wipe";
  /** Whole seconds until the wipe, for `ask`. */
  readonly secondsLeft: number;
}

/** How things stand `quietMs` after the last touch. */
export function idleAfter(quietMs: number, { isDone }: { readonly isDone: boolean }): Idle {
  const askAfterMs = isDone ? DONE_MS : ASK_AFTER_MS;
  if (quietMs < askAfterMs) return { kind: "fine", secondsLeft: 0 };
  const leftMs = askAfterMs + WIPE_AFTER_MS - quietMs;
  if (leftMs <= 0) return { kind: "wipe", secondsLeft: 0 };
  return { kind: "ask", secondsLeft: Math.ceil(leftMs / 1_000) };
}
