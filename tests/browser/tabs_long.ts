/** Many tabs of one browser over the real program; each scenario is in `tabs_scenarios.ts`. */
import { testScenarios } from "./scenario_tests.ts";
import { SCENARIOS } from "./tabs_scenarios.ts";

await testScenarios(new URL("./tabs_scenarios.ts", import.meta.url), Object.keys(SCENARIOS));
