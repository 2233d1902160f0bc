/** The doctor's page in a real browser; each scenario is in `doctor_scenarios.ts`. */
import { SCENARIOS } from "./doctor_scenarios.ts";
import { testScenarios } from "./scenario_tests.ts";

await testScenarios(new URL("./doctor_scenarios.ts", import.meta.url), Object.keys(SCENARIOS));
