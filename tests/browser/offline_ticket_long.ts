/** A patient's phone without a connection; each scenario is in `offline_ticket_scenarios.ts`. */
import { SCENARIOS } from "./offline_ticket_scenarios.ts";
import { testScenarios } from "./scenario_tests.ts";

await testScenarios(new URL("./offline_ticket_scenarios.ts", import.meta.url), Object.keys(SCENARIOS));
