/**
 * One simulated process: what the runtime asks of the world (clock, timers, randomness, a turn of the event loop),
 * and what can happen to a process: its clock is wrong, it is paused, it is killed. It knows nothing of stores.
 */
import type { Cancel } from "../../actors/runtime/deps.ts";
import type { Simulation } from "./simulation_clock.ts";
import type { ScheduledEvent } from "./simulation_heap.ts";
import type { SimulatedRandom } from "./simulation_random.ts";

export interface SimulatedProcessOptions {
  readonly simulation: Simulation;
  readonly name: string;
  readonly id: string;
  readonly number: number;
  readonly skewMs: number;
}

/**
 * A process. `now`, `random`, `after` and `breathe` fit `RuntimeDeps` and may be passed on without their object.
 * After `kill` none of its timers fires and none of its pending store operations settles.
 */
export class SimulatedProcess {
  readonly name: string;
  /** Unique in the simulation: a restarted process has another. */
  readonly id: string;
  readonly number: number;
  readonly #simulation: Simulation;
  readonly #random: SimulatedRandom;
  readonly #held: ScheduledEvent[] = [];
  readonly #mourners = new Set<() => void>();
  #skewMs: number;
  #isAlive = true;
  #isPaused = false;

  constructor({ simulation, name, id, number, skewMs }: SimulatedProcessOptions) {
    this.#simulation = simulation;
    this.name = name;
    this.id = id;
    this.number = number;
    this.#skewMs = skewMs;
    this.#random = simulation.random.fork(`process ${id}`);
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Epoch ms by this process's own clock: true time and its skew. */
  readonly now = (): number => Math.floor(this.#simulation.now() + this.#skewMs);

  /** A number in [0, 1). */
  readonly random = (): number => this.#random.next();

  /** Runs `task` after `ms` of true virtual time; later if paused then, never if killed. */
  readonly after = (ms: number, task: () => void): Cancel =>
    this.#isAlive ? this.#simulation.schedule(ms, { task, owner: this }) : () => {};

  /** Lets every other event of this instant happen. */
  readonly breathe = (): Promise<void> => this.sleep(0);

  /** Resolves after `ms` of true virtual time; later if paused then, never if killed. */
  readonly sleep = (ms: number): Promise<void> => new Promise((resolve) => this.after(ms, resolve));

  /** Sets how far this clock is ahead of true time (behind: negative), from now on: a jump of the clock. */
  setSkew(skewMs: number): void {
    this.#skewMs = skewMs;
  }

  /** Nothing of this process runs until `resume`; requests that it has sent still reach the store. */
  pause(): void {
    this.#isPaused = true;
  }

  /** Everything that was due meanwhile happens now, in its order. */
  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    for (const event of this.#held.splice(0)) {
      if (!event.isCancelled) this.after(0, () => event.isCancelled || event.task());
    }
  }

  /** Ends the process at once, as `kill -9` does. Code that is running goes on to its next wait and stays there. */
  kill(): void {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    this.#held.length = 0;
    for (const listener of this.#mourners) listener();
    this.#mourners.clear();
  }

  /** Calls `listener` when the process is killed: to restart it, or to cut its connections. */
  onKill(listener: () => void): Cancel {
    this.#mourners.add(listener);
    return () => this.#mourners.delete(listener);
  }

  /** Keeps an event whose turn came while the process was paused. */
  hold(event: ScheduledEvent): void {
    this.#held.push(event);
  }
}
