/**
 * Personal streams: how long a change takes to reach every screen, what requests beside it wait, and what an open
 * stream costs in memory. The watchers and the other requests are processes of their own.
 */
import { type Client, startClient } from "../lines.ts";
import { ChangesReport, Done, MixReport, StreamsOpened } from "../messages.ts";
import { residentBytes } from "../processes.ts";
import { assertSound, failuresOf, type Measure, measureOf, noteOf } from "../report.ts";
import {
  makeQueues,
  type ProgramServer,
  signIn,
  wakeQueues,
  withEcho,
  withFolder,
  withProgram,
  withStore,
} from "../servers.ts";
import { spreadOf } from "../statistics.ts";

const ROUNDS = 5;
const QUEUES = 50;
const WATCHING = 100;
const WATCHING_FEW = 20;
const CHANGES_PER_SECOND = 2;
const SECONDS = 4;
/** Whoever is called leaves the line: enough people for every round, warm-up included, and a few to spare. */
const CALLED = (2 * ROUNDS + 2) * SECONDS * CHANGES_PER_SECOND + 10;
const OTHERS_PER_SECOND = 100;
const OTHERS_IN_LINE = 500;
const SEEN_P99_MS_AIM = 150;
const OTHERS_P99_MS_AIM = 50;
const MEMORY_ROUNDS = 5;
const STREAM_BYTES_AIM = 96 * 1_024;
const OWN_BYTES_AIM = 8 * 1_024;
/** Collections and closures of the opening settle before memory is read. */
const SETTLE_MS = 2_500;
const ANSWER_MS_MAX = 90_000;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Round {
  readonly changes: ChangesReport;
  readonly others: MixReport;
}

/** Joins everybody who will be called or watch. */
async function joinPeople(
  client: Client,
  { server, called }: { readonly server: ProgramServer; readonly called: number },
): Promise<void> {
  const queueIds = await makeQueues(server, { count: QUEUES, bearer: await signIn(server, "admin") });
  const bearer = await signIn(server, "reception");
  const order = { kind: "join", port: server.port, bearer, queueIds, called, watching: WATCHING };
  await client.ask(order, { schema: StreamsOpened, msMax: ANSWER_MS_MAX });
}

async function openAll(client: Client, { port }: ProgramServer): Promise<void> {
  const { lost } = await client.ask({ kind: "open", port }, { schema: StreamsOpened, msMax: ANSWER_MS_MAX });
  if (lost > 0) throw new Error(`Cannot measure: ${lost} streams did not open`);
}

async function startOthers(server: ProgramServer): Promise<Client> {
  const client = startClient("operations_client.ts");
  const bearer = await signIn(server, "reception");
  const order = { kind: "open", port: server.port, queueId: "queue-123", bearer, prefix: "other" };
  await client.ask(order, { schema: Done, msMax: ANSWER_MS_MAX });
  await client.ask({ kind: "fill", count: OTHERS_IN_LINE }, { schema: Done, msMax: ANSWER_MS_MAX });
  return client;
}

/** Changes and other requests side by side. */
async function round(streams: Client, operations: Client): Promise<Round> {
  const change = { kind: "change", perSecondAndQueue: CHANGES_PER_SECOND, seconds: SECONDS };
  const mix = { kind: "mix", perSecond: OTHERS_PER_SECOND, seconds: SECONDS };
  const [changes, others] = await Promise.all([
    streams.ask(change, { schema: ChangesReport, msMax: ANSWER_MS_MAX }),
    operations.ask(mix, { schema: MixReport, msMax: ANSWER_MS_MAX }),
  ]);
  return { changes, others };
}

