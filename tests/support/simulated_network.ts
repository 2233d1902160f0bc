/**
 * The way between simulated processes and their store: latency, loss, outages and crashes. An operation lands in one
 * instant at the store; its answer travels back separately. It never looks into what the operation does.
 */
import {
  drawFault,
  type Fault,
  type FaultRates,
  type FaultScript,
  isOut,
  NO_FAULTS,
  type Outage,
  type SimulatedOperation,
} from "./simulated_faults.ts";
import type { Simulation } from "./simulation_clock.ts";
import type { SimulatedProcess } from "./simulation_process.ts";
import type { SimulatedRandom } from "./simulation_random.ts";

/** How long one way takes, in virtual ms. */
export interface Latency {
  readonly minMs: number;
  readonly maxMs: number;
}

export const NEAR_STORE: Latency = { minMs: 0.2, maxMs: 3 };
const SLOW: Latency = { minMs: 500, maxMs: 5_000 };
const LATE: Latency = { minMs: 50, maxMs: 20_000 };
/** After an outage a watch comes back within this. */
const RECONNECT: Latency = { minMs: 100, maxMs: 1_000 };
/** Of the requests under way when their process dies, this share still reaches the store. */
const ARRIVES_AFTER_DEATH = 0.5;

/** The store did not answer. The operation may or may not have been carried out. */
export class SimulatedStoreFailure extends Error {
  override readonly name = "SimulatedStoreFailure";
}

interface Request<T> {
  readonly process: SimulatedProcess;
  readonly operation: SimulatedOperation;
  /** Carries the operation out at the store, now. */
  readonly land: () => T;
}

interface Journey<T> extends Request<T> {
  readonly fault: Fault;
  readonly resolve: (result: T) => void;
  readonly reject: (reason: unknown) => void;
}

/** Carries requests to a store and answers back. */
export class SimulatedNetwork {
  readonly #simulation: Simulation;
  readonly #random: SimulatedRandom;
  readonly #latency: Latency;
  #rates: FaultRates = NO_FAULTS;
  #script: FaultScript | null = null;
  #outages: readonly Outage[] = [];

  constructor(simulation: Simulation, latency: Latency) {
    this.#simulation = simulation;
    this.#random = simulation.random.fork("network");
    this.#latency = latency;
  }

  setRates(rates: FaultRates): void {
    this.#rates = rates;
  }

  setScript(script: FaultScript | null): void {
    this.#script = script;
  }

  addOutage(outage: Outage): void {
    this.#outages = [...this.#outages.filter(({ untilAt }) => untilAt > this.#simulation.now()), outage];
  }

  /** No fault from now on; what is under way keeps its fate. */
  heal(): void {
    [this.#rates, this.#script, this.#outages] = [NO_FAULTS, null, []];
  }

  /** Sends a request. @throws SimulatedStoreFailure; a dead process never hears anything. */
  send<T>(request: Request<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const fault = this.#script?.(request.operation) ??
      drawFault(request.operation, { rates: this.#rates, random: this.#random });
    const journey = { ...request, fault, resolve, reject };
    if (fault === "crash_before") request.process.kill();
    if (request.process.isAlive) this.#depart(journey);
    return promise;
  }

  /** Tells a process of a change: `task` runs after a way, or when an outage is over. Losing it is for `losesWakeUp`. */
  wakeUp(process: SimulatedProcess, task: () => void): void {
    const arrive = () => {
      if (this.#isOut(process)) process.after(this.#ms(RECONNECT), arrive);
      else task();
    };
    process.after(this.#ms(this.#latency), arrive);
  }

  /** Is this change one of which a watcher is not told? */
  losesWakeUp(): boolean {
    return this.#rates.wakeUpLost > 0 && this.#random.chance(this.#rates.wakeUpLost);
  }

  #depart<T>(journey: Journey<T>): void {
    const { fault } = journey;
    if (fault === "lost" || fault === "late") this.#fail(journey, this.#ms(this.#latency) * 2);
    if (fault === "lost") return;
    const way = fault === "late" ? LATE : fault === "slow" ? SLOW : this.#latency;
    this.#simulation.after(this.#ms(way), () => this.#arrive(journey));
  }

  #arrive<T>(journey: Journey<T>): void {
    const { process, operation, fault } = journey;
    if (!process.isAlive && !this.#random.chance(ARRIVES_AFTER_DEATH)) return;
    if (this.#isOut(process)) return this.#fail(journey, this.#ms(this.#latency));
    const result = journey.land();
    this.#simulation.note(`${process.id} ${operation.type} ${operation.number}`);
    if (fault === "crash_after") return process.kill();
    if (fault === "answer_lost") return this.#fail(journey, this.#ms(this.#latency));
    if (fault === "retried") return this.#depart({ ...journey, fault: "none" });
    const back = this.#ms(fault === "slow" ? SLOW : this.#latency);
    process.after(back, () => {
      if (this.#isOut(process)) this.#fail(journey, 0);
      else journey.resolve(result);
    });
  }

  #fail<T>({ process, operation, reject }: Journey<T>, ms: number): void {
    process.after(ms, () => {
      reject(
        new SimulatedStoreFailure(`No answer to ${operation.type} ${operation.number} of ${process.name}`),
      );
    });
  }

  #isOut(process: SimulatedProcess): boolean {
    return this.#outages.length > 0 &&
      isOut(this.#outages, { at: this.#simulation.now(), process: process.name });
  }

  #ms({ minMs, maxMs }: Latency): number {
    return this.#random.between(minMs, maxMs);
  }
}
