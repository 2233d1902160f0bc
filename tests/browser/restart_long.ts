/** The program restarted beneath open pages; what is looked for is in `restart_scenarios.ts`. */
import { SCENARIOS } from "./restart_scenarios.ts";
import { testScenarios } from "./scenario_tests.ts";

await testScenarios(new URL("./restart_scenarios.ts", import.meta.url), Object.keys(SCENARIOS));
