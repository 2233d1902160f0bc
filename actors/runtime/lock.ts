/**
 * The lock beside a store's file: one process works on it, a second waits as a warm standby until the first is gone.
 * The operating system releases it when its holder dies, so it is never stale.
 */
import type { LogLine, RuntimeDeps } from "./deps.ts";
import { pause } from "./patience.ts";

const POLL_MS = 200;

export interface StoreLock {
  /** Lets the next process in; harmless twice. */
  release(): void;
}

/**
 * Resolves once this process holds the lock of the store at `path` (`<path>.lock`), however long that takes. Rejects
 * when the lock's file cannot be made.
 */
export async function takeLock(
  path: string,
  { log, after }: { readonly log: LogLine; readonly after: RuntimeDeps["after"] },
): Promise<StoreLock> {
  const file = await Deno.open(`${path}.lock`, { create: true, write: true });
  let isWaiting = false;
  try {
    while (!await file.tryLock(true)) {
      if (!isWaiting) log("info", "Another process holds the store: waiting as its standby");
      isWaiting = true;
      await pause({ after }, POLL_MS);
    }
  } catch (cause) {
    file.close();
    throw cause;
  }
  if (isWaiting) log("info", "The store is free: taking over");
  let isHeld = true;
  return {
    release() {
      if (!isHeld) return;
      isHeld = false;
      file.close();
    },
  };
}
