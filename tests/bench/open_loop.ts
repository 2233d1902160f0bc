/**
 * Open-loop load: tasks start when the plan says, whatever became of the earlier ones, and latencies count from the
 * planned start. So a server that stalls cannot slow its own measurement down.
 */
import { type Latencies, latenciesOf } from "./statistics.ts";

/** How long the tasks may take after the last one was started. */
const TAIL_MS_MAX = 30_000;

/** Latencies of one kind of request, and what came back instead of the expected status. */
export class Recorder {
  readonly #latencies: number[] = [];
  readonly #failures = new Map<string, number>();

  /** Notes one reply: its latency counts whatever it was, a failure is counted by name as well. */
  note(latencyMs: number, failure: string | null): void {
    this.#latencies.push(latencyMs);
    if (failure !== null) this.#failures.set(failure, (this.#failures.get(failure) ?? 0) + 1);
  }

  /** All so far. */
  summary(): Latencies & { readonly failures: Readonly<Record<string, number>> } {
    return { ...latenciesOf(this.#latencies), failures: Object.fromEntries(this.#failures) };
  }
}

/**
 * Starts task 0, 1, … `count` - 1, `perSecond` of them a second, and resolves when all have ended. A task gets its
 * number and its planned start, and must not reject.
 * @throws Error when tasks are still running 30 s after the last start.
 */
export async function runOpenLoop(
  plan: { readonly count: number; readonly perSecond: number },
  task: (index: number, plannedAt: number) => Promise<void>,
): Promise<void> {
  const startsAt = performance.now() + 5;
  const intervalMs = 1_000 / plan.perSecond;
  let running = 0;
  let started = 0;
  const idle = Promise.withResolvers<void>();
  let isBroken = false;
  idle.promise.catch(() => isBroken = true);
  const settle = () => {
    running--;
    if (running === 0 && started === plan.count) idle.resolve();
  };
  while (started < plan.count && !isBroken) {
    while (started < plan.count && startsAt + started * intervalMs <= performance.now()) {
      running++;
      const index = started++;
      task(index, startsAt + index * intervalMs).then(settle, idle.reject);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const late = setTimeout(
    () => idle.reject(new Error(`${running} of ${plan.count} tasks did not end within ${TAIL_MS_MAX} ms`)),
    TAIL_MS_MAX,
  );
  try {
    if (plan.count > 0) await idle.promise;
  } finally {
    clearTimeout(late);
  }
}

/** Runs tasks 0 … `count` - 1, `width` of them at any moment: the fastest way to fill a line. */
export async function runClosedLoop(
  plan: { readonly count: number; readonly width: number },
  task: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < plan.count) await task(next++);
  };
  await Promise.all(Array.from({ length: Math.min(plan.width, plan.count) }, worker));
}
