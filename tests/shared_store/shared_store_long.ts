/** The chaos of `chaos.ts` over the test peer, which loses answers, and over the real `denokv`. */
import { assert, assertEquals } from "@std/assert";
import { missingDenokv, startDenokv, startPeerProcess } from "../support/connect_process.ts";
import { needing } from "../support/skip.ts";
import { type ChaosReport, chaosRun, STANDSTILL } from "./chaos.ts";

const ROUNDS = 2;

function assertProven(report: ChaosReport): void {
  const { acknowledgements, reconnects, fresh, aged, overtaken } = report;
  // Whether an answer is lost after its commit is luck here; the runs that kill hold what is repeated to account.
  assert(acknowledgements > 200, `Only ${acknowledgements} acknowledgements`);
  assert(reconnects > 0, "No stream had to reconnect");
  assert(fresh > 200, `Only ${fresh} confirmed answers`);
  assert(aged > 0, "Nobody was ever shown a state with its age");
  assertEquals(overtaken.get(STANDSTILL), undefined, "A program that woke up answered from stale memory");
}

Deno.test("three programs on the test peer keep every promise through kills, pauses, cuts and outages", async () => {
  assertProven(await chaosRun({ startStore: startPeerProcess, seed: 1, rounds: ROUNDS }));
});

const name = "three programs on denokv keep every promise through kills, pauses, cuts and outages";
Deno.test({
  ...needing(name, await missingDenokv()),
  fn: async () => assertProven(await chaosRun({ startStore: startDenokv, seed: 2, rounds: ROUNDS })),
});
