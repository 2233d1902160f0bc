/** Random histories with faults, crashes and several processes: what must always hold, holds. */
import { runToyHistory } from "../../support/toy_history.ts";

Deno.test("a history on one process survives faults and crashes", async () => {
  for (let seed = 1; seed <= 30; seed++) await runToyHistory({ seed, processes: 1, commands: 80 });
});

Deno.test("a history on three processes survives faults and crashes", async () => {
  for (let seed = 1; seed <= 30; seed++) await runToyHistory({ seed, processes: 3, commands: 80 });
});

Deno.test("a history on a store with ten checks survives faults and crashes", async () => {
  for (let seed = 101; seed <= 110; seed++) {
    await runToyHistory({ seed, processes: 2, commands: 80, checksMax: 10 });
  }
});
