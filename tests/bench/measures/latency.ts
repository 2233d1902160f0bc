/**
 * Latency over HTTP in an open loop: the operation mix at 1,000 a second, and what joins by people who are in line
 * already cost the others.
 */
import { type Client, startClient } from "../lines.ts";
import { Done, JoinsReport, MixReport, type RecordedLatencies } from "../messages.ts";
import { assertSound, failuresOf, type Measure, measureOf, noteOf } from "../report.ts";
import { makeQueues, type ProgramServer, signIn, withProgram } from "../servers.ts";
import { spreadOf } from "../statistics.ts";

const ROUNDS = 5;
const OPEN_QUEUE = "queue-123";
const IN_LINE = 1_000;
const MIX_PER_SECOND = 1_000;
const MIX_SECONDS = 4;
const MIX_P95_MS_AIM = 10;
const JOINS_PER_SECOND = 2_000;
const JOINS_SECONDS = 2;
/** A p99 is noisy: more rounds than elsewhere. */
const JOINS_ROUNDS = 10;
const REPEATED_PERCENT = 10;
const REPEATED_RATIO_MAX = 1.25;
const ANSWER_MS_MAX = 60_000;

/** Runs `work` with a client that has opened the open queue of a fresh program and filled it. */
async function withFilledQueue<T>(
  work: (client: Client, server: ProgramServer) => Promise<T>,
): Promise<T> {
  return await withProgram(async (server) => {
    const client = startClient("operations_client.ts");
    try {
      const bearer = await signIn(server, "reception");
      const { port } = server;
      const order = { kind: "open", port, queueId: OPEN_QUEUE, bearer, prefix: "patient" };
      await client.ask(order, { schema: Done, msMax: ANSWER_MS_MAX });
      await client.ask({ kind: "fill", count: IN_LINE }, { schema: Done, msMax: ANSWER_MS_MAX });
      return await work(client, server);
    } finally {
      await client.end();
    }
  });
}

/** `http_p95_at_1000`: milliseconds from the planned start to the whole reply. */
export async function measureMix(): Promise<readonly Measure[]> {
  const reports = await withFilledQueue(async (client) => {
    const rounds: MixReport[] = [];
    const order = { kind: "mix", perSecond: MIX_PER_SECOND, seconds: MIX_SECONDS };
    await client.ask({ ...order, seconds: 2 }, { schema: MixReport, msMax: ANSWER_MS_MAX });
    for (let round = 0; round < ROUNDS; round++) {
      rounds.push(await client.ask(order, { schema: MixReport, msMax: ANSWER_MS_MAX }));
    }
    return rounds;
  });
  assertSound(reports.map((each) => each.all));
  const p95 = (kind: keyof (typeof reports)[number]) =>
    spreadOf(reports.map((each) => each[kind].p95)).median;
  const kinds = (["join", "position", "callNext", "complete"] as const)
    .map((kind) => `${kind} ${p95(kind).toFixed(1)}`).join(", ");
  const p99 = spreadOf(reports.map((each) => each.all.p99)).median.toFixed(1);
  return [
    measureOf("http_p95_at_1000", {
      spread: spreadOf(reports.map((each) => each.all.p95)),
      unit: "ms",
      limit: MIX_P95_MS_AIM,
      note: noteOf([`p95 ${kinds}`, `p99 ${p99}`, failuresOf(reports.map((each) => each.all))]),
    }),
  ];
}

/**
 * `duplicate_join_p99`: the p99 of joins by newcomers while 10% of all joins are by people in line (half of them
 * in another queue), over their p99 without such joins, round by round in turns.
 */
export async function measureDuplicates(): Promise<readonly Measure[]> {
  const rounds = await withFilledQueue(async (client, server) => {
    const [elsewhere] = await makeQueues(server, { count: 1, bearer: await signIn(server, "admin") });
    const fill = { kind: "fill_elsewhere", queueId: elsewhere, count: IN_LINE };
    await client.ask(fill, { schema: Done, msMax: ANSWER_MS_MAX });
    const run = (repeatedPercent: number) =>
      client.ask({ kind: "joins", perSecond: JOINS_PER_SECOND, seconds: JOINS_SECONDS, repeatedPercent }, {
        schema: JoinsReport,
        msMax: ANSWER_MS_MAX,
      });
    await run(REPEATED_PERCENT);
    const results: { readonly none: RecordedLatencies; readonly some: JoinsReport }[] = [];
    for (let round = 0; round < JOINS_ROUNDS; round++) {
      // By turns first and second, so that whatever grows over time weighs on both alike.
      const isSomeFirst = round % 2 === 1;
      const first = await run(isSomeFirst ? REPEATED_PERCENT : 0);
      const second = await run(isSomeFirst ? 0 : REPEATED_PERCENT);
      results.push(isSomeFirst ? { none: second.others, some: first } : { none: first.others, some: second });
    }
    return results;
  });
  assertSound(rounds.flatMap((round) => [round.none, round.some.others, round.some.repeated]));
  const without = spreadOf(rounds.map((round) => round.none.p99)).median;
  const withRepeated = spreadOf(rounds.map((round) => round.some.others.p99)).median;
  const ratios = spreadOf(rounds.map((round) => round.some.others.p99 / round.none.p99));
  return [
    measureOf("duplicate_join_p99", {
      spread: { ...ratios, median: withRepeated / without },
      unit: "×",
      limit: REPEATED_RATIO_MAX,
      note: noteOf([
        `p99 ${withRepeated.toFixed(1)} ms with, ${without.toFixed(1)} ms without, at ${JOINS_PER_SECOND}/s`,
        failuresOf(rounds.flatMap((round) => [round.none, round.some.others, round.some.repeated])),
      ]),
    }),
  ];
}
