/**
 * Joins a second over HTTP, held against an echo that does all of a join but keeping it, and the bare echo. Every
 * round starts fresh processes for all three and warms them up alike, so that a round is a fair race.
 */
import { z } from "zod";
import { type Client, startClient } from "../lines.ts";
import { ThroughputReport } from "../messages.ts";
import { assertSound, type Measure, measureOf, noteOf } from "../report.ts";
import { type Server, withEcho, withProgram } from "../servers.ts";
import { median, spreadOf } from "../statistics.ts";

const ROUNDS = 5;
const CONNECTIONS = 256;
const WARM_SECONDS = 2;
const SECONDS = 3;
const ANSWER_MS_MAX = 60_000;
const Answer = z.object({ data: z.record(z.string(), z.unknown()) });

/** The fields and the size of the answer to S0's join. */
async function answerOf(
  url: string,
): Promise<{ readonly fields: readonly string[]; readonly bytes: number }> {
  const body = new URLSearchParams({
    patientId: "patient-shape",
    queueId: "queue-123",
    appointmentType: "consultation",
  });
  const response = await fetch(url, { method: "POST", body });
  const text = await response.text();
  const { data } = Answer.parse(JSON.parse(text));
  return { fields: Object.keys(data).sort(), bytes: text.length };
}

/** How the echo's answer differs from the program's: it must not, or the limit is another race. */
async function compareAnswers(): Promise<string> {
  const ours = await withProgram(({ origin }) => answerOf(`${origin}/api/v1/queues/join`));
  const echo = await withEcho(({ origin }) => answerOf(`${origin}/join`));
  const missing = ours.fields.filter((field) => !echo.fields.includes(field));
  const added = echo.fields.filter((field) => !ours.fields.includes(field));
  return noteOf([
    `answers of ${echo.bytes} bytes, the program's of ${ours.bytes}`,
    missing.length > 0 ? `without ${missing.join(", ")}` : "",
    added.length > 0 ? `with ${added.join(", ")}` : "",
  ]);
}

/** Warms the server up, then saturates it. */
async function race(
  client: Client,
  { server, path, perSecondMax }: {
    readonly server: Server;
    readonly path: string;
    readonly perSecondMax: number;
  },
): Promise<ThroughputReport> {
  const target = { url: `${server.origin}${path}`, pid: server.pid, connections: CONNECTIONS, perSecondMax };
  const run = (seconds: number, prefix: string) =>
    client.ask({ ...target, seconds, prefix }, { schema: ThroughputReport, msMax: ANSWER_MS_MAX });
  await run(WARM_SECONDS, "warm");
  const report = await run(SECONDS, "patient");
  const count = Math.round(report.perSecond * SECONDS) + report.failed;
  assertSound([{ count, failures: { other: report.failed } }]);
  return report;
}

function busynessOf(reports: readonly ThroughputReport[]): string {
  const busy = Math.round(median(reports.map((report) => report.busy)) * 100);
  const failed = reports.reduce((sum, report) => sum + report.failed, 0);
  const micros = median(reports.map((report) => report.threadMicros)).toFixed(0);
  return `server thread ${busy}% busy, ${micros} µs each; ${failed} failed`;
}

/** `http_join`, its limit as `echo_matched`, and `echo_bare`. */
export async function measureJoins(): Promise<readonly Measure[]> {
  const client = startClient("throughput_client.ts");
  const ours: ThroughputReport[] = [];
  const matched: ThroughputReport[] = [];
  const bare: ThroughputReport[] = [];
  try {
    for (let round = 0; round < ROUNDS; round++) {
      ours.push(
        await withProgram((server) =>
          race(client, { server, path: "/api/v1/queues/join", perSecondMax: 40_000 })
        ),
      );
      matched.push(await withEcho((server) => race(client, { server, path: "/join", perSecondMax: 60_000 })));
      bare.push(await withEcho((server) => race(client, { server, path: "/bare", perSecondMax: 90_000 })));
    }
  } finally {
    await client.end();
  }
  const likeness = await compareAnswers();
  const perSecond = (reports: readonly ThroughputReport[]) => spreadOf(reports.map((each) => each.perSecond));
  const limit = perSecond(matched).median;
  return [
    measureOf("http_join", { spread: perSecond(ours), unit: "joins/s", limit, note: busynessOf(ours) }),
    measureOf("echo_matched", {
      spread: perSecond(matched),
      unit: "replies/s",
      note: noteOf([busynessOf(matched), likeness]),
    }),
    measureOf("echo_bare", { spread: perSecond(bare), unit: "replies/s", note: busynessOf(bare) }),
  ];
}
