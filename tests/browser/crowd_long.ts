/** Three hundred in one line; what is looked for is in `crowd_scenarios.ts`. */
import { SCENARIOS } from "./crowd_scenarios.ts";
import { testScenarios } from "./scenario_tests.ts";

await testScenarios(new URL("./crowd_scenarios.ts", import.meta.url), Object.keys(SCENARIOS));
