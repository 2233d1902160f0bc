/**
 * The simulated clinic: several processes running the production runtime and rules on one simulated store, with
 * clocks that differ and a store that fails. It starts, kills, pauses and restarts processes; clients and checkers
 * use it and never look inside the actors.
 */
import { assert } from "@std/assert";
import { createEstimator } from "../../actors/prediction/estimate.ts";
import { orphanKey } from "../../actors/identity/store.ts";
import { createQueueDomain } from "../../actors/queue/domain.ts";
import type { QueueCommand, QueueOutcome } from "../../actors/queue/commands.ts";
import type { QueueEvent } from "../../actors/queue/schema.ts";
import type { QueueState } from "../../actors/queue/state.ts";
import { createActors, type RunningActors } from "../../actors/runtime/registry.ts";
import type { Domain } from "../../actors/shared/domain.ts";
import { NO_FAULTS, SOME_FAULTS } from "../support/simulated_faults.ts";
import { SimulatedStore } from "../support/simulated_kv.ts";
import { Simulation } from "../support/simulation_clock.ts";
import type { SimulatedProcess } from "../support/simulation_process.ts";

export type QueueActors = RunningActors<QueueState, QueueCommand, QueueEvent, QueueOutcome>;
export type QueueDomain = Domain<QueueState, QueueCommand, QueueEvent, QueueOutcome>;

/** One simulated process with the actors on it. */
export interface Node {
  readonly process: SimulatedProcess;
  readonly actors: QueueActors;
}

/** Clocks of healthy processes differ by up to this; beyond two seconds a process must refuse to fire. */
const SKEW_MS_MAX = 900;
const RESTART_MS_MAX = 3_000;

export class World {
  readonly simulation: Simulation;
  readonly store: SimulatedStore;
  readonly domain: QueueDomain;
  /** Errors that the program logged: a simulation expects none of level `error`. */
  readonly errors: string[] = [];
  restarts = 0;
  /** False: one process alone on its own store, which never dies, as with a file. */
  readonly isShared: boolean;
  readonly #nodes = new Map<string, Node>();
  readonly #landings = new Map<string, number>();
  #isCalm = false;

  constructor(seed: number) {
    this.simulation = new Simulation({ seed });
    const { random } = this.simulation;
    this.store = new SimulatedStore({ simulation: this.simulation, checksMax: random.pick([10, 100]) });
    this.store.onCommit(({ versionstamp, at }) => this.#landings.set(versionstamp, at));
    const estimate = createEstimator(() => this.simulation.now());
    this.domain = createQueueDomain({
      estimate,
      orphanKey,
    });
    const processes = random.integer(1, 3);
    this.isShared = processes > 1 || random.chance(0.5);
    for (let number = 1; number <= processes; number++) this.#start(`p${number}`);
  }

  /** A process that is up, drawn from the seed; null while all are down. */
  anyNode(): Node | null {
    const up = this.nodes();
    return up.length === 0 ? null : this.simulation.random.pick(up);
  }

  nodes(): readonly Node[] {
    return [...this.#nodes.values()].filter((node) => node.process.isAlive);
  }

  /** True virtual time at which the store carried out the commit with this version. */
  landedAt(versionstamp: string): number {
    const at = this.#landings.get(versionstamp);
    assert(at !== undefined, `Nobody saw ${versionstamp} land`);
    return at;
  }

  /** From now on commits and reads fail, and now and then a process is killed or paused, until `calm`. */
  misbehave(): void {
    if (!this.isShared) {
      // What a store of its own did not do by the time it answers, it never does.
      this.store.setFaults({ ...SOME_FAULTS, commitLate: 0, commitRetried: 0 });
      return;
    }
    this.store.setFaults({ ...SOME_FAULTS, crashBeforeCommit: 0.002, crashAfterCommit: 0.002 });
    this.#disturbLater();
  }

  /** Ends the faults and brings every process back. */
  calm(): void {
    this.#isCalm = true;
    this.store.setFaults(NO_FAULTS);
    for (const node of this.#nodes.values()) node.process.resume();
  }

  #start(name: string): void {
    const { simulation, store } = this;
    const process = simulation.process(name, {
      skewMs: simulation.random.between(-SKEW_MS_MAX, SKEW_MS_MAX),
    });
    const actors: QueueActors = createActors({
      deps: {
        kv: store.connect(process),
        isShared: this.isShared,
        checksMax: store.checksMax,
        processId: process.id,
        now: process.now,
        random: process.random,
        after: process.after,
        breathe: process.breathe,
        log: (level, message, fields) => {
          if (level === "error" && !message.startsWith("Clock")) {
            this.errors.push(`${process.id}: ${message} ${JSON.stringify(fields ?? {})}`);
          }
        },
      },
      domain: this.domain,
      tick: { type: "Tick" },
    });
    this.#nodes.set(name, { process, actors });
    process.onKill(() => {
      this.restarts++;
      simulation.after(simulation.random.between(50, RESTART_MS_MAX), () => this.#start(name));
    });
  }

  #disturbLater(): void {
    const { simulation } = this;
    simulation.after(simulation.random.exponential(60_000), () => {
      if (this.#isCalm) return;
      const node = this.anyNode();
      if (node !== null && simulation.random.chance(0.5)) node.process.kill();
      else if (node !== null) this.#pauseFor(node.process);
      this.#disturbLater();
    });
  }

  #pauseFor(process: SimulatedProcess): void {
    process.pause();
    this.simulation.after(this.simulation.random.between(500, 20_000), () => process.resume());
  }
}
