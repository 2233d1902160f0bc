/**
 * Toy actors on simulated processes that share one simulated store: what the tests of the runtime stand on. It starts
 * processes and drives virtual time; the faults are each test's own.
 */
import type { Envelope, Sent } from "../../actors/runtime/actor_api.ts";
import type { LogLine, RuntimeDeps } from "../../actors/runtime/deps.ts";
import type { RuntimeLimits } from "../../actors/runtime/limits.ts";
import { createActors, type RunningActors } from "../../actors/runtime/registry.ts";
import { AppError, RejectedError } from "../../actors/shared/errors.ts";
import { SimulatedStore } from "./simulated_kv.ts";
import { Simulation } from "./simulation_clock.ts";
import type { SimulatedProcess } from "./simulation_process.ts";
import {
  createToyDomain,
  type ToyCommand,
  type ToyEvent,
  type ToyOutcome,
  type ToyState,
} from "./toy_domain.ts";

export type ToyActors = RunningActors<ToyState, ToyCommand, ToyEvent, ToyOutcome>;

export interface ToyProcess {
  readonly process: SimulatedProcess;
  readonly deps: RuntimeDeps;
  readonly actors: ToyActors;
  /** Lines logged as warnings or errors. */
  readonly lines: string[];
}

export interface StartOptions {
  readonly isShared?: boolean;
  readonly skewMs?: number;
  readonly eventVersion?: number;
  readonly limits?: Partial<RuntimeLimits>;
}

/** A world of toy processes on one store. */
export class ToyWorld {
  readonly simulation: Simulation;
  readonly store: SimulatedStore;

  constructor({ seed = 1, checksMax = 100 }: { readonly seed?: number; readonly checksMax?: number } = {}) {
    this.simulation = new Simulation({ seed });
    this.store = new SimulatedStore({ simulation: this.simulation, checksMax });
  }

  /** Starts a process of that name with its own registry of toys. */
  start(name: string, options: StartOptions = {}): ToyProcess {
    const process = this.simulation.process(name, { skewMs: options.skewMs ?? 0 });
    const lines: string[] = [];
    const log: LogLine = (level, message, fields) => {
      if (level === "warn" || level === "error") lines.push(`${message} ${JSON.stringify(fields)}`);
    };
    const deps: RuntimeDeps = {
      kv: this.store.connect(process),
      isShared: options.isShared ?? false,
      checksMax: this.store.checksMax,
      processId: process.id,
      now: process.now,
      random: process.random,
      after: process.after,
      breathe: process.breathe,
      log,
    };
    const domain = createToyDomain({ eventVersion: options.eventVersion ?? 1 });
    const limits = options.limits ?? {};
    return { process, deps, lines, actors: createActors({ deps, domain, tick: { type: "Tick" }, limits }) };
  }

  /** Lets virtual time go on until the promise settles. */
  drive<T>(promise: Promise<T>): Promise<T> {
    return this.simulation.drive(promise);
  }

  /** Lets virtual time go on by `ms`. */
  async pass(ms: number): Promise<void> {
    await this.simulation.run({ untilAt: this.simulation.now() + ms });
  }
}

/** Sends a command as `by: "tester"`. */
export function send(
  actors: ToyActors,
  actorId: string,
  command: ToyCommand,
  idempotency?: Envelope<ToyCommand>["idempotency"],
): Promise<Sent<ToyOutcome>> {
  return actors.send(
    actorId,
    idempotency === undefined ? { command, by: "tester" } : { command, by: "tester", idempotency },
  );
}

/** The coins of an actor, as confirmed. */
export function coinsOf(actors: ToyActors, actorId: string): Promise<number> {
  return actors.read(actorId, (state) => state.fields.coins);
}

/** What came of a command in a word: `ok`, `replay`, or the code of the refusal. */
export async function resultOf(sent: Promise<Sent<ToyOutcome>>): Promise<string> {
  try {
    return (await sent).isReplay ? "replay" : "ok";
  } catch (cause) {
    if (cause instanceof RejectedError) return cause.rejection.code;
    if (cause instanceof AppError) return cause.code;
    throw cause;
  }
}
