/** Every page in every language, theme and width; what is looked for is in `every_page_scenarios.ts`. */
import { SCENARIOS } from "./every_page_scenarios.ts";
import { testScenarios } from "./scenario_tests.ts";

await testScenarios(new URL("./every_page_scenarios.ts", import.meta.url), Object.keys(SCENARIOS));
