import { assert } from "@std/assert";
import { crashRun } from "./crash_run.ts";

Deno.test("crashRun() keeps every promise over 50 kills under load", async () => {
  const report = await crashRun({ seed: 2, kills: 50, clients: 16, workMsMax: 1_500 });
  assert(report.acknowledgements > 5_000, `Only ${report.acknowledgements} acknowledgements`);
  assert(report.replays > 0, "No kill ever cut a committed command off from its answer");
});
