/** Simulates a range of seeds on a thread of its own. */
import { simulateMany, type WorkerReply } from "./simulate.ts";

interface Thread {
  onmessage: (event: MessageEvent<{ readonly first: number; readonly runs: number }>) => void;
  postMessage(reply: WorkerReply): void;
}

const thread = globalThis as unknown as Thread;

thread.onmessage = async ({ data }) => {
  try {
    thread.postMessage({ run: await simulateMany(data.first, data.runs) });
  } catch (error) {
    const failure = error instanceof Error ? `${error.message}\n${String(error.cause)}` : String(error);
    thread.postMessage({ failure });
  }
};
