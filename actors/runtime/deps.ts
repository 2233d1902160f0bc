/**
 * What the runtime needs from the world, as values: store, clock, timers, randomness, log. Production gives the
 * platform's, tests and the simulation give their own; nothing below this line reaches for a global.
 */

/** The part of Deno KV that Anteroom uses. Every store (file, memory, KV Connect, simulated) offers it. */
export type Kv = Pick<
  Deno.Kv,
  "get" | "getMany" | "list" | "set" | "delete" | "atomic" | "watch" | "close"
>;

/** Cancels what it was returned for; harmless when called late or twice. */
export type Cancel = () => void;

/** One line of the program's log: never patient data, never a secret. */
export type LogLine = (
  level: "debug" | "info" | "warn" | "error",
  message: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;

export interface RuntimeDeps {
  readonly kv: Kv;
  /** True when other processes may write to the same store: heads are watched and re-read before a refusal. */
  readonly isShared: boolean;
  /** How many checks one atomic commit of this store may carry: 100 embedded, 10 over KV Connect. */
  readonly checksMax: number;
  /** Unique among the processes on this store, new at every start. */
  readonly processId: string;
  /** Epoch milliseconds. */
  now(): number;
  /** A number in [0, 1), for jitter only. */
  random(): number;
  /** Runs `task` after `ms` milliseconds; the timer does not keep the process alive. */
  after(ms: number, task: () => void): Cancel;
  /** Lets other work run (a macrotask turn). */
  breathe(): Promise<void>;
  readonly log: LogLine;
}
