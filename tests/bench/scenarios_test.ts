/** Proves what `--only` picks, and that long measurements wait to be asked. */
import { assertEquals, assertThrows } from "@std/assert";
import { type Scenario, scenariosFor } from "./scenarios.ts";

const run = () => Promise.resolve([]);
const joins: Scenario = { names: ["http_join", "echo_bare"], run };
const costs: Scenario = { names: ["cost_at_100"], run };
const long: Scenario = { names: ["s0_350k"], run, isOnlyByName: true };

Deno.test("scenariosFor() runs everything but the long ones unasked", () => {
  assertEquals(scenariosFor([joins, long, costs], null), [joins, costs]);
});

Deno.test("scenariosFor() runs the one that measures the name, the long one too", () => {
  assertEquals(scenariosFor([joins, long, costs], "echo_bare"), [joins]);
  assertEquals(scenariosFor([joins, long, costs], "s0_350k"), [long]);
});

Deno.test("scenariosFor() refuses a name that nothing measures and says what is known", () => {
  assertThrows(
    () => scenariosFor([joins, long], "http_joins"),
    RangeError,
    "Cannot measure http_joins: known are http_join, echo_bare, s0_350k",
  );
});
