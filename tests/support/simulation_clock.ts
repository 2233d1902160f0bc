/**
 * A simulated world from one seed: virtual time, a scheduler and named processes whose clocks are skewed, that can
 * be paused and killed. Everything that happens is an event at a virtual instant; between two events all promises
 * settle, so that a run repeats exactly. Nothing in it may wait for real time, a socket or another thread.
 */
import { setImmediate } from "node:timers";
import type { Cancel } from "../../actors/runtime/deps.ts";
import { EventHeap, type ScheduledEvent } from "./simulation_heap.ts";
import { SimulatedProcess } from "./simulation_process.ts";
import { mix32, SimulatedRandom } from "./simulation_random.ts";

/** Monday 5 January 2026, 07:00 UTC. */
export const SIMULATION_START_AT = Date.UTC(2026, 0, 5, 7);
/** A run that has not ended after so many events goes round in circles. */
const EVENTS_MAX = 5_000_000;

export interface SimulationOptions {
  readonly seed: number | string;
  /** Epoch ms at which virtual time begins; {@link SIMULATION_START_AT} when absent. */
  readonly startAt?: number;
}

export interface RunOptions {
  /** Stops when virtual time reaches this instant (epoch ms), which is then the time. */
  readonly untilAt?: number;
  /** Stops when this is true; asked after every event, when all promises have settled. */
  readonly until?: () => boolean;
  /** Throws when this many events were not enough. */
  readonly eventsMax?: number;
}

/** Why a run ended: nothing is left to happen, `until` held, or `untilAt` was reached. */
export type RunEnd = "idle" | "until" | "time";

/** Ends once every promise that can settle without a further event has settled. */
function settled(): Promise<void> {
  // A macrotask runs when the microtask queue is empty, so this waits for chains of any length, in about 3 µs.
  return new Promise((resolve) => setImmediate(resolve));
}

/** The world: its time, what is going to happen, and the processes in it. */
export class Simulation {
  readonly seed: string;
  /** For the tests' own choices; the world's parts draw from forks of it. */
  readonly random: SimulatedRandom;
  readonly #events = new EventHeap();
  readonly #generations = new Map<string, number>();
  readonly #tieBreak: number;
  #nowAt: number;
  #sequence = 0;
  #processCount = 0;
  #eventCount = 0;
  #digest = 0;
  #isRunning = false;

  constructor({ seed, startAt = SIMULATION_START_AT }: SimulationOptions) {
    this.seed = String(seed);
    this.random = new SimulatedRandom(this.seed);
    this.#tieBreak = this.random.fork("ties").integer(0, 0xffffffff);
    this.#nowAt = startAt;
  }

  /** True virtual time, epoch ms with a fraction. Programs under test see their process's clock instead. */
  now(): number {
    return this.#nowAt;
  }

  /** Runs `task` after `ms` of virtual time. Equal instants: in the order of their processes, drawn from the seed. */
  after(ms: number, task: () => void): Cancel {
    return this.schedule(ms, { task, owner: null });
  }

  /** Resolves after `ms` of virtual time: for clients, which neither pause nor die. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** A new process; the name of a killed one may be used again (a restart, under a new id). */
  process(name: string, options: { readonly skewMs?: number } = {}): SimulatedProcess {
    const generation = (this.#generations.get(name) ?? 0) + 1;
    this.#generations.set(name, generation);
    return new SimulatedProcess({
      simulation: this,
      name,
      id: `${name}-${generation}`,
      number: ++this.#processCount,
      skewMs: options.skewMs ?? 0,
    });
  }

  /** Schedules for an owner; `SimulatedProcess` uses this, everyone else `after`. */
  schedule(
    ms: number,
    { task, owner }: { readonly task: () => void; readonly owner: SimulatedProcess | null },
  ): Cancel {
    const at = this.#nowAt + Math.max(0, ms);
    const event: ScheduledEvent = {
      at,
      priority: this.#priority(at, owner?.number ?? 0),
      sequence: ++this.#sequence,
      owner,
      task,
      isCancelled: false,
    };
    this.#events.push(event);
    return () => {
      event.isCancelled = true;
    };
  }

  /**
   * Lets the world go on until one of the options says stop or nothing is left to happen.
   * @throws what an event threw, and when `eventsMax` events did not suffice.
   */
  async run(options: RunOptions = {}): Promise<RunEnd> {
    if (this.#isRunning) throw new Error("Cannot run a simulation that is running");
    this.#isRunning = true;
    try {
      return await this.#run(options);
    } finally {
      this.#isRunning = false;
    }
  }

  /**
   * Lets the world go on until `promise` settles, and gives its result.
   * @throws its reason, or when nothing is left to happen and it still waits.
   */
  async drive<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const mark = () => {
      isSettled = true;
    };
    promise.then(mark, mark);
    await this.run({ until: () => isSettled });
    if (!isSettled) throw new Error(`Nothing is left to happen, yet a promise waits: ${this.describe()}`);
    return await promise;
  }

  /** Adds a fact to the fingerprint of the run. */
  note(fact: string): void {
    for (let index = 0; index < fact.length; index++) {
      this.#digest = mix32(this.#digest ^ fact.charCodeAt(index));
    }
  }

  /** Equal for runs in which the same happened at the same instants in the same order. */
  fingerprint(): string {
    return `${this.#eventCount}-${this.#digest.toString(16)}`;
  }

  /** Seed, time and number of events: what a failure has to print to be repeated. */
  describe(): string {
    return `seed ${this.seed}, ${new Date(this.#nowAt).toISOString()}, ${this.#eventCount} events`;
  }

  async #run({ untilAt = Infinity, until, eventsMax = EVENTS_MAX }: RunOptions): Promise<RunEnd> {
    const last = this.#eventCount + eventsMax;
    await settled();
    while (true) {
      if (until?.() === true) return "until";
      const event = this.#events.peek();
      if (event === undefined || event.at > untilAt) {
        if (untilAt !== Infinity) this.#nowAt = Math.max(this.#nowAt, untilAt);
        return event === undefined ? "idle" : "time";
      }
      this.#events.pop();
      if (this.#happens(event)) await settled();
      if (this.#eventCount > last) throw new Error(`No end after ${eventsMax} events: ${this.describe()}`);
    }
  }

  /** Runs the event, unless it was cancelled, its process is dead, or (then kept for later) paused. */
  #happens(event: ScheduledEvent): boolean {
    if (event.isCancelled || event.owner?.isAlive === false) return false;
    this.#nowAt = Math.max(this.#nowAt, event.at);
    if (event.owner?.isPaused === true) {
      event.owner.hold(event);
      return false;
    }
    this.#eventCount += 1;
    this.#digest = mix32(this.#digest ^ event.priority ^ Math.floor(event.at * 1_000));
    event.task();
    return true;
  }

  /** Ties between processes fall by seed and instant; one process's own timers keep their order. */
  #priority(at: number, owner: number): number {
    return mix32(mix32(this.#tieBreak ^ Math.floor(at)) ^ owner);
  }
}
