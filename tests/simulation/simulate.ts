/** One seed → a clinic's busy minutes with faults → the checkers. A failure prints how to repeat it. */
import { type CheckedRun, checkRun } from "./checkers.ts";
import { Patrons } from "./patrons.ts";
import { World } from "./world.ts";

const MINUTE_MS = 60_000;
/** Long enough for lost wake-ups to heal and readers to catch up in a calm store. */
const SETTLE_MS = MINUTE_MS;

/** Runs `seed` and checks it. @throws Error naming the seed, with the broken property as its cause. */
export async function simulate(seed: number): Promise<CheckedRun> {
  const world = new World(seed);
  const { simulation } = world;
  const patrons = new Patrons(world, simulation.random.integer(1, 3));
  const minutes = simulation.random.pick([4, 6, 10]);
  const desks = simulation.random.integer(2, 4);
  try {
    await simulation.drive(patrons.open());
    world.misbehave();
    const untilAt = simulation.now() + minutes * MINUTE_MS;
    const work = Promise.all(
      Array.from({ length: desks }, (_, index) => patrons.work(`desk${index}`, untilAt)),
    );
    await simulation.drive(work);
    world.calm();
    await simulation.run({ untilAt: simulation.now() + SETTLE_MS });
    return await checkRun(world, patrons);
  } catch (cause) {
    throw new Error(`Seed ${seed} failed; repeat it with: deno task sim --seed=${seed} --runs=1`, { cause });
  }
}

/** Runs `runs` seeds from `first` on and adds up what they exercised. */
export async function simulateMany(first: number, runs: number): Promise<CheckedRun> {
  let total = NOTHING;
  for (let seed = first; seed < first + runs; seed++) total = sum(total, await simulate(seed));
  return total;
}

/** Like `simulateMany`, spread over as many threads as the machine has. */
export async function simulateInParallel(first: number, runs: number): Promise<CheckedRun> {
  const threads = navigator.hardwareConcurrency;
  const share = Math.ceil(runs / threads);
  const parts = Array.from({ length: threads }, (_, index) => {
    const from = first + index * share;
    return simulateInWorker(from, Math.max(0, Math.min(share, first + runs - from)));
  });
  return (await Promise.all(parts)).reduce(sum, NOTHING);
}

const NOTHING: CheckedRun = {
  events: 0,
  answered: 0,
  refused: 0,
  explainedRefusals: 0,
  replays: 0,
  restarts: 0,
  undone: {},
  leased: 0,
  claimed: 0,
};

function sum(a: CheckedRun, b: CheckedRun): CheckedRun {
  return {
    events: a.events + b.events,
    answered: a.answered + b.answered,
    refused: a.refused + b.refused,
    explainedRefusals: a.explainedRefusals + b.explainedRefusals,
    replays: a.replays + b.replays,
    restarts: a.restarts + b.restarts,
    undone: sumOf(a.undone, b.undone),
    leased: a.leased + b.leased,
    claimed: a.claimed + b.claimed,
  };
}

function sumOf(a: CheckedRun["undone"], b: CheckedRun["undone"]): CheckedRun["undone"] {
  const total = { ...a };
  for (const [name, count] of Object.entries(b)) total[name] = (total[name] ?? 0) + count;
  return total;
}

function simulateInWorker(first: number, runs: number): Promise<CheckedRun> {
  const worker = new Worker(new URL("./simulate_worker.ts", import.meta.url), { type: "module" });
  return new Promise<CheckedRun>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<WorkerReply>) =>
      "run" in data ? resolve(data.run) : reject(new Error(data.failure));
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage({ first, runs });
  }).finally(() => worker.terminate());
}

/** What a worker answers: what it exercised, or the failure with its seed and cause. */
export type WorkerReply = { readonly run: CheckedRun } | { readonly failure: string };
