import { assert } from "@std/assert";
import { simulateMany } from "./simulate.ts";

Deno.test("simulate() keeps every property over 50 seeds with faults", async () => {
  const seen = await simulateMany(1, 50);
  assert(seen.events > 5_000, `Only ${seen.events} events`);
  assert(seen.refused > 500, `Only ${seen.refused} refusals`);
  assert(seen.replays > 100, `Only ${seen.replays} repeated requests`);
  assert(seen.restarts > 10, `Only ${seen.restarts} restarts`);
});
