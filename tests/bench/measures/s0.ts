/**
 * S0's load script at its far end: a line of 300,000, then 50,000 more people at 1,000 a second, each of whom joins
 * and asks for the position a second later. It is long, so it runs only when asked for by name.
 */
import { startClient } from "../lines.ts";
import { Done, PlacesReport, S0Report } from "../messages.ts";
import { residentBytes, residentPeakBytes } from "../processes.ts";
import { assertSound, failuresOf, type Measure, measureOf, noteOf } from "../report.ts";
import { signIn, withFolder, withStore } from "../servers.ts";
import { spreadOf } from "../statistics.ts";

const FILLED = 300_000;
const LAST = 50_000;
const PER_SECOND = 1_000;
const P95_MS_MAX = 500;
const RESIDENT_BYTES_MAX = 1_024 ** 3;
const GENERATIONS_MAX = 2;
const ANSWER_MS_MAX = 300_000;

interface Findings {
  readonly s0: S0Report;
  readonly places: PlacesReport;
  readonly endBytes: number;
  readonly peakBytes: number;
}

async function load(kvPath: string): Promise<Findings> {
  return await withStore(kvPath, async (server) => {
    const client = startClient("operations_client.ts");
    try {
      const bearer = await signIn(server, "reception");
      const order = { kind: "open", port: server.port, queueId: "queue-123", bearer, prefix: "patient" };
      await client.ask(order, { schema: Done, msMax: ANSWER_MS_MAX });
      const filled = await client.ask({ kind: "fill", count: FILLED }, {
        schema: Done,
        msMax: ANSWER_MS_MAX,
      });
      if (filled.done !== FILLED) {
        throw new Error(`Cannot measure: ${filled.done} of ${FILLED} joined, ${failuresOf([filled])}`);
      }
      const s0 = await client.ask({ kind: "s0", perSecond: PER_SECOND, count: LAST }, {
        schema: S0Report,
        msMax: ANSWER_MS_MAX,
      });
      const endBytes = await residentBytes(server.pid);
      const peakBytes = await residentPeakBytes(server.pid);
      const places = await client.ask({ kind: "places" }, { schema: PlacesReport, msMax: ANSWER_MS_MAX });
      return { s0, places, endBytes, peakBytes };
    } finally {
      await client.end();
    }
  });
}

/** How many generations of snapshots of any one queue the store holds at most. */
async function generationsIn(kvPath: string): Promise<number> {
  const kv = await Deno.openKv(kvPath);
  const byActor = new Map<string, Set<string>>();
  try {
    for await (const { key } of kv.list({ prefix: ["snapshot"] })) {
      const actor = String(key[2]);
      const generations = byActor.get(actor) ?? new Set();
      byActor.set(actor, generations.add(String(key[3])));
    }
  } finally {
    kv.close();
  }
  return Math.max(0, ...[...byActor.values()].map((generations) => generations.size));
}

/** `s0_350k` (p95 of the slower request), and what else must hold meanwhile. */
export function measureS0(): Promise<readonly Measure[]> {
  return withFolder(async (folder) => {
    const kvPath = `${folder}/anteroom.sqlite3`;
    const { s0, places, endBytes, peakBytes } = await load(kvPath);
    assertSound([s0.join, s0.position]);
    const generations = await generationsIn(kvPath);
    const wrong = places.people - places.distinct + places.outside + places.unanswered;
    const once = (value: number) => spreadOf([value]);
    return [
      measureOf("s0_350k", {
        spread: once(Math.max(s0.join.p95, s0.position.p95)),
        unit: "ms",
        limit: P95_MS_MAX,
        note: noteOf([
          `p95 join ${s0.join.p95.toFixed(1)}, position ${s0.position.p95.toFixed(1)}`,
          `p99 join ${s0.join.p99.toFixed(1)}, max ${s0.join.max.toFixed(0)}`,
          failuresOf([s0.join, s0.position]),
        ]),
      }),
      measureOf("s0_350k_wrong_positions", {
        spread: once(wrong),
        unit: "people",
        note: `${places.distinct} different places for ${places.people} people`,
      }),
      measureOf("s0_350k_resident", {
        spread: once(peakBytes),
        unit: "bytes",
        limit: RESIDENT_BYTES_MAX,
        note: `the peak, filling included; ${Math.round(endBytes / 1_024 ** 2)} MiB at the end`,
      }),
      measureOf("s0_350k_generations", {
        spread: once(generations),
        unit: "snapshots",
        limit: GENERATIONS_MAX,
      }),
    ];
  });
}
