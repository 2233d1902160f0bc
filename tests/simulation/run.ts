/** `deno task sim --seed=N --runs=N`: simulates seeds one after the other and says what they exercised. */
import { parseArguments } from "../support/arguments.ts";
import { simulateInParallel } from "./simulate.ts";

const { seed = "1", runs = "100" } = parseArguments(Deno.args, ["seed", "runs"]);
console.log(JSON.stringify(await simulateInParallel(Number(seed), Number(runs))));
