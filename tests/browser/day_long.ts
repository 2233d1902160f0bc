/** A day in several windows; what happens in it is in `day_scenarios.ts`. */
import { SCENARIOS } from "./day_scenarios.ts";
import { testScenarios } from "./scenario_tests.ts";

await testScenarios(new URL("./day_scenarios.ts", import.meta.url), Object.keys(SCENARIOS));
