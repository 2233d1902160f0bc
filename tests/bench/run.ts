/**
 * `task bench`: measures what SPEC §13 promises, prints a table and writes it as JSON (SPEC §16). It starts every
 * process it measures, touches nothing but loopback and temporary folders, and judges nothing.
 */
import { parseArguments } from "../support/arguments.ts";
import { measureColdStart } from "./measures/cold_start.ts";
import { measureCosts, measureEngineJoins, measureRecompute } from "./measures/engine.ts";
import { measureJoins } from "./measures/joins.ts";
import { measureDuplicates, measureMix } from "./measures/latency.ts";
import { measureS0 } from "./measures/s0.ts";
import { measureStreamMemory, measureStreams } from "./measures/streams.ts";
import { jsonOf, type Measure, tableOf } from "./report.ts";
import { type Scenario, scenariosFor } from "./scenarios.ts";

/** What the bench can measure, by the names it writes; in the order it runs. */
const SCENARIOS: readonly Scenario[] = [
  { names: ["engine_join"], run: measureEngineJoins },
  { names: ["cost_at_100", "cost_at_1000", "cost_at_10000"], run: measureCosts },
  { names: ["recompute_1000"], run: measureRecompute },
  { names: ["http_join", "echo_matched", "echo_bare"], run: measureJoins },
  { names: ["http_p95_at_1000"], run: measureMix },
  { names: ["duplicate_join_p99"], run: measureDuplicates },
  {
    names: ["stream_p99_1000", "stream_p99_5000", "stream_others_p99_1000", "stream_others_p99_5000"],
    run: measureStreams,
  },
  { names: ["stream_memory", "stream_memory_bare", "stream_memory_own"], run: measureStreamMemory },
  { names: ["cold_start_100k"], run: measureColdStart },
  { names: ["s0_350k"], run: measureS0, isOnlyByName: true },
];

/** Runs the scenarios one after the other; one that fails is reported and costs the others nothing. */
async function runAll(scenarios: readonly Scenario[]) {
  const measures: Measure[] = [];
  const failed: string[] = [];
  for (const { names, run } of scenarios) {
    const startedAt = performance.now();
    try {
      measures.push(...await run());
      console.error(`${names[0]}: ${((performance.now() - startedAt) / 1_000).toFixed(0)} s`);
    } catch (error) {
      failed.push(...names);
      console.error(`${names[0]}: failed`, error);
    }
  }
  return { measures, failed };
}

/** What was asked for; a wrong name ends the run with one clear line. */
function asked() {
  try {
    const { json, only } = parseArguments(Deno.args, ["json", "only"]);
    return { json, scenarios: scenariosFor(SCENARIOS, only ?? null) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    console.error(error.message);
    Deno.exit(2);
  }
}

if (import.meta.main) {
  const { json, scenarios } = asked();
  const { measures, failed } = await runAll(scenarios);
  console.log(tableOf(measures));
  if (json !== undefined) await Deno.writeTextFile(json, jsonOf(measures));
  if (failed.length > 0) console.log(`Not measured: ${failed.join(", ")}`);
  Deno.exit(failed.length === 0 ? 0 : 1);
}
