/**
 * `watch` of a simulated connection: wake-ups with the latest rows, coalesced while the reader is slow, delayed by
 * the network and lost where its faults say so. It promises no reader every version.
 */
import { encodeKey } from "./simulated_key.ts";
import type { SimulatedNetwork } from "./simulated_network.ts";
import type { StoreTable } from "./simulated_kv.ts";
import { type AnyEntry, entryOf } from "./simulated_entry.ts";
import type { SimulatedProcess } from "./simulation_process.ts";

export interface WatchOptions {
  readonly table: StoreTable;
  readonly network: SimulatedNetwork;
  readonly process: SimulatedProcess;
  readonly keys: readonly Deno.KvKey[];
  /** Called once when the watch is over, whoever ended it. */
  readonly onOver: () => void;
}

/** A running watch. `end` finishes its stream, as closing the store does. */
export interface SimulatedWatch {
  readonly stream: ReadableStream<readonly AnyEntry[]>;
  readonly end: () => void;
}

/** Watches rows from now on. The first read gives what is there. */
export function startWatch(
  { table, network, process, keys, onOver }: WatchOptions,
): SimulatedWatch {
  const codes = keys.map(encodeKey);
  let isNews = false;
  let isWanted = false;
  let isOnTheWay = false;
  let isOver = false;
  let controller: ReadableStreamDefaultController<readonly AnyEntry[]> | null = null;

  const deliver = () => {
    if (!isNews || !isWanted || isOver) return;
    [isNews, isWanted] = [false, false];
    controller?.enqueue(keys.map((key, index) => entryOf(key, table.get(codes[index] ?? ""))));
  };
  const wakeUp = () => {
    if (isOnTheWay || isOver) return;
    isOnTheWay = true;
    network.wakeUp(process, () => {
      [isOnTheWay, isNews] = [false, true];
      deliver();
    });
  };
  const unsubscribe = table.subscribe(codes, () => {
    if (!network.losesWakeUp()) wakeUp();
  });
  const stop = () => {
    if (isOver) return;
    isOver = true;
    unsubscribe();
    forgetProcess();
    onOver();
  };
  const forgetProcess = process.onKill(stop);

  const stream = new ReadableStream<readonly AnyEntry[]>({
    start: (given) => {
      controller = given;
    },
    pull: () => {
      isWanted = true;
      deliver();
    },
    cancel: stop,
  }, { highWaterMark: 0 });
  const end = () => {
    if (isOver) return;
    stop();
    controller?.close();
  };
  wakeUp();
  return { stream, end };
}
