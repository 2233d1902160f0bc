/** The patient's pages over the real program; each scenario is in `ticket_page_scenarios.ts`. */
import { testScenarios } from "./scenario_tests.ts";
import { SCENARIOS } from "./ticket_page_scenarios.ts";

await testScenarios(new URL("./ticket_page_scenarios.ts", import.meta.url), Object.keys(SCENARIOS));
