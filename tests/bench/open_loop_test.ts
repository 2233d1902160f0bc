/** Proves that load follows its plan and not the server: a task that never hurries delays no other. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { Recorder, runClosedLoop, runOpenLoop } from "./open_loop.ts";

Deno.test("runOpenLoop() starts every task at its planned distance although the first never ends before the last", async () => {
  const plannedAt: number[] = [];
  const last = Promise.withResolvers<void>();
  await runOpenLoop({ count: 5, perSecond: 1_000 }, (index, at) => {
    plannedAt.push(at);
    if (index === 4) last.resolve();
    return index === 0 ? last.promise : Promise.resolve();
  });
  assertEquals(plannedAt.map((at) => Math.round(at - (plannedAt[0] ?? 0))), [0, 1, 2, 3, 4]);
});

Deno.test("runOpenLoop() ends at once when there is nothing to do", async () => {
  await runOpenLoop({ count: 0, perSecond: 1 }, () => Promise.reject(new Error("Never started")));
});

Deno.test("runOpenLoop() rejects with the first rejection", async () => {
  await assertRejects(
    () => runOpenLoop({ count: 2, perSecond: 1_000 }, () => Promise.reject(new Error("Broken task"))),
    Error,
    "Broken task",
  );
});

Deno.test("runClosedLoop() runs each task once and no more than its width at a time", async () => {
  const seen: number[] = [];
  let running = 0;
  let most = 0;
  await runClosedLoop({ count: 20, width: 4 }, async (index) => {
    most = Math.max(most, ++running);
    await Promise.resolve();
    seen.push(index);
    running--;
  });
  assertEquals(seen.sort((a, b) => a - b), Array.from({ length: 20 }, (_, index) => index));
  assert(most === 4, `${most} at a time`);
});

Deno.test("Recorder counts failures by name and their latency too", () => {
  const recorder = new Recorder();
  recorder.note(1, null);
  recorder.note(9, "409");
  recorder.note(2, "409");
  assertEquals(recorder.summary(), { count: 3, p50: 2, p95: 9, p99: 9, max: 9, failures: { "409": 2 } });
});
