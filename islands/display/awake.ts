/**
 * Keeps the screen of a display from going dark while its page is shown. Browsers take the lock back whenever the page
 * is hidden, and may refuse it; it is asked for again when the page returns and from time to time.
 */

export interface AwakeDeps {
  /** Takes the lock; answers how to give it back. Rejects when it is refused. */
  take(onReleased: () => void): Promise<() => void>;
  isVisible(): boolean;
  /** Calls `task` whenever the page is shown or hidden; answers how to stop. */
  onVisibility(task: () => void): () => void;
  after(ms: number, task: () => void): () => void;
}

export const RETRY_MS = 60_000;

/** Holds the lock whenever the page is visible, until the answer is called. */
export function keepAwake(deps: AwakeDeps): () => void {
  let release: (() => void) | null = null;
  let isTaking = false;
  let isStopped = false;
  let cancelRetry = () => {};

  async function take(): Promise<void> {
    cancelRetry();
    if (isStopped || isTaking || release !== null || !deps.isVisible()) return;
    isTaking = true;
    try {
      release = await deps.take(() => {
        release = null;
        retry();
      });
    } catch {
      retry();
    }
    isTaking = false;
    if (isStopped) release?.();
  }

  function retry(): void {
    cancelRetry();
    if (!isStopped) cancelRetry = deps.after(RETRY_MS, () => void take());
  }

  const unfollow = deps.onVisibility(() => void take());
  void take();
  return () => {
    isStopped = true;
    cancelRetry();
    unfollow();
    release?.();
  };
}
