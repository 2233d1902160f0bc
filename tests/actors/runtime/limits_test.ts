/** Limits that contradict each other are refused at the start. */
import { assertEquals, assertThrows } from "@std/assert";
import { checkLimits, LIMITS } from "../../../actors/runtime/limits.ts";
import { AssertionFailed } from "../../../actors/shared/assert.ts";

Deno.test("checkLimits() accepts the limits of production", () => {
  assertEquals(checkLimits(LIMITS), LIMITS);
});

Deno.test("checkLimits() refuses what a commit of the store could not carry", () => {
  const wrong = [
    { valueBytesMax: 65_536 },
    { eventBytesMax: 60_000 },
    { batchBytesMax: 800_000 },
    { batchMutationsMax: 1_000 },
    { batchKeyBytesMax: 90_000 },
    { snapshotCommitBytesMax: 800_000 },
    { knownKeysMax: 100 },
    { batchCommandsMax: 30_000 },
    { heartbeatMs: 10_000 },
  ];
  for (const limits of wrong) assertThrows(() => checkLimits({ ...LIMITS, ...limits }), AssertionFailed);
});
