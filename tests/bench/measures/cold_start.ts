/**
 * How long a killed program with 100,000 tickets in its store needs from the start of its process to its first right
 * answer.
 */
import { z } from "zod";
import { startClient } from "../lines.ts";
import { Done } from "../messages.ts";
import { type Measure, measureOf, noteOf } from "../report.ts";
import { signIn, withFolder, withStore } from "../servers.ts";
import { spreadOf } from "../statistics.ts";

const ROUNDS = 5;
const TICKETS = 100_000;
const COLD_START_MS_AIM = 2_000;
const FILL_MS_MAX = 120_000;
const Place = z.object({ data: z.object({ position: z.int() }) });

async function fill(kvPath: string): Promise<void> {
  await withStore(kvPath, async (server) => {
    const client = startClient("operations_client.ts");
    try {
      const bearer = await signIn(server, "reception");
      const order = { kind: "open", port: server.port, queueId: "queue-123", bearer, prefix: "patient" };
      await client.ask(order, { schema: Done, msMax: FILL_MS_MAX });
      const { done } = await client.ask({ kind: "fill", count: TICKETS }, {
        schema: Done,
        msMax: FILL_MS_MAX,
      });
      if (done !== TICKETS) throw new Error(`Cannot measure: ${done} of ${TICKETS} joined`);
    } finally {
      await client.end();
    }
  });
}

/** Milliseconds until the program says where somebody stands, and where that is. */
async function coldStart(kvPath: string): Promise<{ readonly ms: number; readonly position: number }> {
  const startedAt = performance.now();
  return await withStore(kvPath, async ({ origin }) => {
    const response = await fetch(`${origin}/api/v1/queues/position/patient-${TICKETS - 1}`);
    const { data } = Place.parse(await response.json());
    return { ms: performance.now() - startedAt, position: data.position };
  });
}

/** `cold_start_100k`. The store is left behind by SIGKILL, before every round. */
export function measureColdStart(): Promise<readonly Measure[]> {
  return withFolder(async (folder) => {
    const kvPath = `${folder}/anteroom.sqlite3`;
    await fill(kvPath);
    const starts = [];
    for (let round = 0; round < ROUNDS; round++) starts.push(await coldStart(kvPath));
    // The requests of the filling ran side by side: the last id is near the end of the line, not at it.
    const wrong = starts.filter(({ position }) => position <= TICKETS - 1_000 || position > TICKETS).length;
    const positions = new Set(starts.map(({ position }) => position));
    return [
      measureOf("cold_start_100k", {
        spread: spreadOf(starts.map(({ ms }) => ms)),
        unit: "ms",
        limit: COLD_START_MS_AIM,
        note: noteOf([
          wrong > 0 ? `${wrong} wrong answers` : "",
          positions.size > 1 ? `answers differ: ${[...positions].join(", ")}` : "every answer right",
        ]),
      }),
    ];
  });
}
