/** A desk through outages in a real browser; each scenario is in `offline_desk_scenarios.ts`. */
import { SCENARIOS } from "./offline_desk_scenarios.ts";
import { testScenarios } from "./scenario_tests.ts";

await testScenarios(new URL("./offline_desk_scenarios.ts", import.meta.url), Object.keys(SCENARIOS));
