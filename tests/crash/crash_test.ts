import { assert } from "@std/assert";
import { crashRun } from "./crash_run.ts";

Deno.test("crashRun() keeps every promise over 2 kills", async () => {
  const report = await crashRun({ seed: 1, kills: 2, clients: 6, workMsMax: 700 });
  assert(
    report.acknowledgements > 50,
    `Only ${report.acknowledgements} acknowledgements: nothing was tested`,
  );
  assert(report.reconnects > 0, "No stream had to reconnect");
});
