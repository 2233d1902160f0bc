/** The whole system on an empty store in memory, with a clock and timers that only the test moves. */
import { createSystem, type System, type SystemDeps } from "../../actors/system.ts";
import { WORLD_STARTS_AT } from "./memory_store.ts";
import { SimulatedRandom } from "./simulation_random.ts";

export interface SystemClock {
  /** Moves the clock on and runs what falls due, in order; resolves when it has been carried out. */
  pass(ms: number): Promise<void>;
}

interface Timer {
  readonly at: number;
  readonly task: () => void;
}

/** Runs `test` with a system of its own. */
export async function inEmptySystem(
  test: (system: System, clock: SystemClock) => Promise<void>,
): Promise<void> {
  const kv = await Deno.openKv(":memory:");
  const random = new SimulatedRandom(1);
  const timers = new Set<Timer>();
  let now = WORLD_STARTS_AT;
  const deps: SystemDeps = {
    kv,
    isShared: false,
    checksMax: 100,
    processId: "test",
    secretKey: new Uint8Array(32).fill(9),
    now: () => now,
    random: () => random.next(),
    after(ms, task) {
      const timer = { at: now + ms, task };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    breathe: () => new Promise((resolve) => setTimeout(resolve, 0)),
    mintId: (chars) => random.text(chars),
    log: () => {},
  };
  const system = createSystem(deps);
  const clock: SystemClock = {
    async pass(ms) {
      const untilAt = now + ms;
      for (let next = earliest(timers, untilAt); next !== null; next = earliest(timers, untilAt)) {
        timers.delete(next);
        now = Math.max(now, next.at);
        next.task();
        await settled();
      }
      now = untilAt;
    },
  };
  try {
    await test(system, clock);
  } finally {
    await system.drain();
    system.queues.close();
    await settled();
    kv.close();
  }
}

function earliest(timers: ReadonlySet<Timer>, untilAt: number): Timer | null {
  let found: Timer | null = null;
  for (const timer of timers) {
    if (timer.at <= untilAt && (found === null || timer.at < found.at)) found = timer;
  }
  return found;
}

/** The store answers in real time, within a few turns of the event loop. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
}
