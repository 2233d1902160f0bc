import { assert, assertEquals } from "@std/assert";
import type { TestOutcome } from "./junit.ts";
import { closingLine, countOutcomes, skippedLines, sumCounts } from "./run_tests.ts";
import { needing, skipReason } from "./skip.ts";

function outcome(name: string, result: TestOutcome["result"]): TestOutcome {
  return { name, file: "./a_test.ts", result };
}

const PASSED = outcome("a", "passed");
const FAILED = outcome("b", "failed");
const SKIPPED = outcome("c [skipped: denokv is not installed]", "skipped");

Deno.test("countOutcomes() counts each kind", () => {
  assertEquals(countOutcomes([PASSED, PASSED, FAILED, SKIPPED], false), { passed: 2, failed: 1, skipped: 1 });
  assertEquals(countOutcomes([PASSED, SKIPPED], true), { passed: 1, failed: 0, skipped: 1 });
});

Deno.test("countOutcomes() counts a run that broke, or ran nothing, as one failure", () => {
  assertEquals(countOutcomes([], false).failed, 1);
  assertEquals(countOutcomes([PASSED], false).failed, 1);
  assertEquals(countOutcomes([], true).failed, 1);
  assertEquals(countOutcomes([SKIPPED], true).failed, 1);
});

Deno.test("countOutcomes() counts a skipped test without a reason as failed", () => {
  assertEquals(countOutcomes([PASSED, outcome("c", "skipped")], true), { passed: 1, failed: 1, skipped: 0 });
});

Deno.test("sumCounts() adds up, and nothing is nothing", () => {
  const counts = { passed: 3, failed: 1, skipped: 2 };
  assertEquals(sumCounts([counts, { passed: 1, failed: 0, skipped: 0 }]), {
    passed: 4,
    failed: 1,
    skipped: 2,
  });
  assertEquals(sumCounts([]), { passed: 0, failed: 0, skipped: 0 });
});

Deno.test("skippedLines() names each skipped test and why", () => {
  assertEquals(skippedLines([PASSED, SKIPPED, outcome("d", "skipped")]), [
    "skipped: c (./a_test.ts): denokv is not installed",
    "skipped: d (./a_test.ts): no reason given, which counts as a failure",
  ]);
});

Deno.test("closingLine() has the form that scripts read", () => {
  assertEquals(closingLine({ passed: 3, failed: 0, skipped: 1 }), "tests: 3 passed, 0 failed, 1 skipped");
});

Deno.test("needing() runs the test when nothing is missing and else says why not", () => {
  assertEquals(needing("works", null), { name: "works", ignore: false });
  const { name, ignore } = needing("works", "denokv is not installed");
  assert(ignore);
  assertEquals(skipReason(name), "denokv is not installed");
  assertEquals(skipReason("works"), null);
});
