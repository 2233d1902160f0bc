/**
 * Fires what is due: scans the wake-up records about once a second and sends each actor the tick command. Firing is
 * idempotent; leases only keep several processes from doing it all at once, and a process whose clock is off fires
 * nothing.
 */
import type { Cancel, RuntimeDeps } from "./deps.ts";
import { createClockWatch } from "./heartbeat.ts";
import { wakesBoundKey } from "./keys.ts";
import { holdLease } from "./lease.ts";
import type { RuntimeLimits } from "./limits.ts";
import { within } from "./patience.ts";

/** How long an actor whose tick failed is left alone. */
const FAILED_WAKE_MS = 10_000;
const FAILED_WAKES_MAX = 10_000;

export interface WakerOptions {
  readonly deps: RuntimeDeps;
  readonly limits: RuntimeLimits;
  readonly kind: string;
  /** Lets an actor see to what is due. */
  readonly fire: (actorId: string) => Promise<void>;
}

export interface Waker {
  /** Fires everything that is due now and resolves when it has been seen to. Never rejects. */
  scan(): Promise<void>;
  isReady(): boolean;
  stop(): void;
}

/** Begins to scan at once, and again after each interval. */
export function createWaker(options: WakerOptions): Waker {
  const { deps, limits } = options;
  const clock = createClockWatch(deps, limits);
  const failedUntilAt = new Map<string, number>();
  let isStopped = false;
  let running: Promise<void> | null = null;
  let cancel: Cancel = deps.after(limits.wakeIntervalMs, beat);

  function beat(): void {
    scan().then(() => {
      if (!isStopped) cancel = deps.after(limits.wakeIntervalMs, beat);
    });
  }

  async function scanShards(): Promise<void> {
    try {
      if (deps.isShared) await clock.look();
      if (!clock.isReady()) return;
      for (let shard = 0; shard < limits.wakeShards && !isStopped; shard++) {
        await scanShard(options, { shard, failedUntilAt });
      }
    } catch (cause) {
      deps.log("warn", "Cannot look for what is due", { cause: String(cause) });
    }
  }

  function scan(): Promise<void> {
    if (isStopped) return Promise.resolve();
    running ??= scanShards().finally(() => {
      running = null;
    });
    return running;
  }

  return {
    scan,
    isReady: () => clock.isReady(),
    stop() {
      isStopped = true;
      cancel();
    },
  };
}

async function scanShard(
  { deps, limits, kind, fire }: WakerOptions,
  { shard, failedUntilAt }: { readonly shard: number; readonly failedUntilAt: Map<string, number> },
): Promise<void> {
  if (deps.isShared && !await holdLease(deps, { job: `wake ${kind} ${shard}`, leaseMs: limits.leaseMs })) {
    return;
  }
  const now = deps.now();
  const selector = {
    start: wakesBoundKey(kind, { shard, beforeAt: 0 }),
    end: wakesBoundKey(kind, { shard, beforeAt: now + 1 }),
  };
  const due: string[] = [];
  const list = async () => {
    for await (const { key } of deps.kv.list(selector, { limit: limits.wakesPerShardMax })) {
      const actorId = key[4];
      if (typeof actorId === "string" && (failedUntilAt.get(actorId) ?? 0) <= now) due.push(actorId);
    }
  };
  await within(deps, list(), { ms: limits.readTimeoutMs, what: "a list of wake-ups" });
  const fired = due.map(async (actorId) => {
    try {
      await fire(actorId);
      failedUntilAt.delete(actorId);
    } catch (cause) {
      if (failedUntilAt.size >= FAILED_WAKES_MAX) failedUntilAt.clear();
      failedUntilAt.set(actorId, deps.now() + FAILED_WAKE_MS);
      deps.log("warn", "An actor could not see to what is due", { kind, actorId, cause: String(cause) });
    }
  });
  await Promise.all(fired);
}
