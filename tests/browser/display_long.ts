/** The waiting room's screen over the real program; each scenario is in `display_scenarios.ts`. */
import { SCENARIOS } from "./display_scenarios.ts";
import { testScenarios } from "./scenario_tests.ts";

await testScenarios(new URL("./display_scenarios.ts", import.meta.url), Object.keys(SCENARIOS));
