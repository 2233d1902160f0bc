/**
 * The client that saturates a server with S0's join request, by autocannon. All requests are made before the clock
 * starts, each with an id of its own, so that the server and not the client is the bottleneck; how busy the server's
 * thread was is part of the answer.
 */
import autocannon from "autocannon";
import { z } from "zod";
import { serveLines } from "./lines.ts";
import { ThroughputOrder, type ThroughputReport } from "./messages.ts";
import { busyShare, mainThreadTime } from "./processes.ts";

const HEADERS = { "content-type": "application/x-www-form-urlencoded" };

/** What this bench reads of autocannon's result. */
const Result = z.object({ "2xx": z.number(), non2xx: z.number(), errors: z.number() });

interface JoinRequest {
  readonly method: "POST";
  readonly headers: typeof HEADERS;
  readonly body: string;
}

let used = 0;

function joinRequests(count: number, prefix: string): readonly JoinRequest[] {
  return Array.from({ length: count }, () => ({
    method: "POST",
    headers: HEADERS,
    body: `patientId=${prefix}-${used++}&queueId=queue-123&appointmentType=consultation`,
  }));
}

/** Sends for `seconds` and counts what came back with 2xx. */
async function saturate(order: ThroughputOrder): Promise<ThroughputReport> {
  const { url, pid, connections, seconds, perSecondMax, prefix } = order;
  const perConnection = Math.ceil(perSecondMax * seconds / connections);
  const run = autocannon({
    url,
    connections,
    duration: seconds,
    method: "POST",
    setupClient(client: { setRequests(requests: readonly JoinRequest[]): void }) {
      client.setRequests(joinRequests(perConnection, prefix));
    },
  });
  await new Promise((resolve) => run.once("start", resolve));
  const startedAt = performance.now();
  const before = await mainThreadTime(pid);
  const result = Result.parse(await run);
  const wallMs = performance.now() - startedAt;
  const after = await mainThreadTime(pid);
  return {
    perSecond: result["2xx"] / wallMs * 1_000,
    failed: result.non2xx + result.errors,
    busy: busyShare({ before, after, wallMs }),
    threadMicros: (after.ranMs - before.ranMs) * 1_000 / Math.max(1, result["2xx"]),
  };
}

if (import.meta.main) await serveLines((message) => saturate(ThroughputOrder.parse(message)));
