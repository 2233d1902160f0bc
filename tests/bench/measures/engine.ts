/**
 * The engine without HTTP, in a process of its own: joins a second, what an operation costs the main thread by the
 * length of the line, and how long all waits of a line take.
 */
import { startClient } from "../lines.ts";
import { EngineCosts, EngineJoins, EngineRecompute } from "../messages.ts";
import { type Measure, measureOf } from "../report.ts";
import { spreadOf } from "../statistics.ts";

const ROUNDS = 5;
const JOINS = 40_000;
const WARM_JOINS = 10_000;
const LENGTHS = [100, 1_000, 10_000];
const SLICES = 10;
const PEOPLE = 1_000;
const RECOMPUTES = 9;
const RECOMPUTE_MS_AIM = 50;
const ANSWER_MS_MAX = 120_000;

/** `engine_join`: each round in a new process on a new file. */
export async function measureEngineJoins(): Promise<readonly Measure[]> {
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const client = startClient("engine_client.ts");
    try {
      const order = { kind: "joins", warm: WARM_JOINS, count: JOINS };
      rates.push((await client.ask(order, { schema: EngineJoins, msMax: ANSWER_MS_MAX })).perSecond);
    } finally {
      await client.end();
    }
  }
  return [measureOf("engine_join", { spread: spreadOf(rates), unit: "joins/s", note: "durable, on a file" })];
}

/** `cost_at_100`, `cost_at_1000` and `cost_at_10000`, the longer ones held against the first. */
export async function measureCosts(): Promise<readonly Measure[]> {
  const client = startClient("engine_client.ts");
  try {
    const order = { kind: "costs", lengths: LENGTHS, rounds: ROUNDS, slices: SLICES };
    const { costs } = await client.ask(order, { schema: EngineCosts, msMax: ANSWER_MS_MAX });
    const base = spreadOf(costs[0] ?? []).median;
    return LENGTHS.map((length, index) =>
      measureOf(`cost_at_${length}`, {
        spread: spreadOf(costs[index] ?? []),
        unit: "µs",
        limit: index === 0 ? null : base,
        note: "main thread, an operation of the mix 4 : 4 : 2",
      })
    );
  } finally {
    await client.end();
  }
}

/** `recompute_1000`. */
export async function measureRecompute(): Promise<readonly Measure[]> {
  const client = startClient("engine_client.ts");
  try {
    const order = { kind: "recompute", people: PEOPLE, rounds: RECOMPUTES };
    const { times, promised } = await client.ask(order, { schema: EngineRecompute, msMax: ANSWER_MS_MAX });
    return [
      measureOf("recompute_1000", {
        spread: spreadOf(times),
        unit: "ms",
        limit: RECOMPUTE_MS_AIM,
        note: `${promised} of ${PEOPLE} people got a number`,
      }),
    ];
  } finally {
    await client.end();
  }
}