function measuresOf(streams: number, rounds: readonly Round[]): readonly Measure[] {
  assertSound(rounds.flatMap(({ changes, others }) => [changes.replied, others.all]));
  const missing = rounds.reduce((sum, { changes }) => sum + changes.missing, 0);
  const ended = rounds.reduce((sum, { changes }) => sum + changes.ended, 0);
  const p50 = spreadOf(rounds.map(({ changes }) => changes.seen.p50)).median.toFixed(1);
  const most = Math.max(...rounds.map(({ changes }) => changes.seen.max)).toFixed(0);
  return [
    measureOf(`stream_p99_${streams}`, {
      spread: spreadOf(rounds.map(({ changes }) => changes.seen.p99)),
      unit: "ms",
      limit: SEEN_P99_MS_AIM,
      note: noteOf([
        `p50 ${p50}, max ${most}, ${missing} views missing, ${ended} streams ended`,
        failuresOf(rounds.map(({ changes }) => changes.replied)),
      ]),
    }),
    measureOf(`stream_others_p99_${streams}`, {
      spread: spreadOf(rounds.map(({ others }) => others.all.p99)),
      unit: "ms",
      limit: OTHERS_P99_MS_AIM,
      note: noteOf([
        `operations at ${OTHERS_PER_SECOND}/s meanwhile`,
        failuresOf(rounds.map(({ others }) => others.all)),
      ]),
    }),
  ];
}

/** `stream_p99_5000` and `stream_p99_1000`, each with the other requests' p99 meanwhile. */
export function measureStreams(): Promise<readonly Measure[]> {
  return withProgram(async (server) => {
    const streams = startClient("stream_client.ts");
    let operations: Client | null = null;
    try {
      await joinPeople(streams, { server, called: CALLED });
      operations = await startOthers(server);
      await openAll(streams, server);
      const many: Round[] = [];
      const few: Round[] = [];
      await round(streams, operations);
      for (let index = 0; index < ROUNDS; index++) many.push(await round(streams, operations));
      const keep = { kind: "keep", watching: WATCHING_FEW };
      await streams.ask(keep, { schema: StreamsOpened, msMax: ANSWER_MS_MAX });
      await pause(SETTLE_MS);
      for (let index = 0; index < ROUNDS; index++) few.push(await round(streams, operations));
      return [
        ...measuresOf(QUEUES * WATCHING_FEW, few),
        ...measuresOf(QUEUES * WATCHING, many),
      ];
    } finally {
      await operations?.end();
      await streams.end();
    }
  });
}

/** What `open` adds to the memory of process `pid`, in bytes for each of all streams. */
async function bytesPerStream(pid: number, open: () => Promise<void>): Promise<number> {
  await pause(SETTLE_MS);
  const before = await residentBytes(pid);
  await open();
  await pause(SETTLE_MS);
  return (await residentBytes(pid) - before) / (QUEUES * WATCHING);
}

/** The program is started anew before its memory is read: what the joins left behind would hide the streams'. */
function programStreamBytes(): Promise<number> {
  return withFolder(async (folder) => {
    const kvPath = `${folder}/anteroom.sqlite3`;
    const client = startClient("stream_client.ts");
    try {
      await withStore(kvPath, (server) => joinPeople(client, { server, called: 0 }));
      return await withStore(kvPath, async (server) => {
        await wakeQueues(server);
        return await bytesPerStream(server.pid, () => openAll(client, server));
      });
    } finally {
      await client.end();
    }
  });
}

function bareStreamBytes(): Promise<number> {
  return withEcho(async ({ pid, port }) => {
    const client = startClient("stream_client.ts");
    try {
      return await bytesPerStream(pid, async () => {
        const order = { kind: "open_bare", port, count: QUEUES * WATCHING };
        const { lost } = await client.ask(order, { schema: StreamsOpened, msMax: ANSWER_MS_MAX });
        if (lost > 0) throw new Error(`Cannot measure: ${lost} bare streams did not open`);
      });
    } finally {
      await client.end();
    }
  });
}

/** `stream_memory`, the same of a bare server, and the difference: the program's own share. */
export async function measureStreamMemory(): Promise<readonly Measure[]> {
  const ours: number[] = [];
  const bare: number[] = [];
  for (let index = 0; index < MEMORY_ROUNDS; index++) {
    ours.push(await programStreamBytes());
    bare.push(await bareStreamBytes());
  }
  const own = ours.map((bytes, index) => bytes - (bare[index] ?? 0));
  const note = `resident bytes, ${QUEUES * WATCHING} idle streams`;
  return [
    measureOf("stream_memory", { spread: spreadOf(ours), unit: "bytes", limit: STREAM_BYTES_AIM, note }),
    measureOf("stream_memory_bare", {
      spread: spreadOf(bare),
      unit: "bytes",
      note: "a server with nothing else",
    }),
    measureOf("stream_memory_own", { spread: spreadOf(own), unit: "bytes", limit: OWN_BYTES_AIM }),
  ];
}
