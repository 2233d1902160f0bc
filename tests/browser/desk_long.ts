/** The reception desk in a real browser; each scenario is in `desk_scenarios.ts`. */
import { SCENARIOS } from "./desk_scenarios.ts";
import { testScenarios } from "./scenario_tests.ts";

await testScenarios(new URL("./desk_scenarios.ts", import.meta.url), Object.keys(SCENARIOS));
