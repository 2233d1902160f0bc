import { assert } from "@std/assert";
import { simulateInParallel } from "./simulate.ts";

Deno.test("simulate() keeps every property over 2,000 seeds with faults", async () => {
  const seen = await simulateInParallel(1_000, 2_000);
  assert(seen.restarts > 500, `Only ${seen.restarts} restarts`);
});
