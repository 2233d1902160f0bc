/** Signing in and out in a real browser; each scenario is in `staff_session_scenarios.ts`. */
import { testScenarios } from "./scenario_tests.ts";
import { SCENARIOS } from "./staff_session_scenarios.ts";

await testScenarios(new URL("./staff_session_scenarios.ts", import.meta.url), Object.keys(SCENARIOS));
