/** The patient's pages in every state and look; each scenario is in `ticket_looks_scenarios.ts`. */
import { testScenarios } from "./scenario_tests.ts";
import { SCENARIOS } from "./ticket_looks_scenarios.ts";

await testScenarios(new URL("./ticket_looks_scenarios.ts", import.meta.url), Object.keys(SCENARIOS));
