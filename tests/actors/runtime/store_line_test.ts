/** Whether the store answers, and who is let through while it does not. */
import { assertEquals, assertRejects } from "@std/assert";
import { RECONNECT_MS, StoreLine, StoreSilence } from "../../../actors/runtime/store_line.ts";
import { AppError } from "../../../actors/shared/errors.ts";
import { Simulation } from "../../support/simulation_clock.ts";

const WAITING = { ms: 2_000, what: "a test" };
const PROBE_MS = 500;

/** A line to a store that answers only what it is told to. */
function silentStore(reconnect: () => Promise<void> = () => Promise.reject(new Error("Down"))) {
  const simulation = new Simulation({ seed: 1 });
  const { now, after } = simulation.process("one");
  const lines: string[] = [];
  const log = (_level: string, message: string) => void lines.push(message);
  const line = new StoreLine({ deps: { now, after, log }, probeMs: PROBE_MS, reconnect });
  const calls: PromiseWithResolvers<number>[] = [];
  /** What became of a call: its answer, or the kind of failure. */
  const ask = (): Promise<unknown> => {
    const call = Promise.withResolvers<number>();
    const asked = line.ask(() => {
      calls.push(call);
      return call.promise;
    }, WAITING);
    return asked.catch((cause) => cause instanceof AppError ? cause.cause : cause);
  };
  const pass = (ms: number) => simulation.run({ untilAt: simulation.now() + ms });
  return { simulation, line, calls, lines, ask, pass };
}

Deno.test("StoreLine.ask() gives answers and failures as they are while the store answers", async () => {
  const { simulation, calls, ask } = silentStore();
  const first = ask();
  calls[0]?.resolve(7);
  assertEquals(await simulation.drive(first), 7);
  const failure = new TypeError("Too many checks");
  const second = ask();
  calls[1]?.reject(failure);
  assertEquals(await simulation.drive(second), failure);
});

Deno.test("StoreLine.ask() ends a call that is not answered and then refuses at once, but for a probe", async () => {
  const { simulation, calls, ask, pass } = silentStore();
  const first = await simulation.drive(ask());
  assertEquals(String(first), "StoreSilence: No answer to a test within 2000 ms");
  const startedAt = simulation.now();
  assertEquals(String(await simulation.drive(ask())), "StoreSilence: The store is silent");
  assertEquals([simulation.now(), calls.length], [startedAt, 1]);
  await pass(PROBE_MS);
  const asked = [ask(), ask()];
  assertEquals(calls.length, 2);
  await simulation.drive(Promise.all(asked));
});

Deno.test("StoreLine.ask() trusts the store again with the first late answer", async () => {
  const { simulation, calls, lines, ask } = silentStore();
  await simulation.drive(ask());
  calls[0]?.resolve(1);
  await Promise.resolve();
  const next = ask();
  calls[1]?.resolve(2);
  assertEquals(await simulation.drive(next), 2);
  assertEquals(lines, ["The store does not answer", "The store answers again"]);
});

Deno.test("StoreLine.ask() does not call a store silent for one slow call", async () => {
  const { simulation, calls, lines, ask, pass } = silentStore();
  const slow = ask();
  await pass(1_000);
  const quick = ask();
  calls[1]?.resolve(1);
  await simulation.drive(Promise.all([slow, quick]));
  const next = ask();
  calls[2]?.resolve(2);
  assertEquals(await simulation.drive(next), 2);
  assertEquals(lines, []);
});

Deno.test("StoreLine.ask() leaves a bounded number of calls in the client, however long the silence", async () => {
  const { simulation, calls, ask, pass } = silentStore();
  for (let second = 0; second < 600; second++) {
    ask();
    await pass(1_000);
  }
  assertEquals(calls.length, 32);
  calls[5]?.resolve(1);
  await pass(1);
  const next = ask();
  calls.at(-1)?.resolve(2);
  assertEquals(await simulation.drive(next), 2);
});

Deno.test("StoreLine tries a new connection in a long silence, and forgets what hangs on the old", async () => {
  let tries = 0;
  const { simulation, calls, ask, pass } = silentStore(() => {
    tries++;
    return tries === 1 ? Promise.reject(new Error("Down")) : Promise.resolve();
  });
  for (let waitedMs = 0; waitedMs < RECONNECT_MS + 4_000; waitedMs += 1_000) {
    ask();
    await pass(1_000);
  }
  assertEquals(tries, 1);
  await pass(RECONNECT_MS);
  ask();
  await pass(1);
  assertEquals(tries, 2);
  const next = ask();
  calls.at(-1)?.resolve(3);
  assertEquals(await simulation.drive(next), 3);
});

Deno.test("StoreLine refuses as store_unavailable and says when to come back", async () => {
  const { simulation, line } = silentStore();
  const silent = () => line.ask(() => new Promise<never>(() => {}), WAITING);
  for (const _ of [1, 2]) {
    const failure = await assertRejects(() => simulation.drive(silent()), AppError);
    assertEquals([failure.code, failure.retryAfterMs], ["store_unavailable", PROBE_MS]);
    assertEquals(failure.cause instanceof StoreSilence, true);
  }
});
