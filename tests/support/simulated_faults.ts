/**
 * What can go wrong between a simulated process and its store, how often, and by whose will: by probability from the
 * seed, or by a script. It decides; `simulated_kv.ts` carries out.
 */
import type { SimulatedRandom } from "./simulation_random.ts";

/**
 * - `none`: the operation takes its latency.
 * - `lost`: it never reaches the store; the caller gets an error.
 * - `answer_lost`: the store carries it out; the caller gets an error.
 * - `retried`: the answer is lost and the client sends the operation again without saying so (KV Connect).
 * - `late`: the caller gets an error now; the operation reaches the store later.
 * - `slow`: it takes seconds each way, so that others come between.
 * - `crash_before`, `crash_after`: the process dies before sending, or after the store has carried it out.
 */
export type Fault =
  | "none"
  | "lost"
  | "answer_lost"
  | "retried"
  | "late"
  | "slow"
  | "crash_before"
  | "crash_after";

/** Chances from 0 to 1. Those of commits and reads must each sum to at most 1. */
export interface FaultRates {
  readonly commitLost: number;
  readonly commitAnswerLost: number;
  readonly commitRetried: number;
  readonly commitLate: number;
  readonly commitSlow: number;
  readonly crashBeforeCommit: number;
  readonly crashAfterCommit: number;
  readonly readLost: number;
  readonly readSlow: number;
  /** A watcher is not told of a change (it hears of the next). */
  readonly wakeUpLost: number;
}

export const NO_FAULTS: FaultRates = {
  commitLost: 0,
  commitAnswerLost: 0,
  commitRetried: 0,
  commitLate: 0,
  commitSlow: 0,
  crashBeforeCommit: 0,
  crashAfterCommit: 0,
  readLost: 0,
  readSlow: 0,
  wakeUpLost: 0,
};

/** A bad day: about one commit in ten meets something, no crashes. */
export const SOME_FAULTS: FaultRates = {
  ...NO_FAULTS,
  commitLost: 0.02,
  commitAnswerLost: 0.02,
  commitRetried: 0.02,
  commitLate: 0.01,
  commitSlow: 0.03,
  readLost: 0.02,
  readSlow: 0.02,
  wakeUpLost: 0.1,
};

/** One request to the store, as a script sees it. */
export interface SimulatedOperation {
  readonly type: "commit" | "read" | "list";
  /** Name of the process that asks. */
  readonly process: string;
  /** 1 for the first operation of its type by this connection. */
  readonly number: number;
  /** Keys that are read, checked or written; none for a list. */
  readonly keys: readonly Deno.KvKey[];
}

/** Chooses the fault of an operation, or null to leave it to the rates. */
export type FaultScript = (operation: SimulatedOperation) => Fault | null;

const COMMIT_FAULTS: readonly (readonly [Fault, keyof FaultRates])[] = [
  ["lost", "commitLost"],
  ["answer_lost", "commitAnswerLost"],
  ["retried", "commitRetried"],
  ["late", "commitLate"],
  ["slow", "commitSlow"],
  ["crash_before", "crashBeforeCommit"],
  ["crash_after", "crashAfterCommit"],
];
const READ_FAULTS: readonly (readonly [Fault, keyof FaultRates])[] = [
  ["lost", "readLost"],
  ["slow", "readSlow"],
];

/** The fault that the rates give this operation; draws one number. */
export function drawFault(
  operation: SimulatedOperation,
  { rates, random }: { readonly rates: FaultRates; readonly random: SimulatedRandom },
): Fault {
  let drawn = random.next();
  for (const [fault, rate] of operation.type === "commit" ? COMMIT_FAULTS : READ_FAULTS) {
    drawn -= rates[rate];
    if (drawn < 0) return fault;
  }
  return "none";
}

/** An interval in which the store answers nobody, or not one process. */
export interface Outage {
  readonly fromAt: number;
  readonly untilAt: number;
  /** Name of the process that is cut off; absent: all are. */
  readonly process?: string;
}

/** Is the store out of reach for `process` at `at`? */
export function isOut(
  outages: readonly Outage[],
  { at, process }: { readonly at: number; readonly process: string },
): boolean {
  return outages.some((outage) =>
    outage.fromAt <= at && at < outage.untilAt && (outage.process ?? process) === process
  );
}
