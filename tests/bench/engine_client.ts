/**
 * The process that measures the engine without HTTP: joins a second, the cost of an operation by the length of the
 * line, and the recomputation of all waits. It is the system under test and its load in one, on a file.
 */
import {
  callAndComplete,
  changeProvider,
  join,
  makeQueue,
  position,
  recompute,
  withSystem,
} from "./engine.ts";
import type { BenchQueue } from "./engine.ts";
import { serveLines } from "./lines.ts";
import { EngineOrder } from "./messages.ts";
import { runClosedLoop } from "./open_loop.ts";
import { mainThreadTime } from "./processes.ts";
import { withFolder } from "./servers.ts";
import type { System } from "../../actors/system.ts";

const JOIN_WIDTH = 500;
const FILL_WIDTH = 1_000;
/** One slice of the mix: 400 joins and looks, 100 calls and as many completions. */
const SLICE_MIXES = 20;

async function fill(system: System, options: { readonly queue: BenchQueue; readonly count: number }) {
  await runClosedLoop({ count: options.count, width: FILL_WIDTH }, () => join(system, options.queue));
}

/** Joins a second, after a warm-up on the same queue. */
function joins({ warm, count }: { readonly warm: number; readonly count: number }) {
  return withFolder((folder) =>
    withSystem(folder, async (system) => {
      const queue = await makeQueue(system, "J");
      await runClosedLoop({ count: warm, width: JOIN_WIDTH }, () => join(system, queue));
      const startedAt = performance.now();
      await runClosedLoop({ count, width: JOIN_WIDTH }, () => join(system, queue));
      return { perSecond: count / (performance.now() - startedAt) * 1_000 };
    })
  );
}

/** Four joins, four looks, one call and its completion (with the start it needs): ten operations, side by side. */
async function mixOnce(system: System, queue: BenchQueue): Promise<void> {
  await Promise.all([
    join(system, queue),
    position(system, queue),
    join(system, queue),
    position(system, queue),
    callAndComplete(system, queue),
    join(system, queue),
    position(system, queue),
    join(system, queue),
    position(system, queue),
  ]);
}

async function calls(
  system: System,
  { queue, count }: { readonly queue: BenchQueue; readonly count: number },
) {
  await runClosedLoop({ count, width: SLICE_MIXES }, () => callAndComplete(system, queue));
}

/** Microseconds of the main thread for one operation of the mix, over `slices` slices. */
async function sliceCost(
  system: System,
  { queue, slices }: { readonly queue: BenchQueue; readonly slices: number },
): Promise<number> {
  let ranMs = 0;
  for (let slice = 0; slice < slices; slice++) {
    const before = await mainThreadTime(Deno.pid);
    await Promise.all(Array.from({ length: SLICE_MIXES }, () => mixOnce(system, queue)));
    ranMs += (await mainThreadTime(Deno.pid)).ranMs - before.ranMs;
    // Three of four who joined are called outside the measurement: the line keeps its length.
    await calls(system, { queue, count: 3 * SLICE_MIXES });
  }
  return ranMs * 1_000 / (slices * SLICE_MIXES * 10);
}

/** The cost at each length, by turns, `rounds` times; the first round is warm-up and not reported. */
function costs(order: EngineOrder & { readonly kind: "costs" }) {
  return withFolder((folder) =>
    withSystem(folder, async (system) => {
      const queues: BenchQueue[] = [];
      for (const [index, count] of order.lengths.entries()) {
        const queue = await makeQueue(system, `C${String.fromCharCode(65 + index)}`);
        queues.push(queue);
        await fill(system, { queue, count });
      }
      const costs: number[][] = queues.map(() => []);
      for (let round = 0; round <= order.rounds; round++) {
        for (const [index, queue] of queues.entries()) {
          const cost = await sliceCost(system, { queue, slices: order.slices });
          if (round > 0) costs[index]?.push(cost);
        }
      }
      return { costs };
    })
  );
}

/** Milliseconds to compute the waits of all in a line, each time from scratch; the first time is not reported. */
function recomputes({ people, rounds }: EngineOrder & { readonly kind: "recompute" }) {
  return withFolder((folder) =>
    withSystem(folder, async (system) => {
      const queue = await makeQueue(system, "R");
      await fill(system, { queue, count: people });
      const times: number[] = [];
      let promised = 0;
      for (let round = 0; round <= rounds; round++) {
        await changeProvider(system, { queue, status: round % 2 === 0 ? "busy" : "available" });
        const ms = await system.queues.read(queue.queueId, (state) => {
          const startedAt = performance.now();
          promised = recompute(state, system);
          return performance.now() - startedAt;
        });
        if (round > 0) times.push(ms);
      }
      return { times, promised };
    })
  );
}

async function obey(message: unknown): Promise<unknown> {
  const order = EngineOrder.parse(message);
  switch (order.kind) {
    case "joins":
      return await joins(order);
    case "costs":
      return await costs(order);
    case "recompute":
      return await recomputes(order);
  }
}

if (import.meta.main) await serveLines(obey);
