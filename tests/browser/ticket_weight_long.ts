/** What a patient's page costs; each scenario is in `ticket_weight_scenarios.ts`. */
import { testScenarios } from "./scenario_tests.ts";
import { SCENARIOS } from "./ticket_weight_scenarios.ts";

await testScenarios(new URL("./ticket_weight_scenarios.ts", import.meta.url), Object.keys(SCENARIOS));
