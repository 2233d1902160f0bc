import { assert } from "@std/assert";
import { UNDO_ACTIONS } from "../../actors/queue/schema.ts";
import { simulateMany } from "./simulate.ts";

Deno.test("simulate() keeps every property over 50 seeds with faults", async () => {
  const seen = await simulateMany(1, 50);
  assert(seen.events > 5_000, `Only ${seen.events} events`);
  assert(seen.refused > 500, `Only ${seen.refused} refusals`);
  assert(seen.replays > 100, `Only ${seen.replays} repeated requests`);
  assert(seen.restarts > 10, `Only ${seen.restarts} restarts`);
  for (const action of UNDO_ACTIONS) {
    assert((seen.undone[action] ?? 0) > 0, `No undo of ${action}: ${JSON.stringify(seen.undone)}`);
  }
  assert(seen.leased > 20, `Only ${seen.leased} leased numbers`);
  assert(seen.claimed > 200, `Only ${seen.claimed} claimed instants`);
});
