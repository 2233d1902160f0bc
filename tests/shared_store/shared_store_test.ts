/** Two real programs on one store: whichever is asked, it is one clinic (SPEC §12, §15 A, C, F, H, I). */
import { assert, assertEquals } from "@std/assert";
import { CrashClient } from "../crash/crash_client.ts";
import { watched } from "../crash/watched.ts";
import { startPeerProcess } from "../support/connect_process.ts";
import { StreamReader } from "../support/stream_reader.ts";
import { ask, assertLine, Cluster, OPEN_QUEUE, OTHER_QUEUE, signIn, ticketsAt } from "./cluster.ts";

const WORK_MS = 1_200;
const PAUSE_MS_MAX = 30_000;
const CLIENTS = 4;
const RACES = 4;
/** How soon a stream at one program shows what another did. */
const SHOWN_MS_MAX = 2_000;

interface Shared {
  readonly cluster: Cluster;
  readonly bearer: string;
}

function joinAt(origin: string, options: { readonly key?: string; readonly queueId?: string } = {}) {
  const { key = crypto.randomUUID(), queueId = OPEN_QUEUE } = options;
  return ask(origin, "/queues/join", { key, json: { queueId, patient: { name: "Shared Test" } } });
}

async function makesOneLine({ cluster, bearer }: Shared): Promise<void> {
  let asked = 0;
  const options = {
    queueId: OPEN_QUEUE,
    random: Math.random,
    origin: () => cluster.origin(asked++),
    bearer: () => bearer,
  };
  const clients = Array.from({ length: CLIENTS }, () => new CrashClient(options));
  const work = Promise.all(clients.map((client) => client.run()));
  await new Promise((resolve) => setTimeout(resolve, WORK_MS));
  const pauses = Promise.all(clients.map((client) => client.pause()));
  await watched(pauses, { work, what: "everybody's last request", msMax: PAUSE_MS_MAX }).finally(() =>
    clients.forEach((client) => client.stop())
  );
  await work;
  const [atOne, atTwo] = await Promise.all(
    [0, 1].map((index) => ticketsAt(cluster.origin(index), { bearer })),
  );
  assertEquals(atOne, atTwo);
  assertLine(atOne ?? []);
  const byId = new Map(atOne?.map((ticket) => [ticket.ticketId, ticket]));
  const acknowledged = clients.flatMap((client) => [...client.acknowledged]);
  assert(acknowledged.length >= CLIENTS, "Too few joins to prove anything");
  for (const [id, told] of acknowledged) assertEquals(byId.get(id)?.tokenNumber, told.tokenNumber);
}

async function carriesOutOnce({ cluster }: Shared): Promise<void> {
  for (let race = 0; race < RACES; race++) {
    const key = crypto.randomUUID();
    const answers = await Promise.all([0, 1].map((index) => joinAt(cluster.origin(index), { key })));
    assertEquals(answers.map(({ status }) => status), [201, 201]);
    const [one, two] = answers.map(({ body }) => body.data.ticketId);
    assertEquals(one, two);
    assertEquals(answers.filter(({ headers }) => headers.has("idempotency-replayed")).length, 1);
  }
}

async function keepsOneLiveTicket({ cluster, bearer }: Shared): Promise<void> {
  for (let race = 0; race < RACES; race++) {
    const { body } = await joinAt(cluster.origin(race));
    const { patientId, ticketId } = body.data;
    const left = await ask(cluster.origin(race + 1), `/tickets/${ticketId}/cancel`, { bearer, json: {} });
    assertEquals(left.status, 200);
    const answers = await Promise.all(
      [OPEN_QUEUE, OTHER_QUEUE].map((queueId, index) =>
        ask(cluster.origin(index), "/queues/join", { bearer, json: { queueId, patientId } })
      ),
    );
    assertEquals(answers.map(({ status }) => status).sort(), [201, 409]);
    assertEquals(answers.find(({ status }) => status === 409)?.body.code, "already_waiting");
  }
}

async function callsTwoPeople({ cluster, bearer }: Shared): Promise<void> {
  for (let race = 0; race < RACES; race++) {
    await Promise.all([0, 1].map((index) => joinAt(cluster.origin(index))));
    const called = await Promise.all(
      [0, 1].map((index) =>
        ask(cluster.origin(index), `/queues/${OPEN_QUEUE}/call-next`, { bearer, json: {} })
      ),
    );
    assertEquals(called.map(({ status }) => status), [200, 200]);
    assertEquals(new Set(called.map(({ body }) => body.data.ticketId)).size, 2);
  }
}

async function showsElsewhereAtOnce({ cluster, bearer }: Shared): Promise<void> {
  const { body } = await joinAt(cluster.origin(0));
  const token = body.data.trackingToken;
  const stream = new StreamReader(await fetch(`${cluster.origin(0)}/api/v1/stream/track/${token}`)).follow();
  try {
    const path = `/tickets/${body.data.ticketId}/call`;
    const called = await ask(cluster.origin(1), path, { bearer, json: {} });
    assertEquals(called.status, 200);
    const endsAt = performance.now() + SHOWN_MS_MAX;
    while (stream.shown?.ticket.status !== "called") {
      assert(performance.now() < endsAt, `Not shown within ${SHOWN_MS_MAX} ms`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assertEquals(stream.of("your-turn").length, 1);
    const fresh = await ask(cluster.origin(1), `/appointments/track/${token}`);
    assertEquals(stream.shown.ticket, fresh.body.data.ticket);
    assertEquals(stable(stream.shown.queue), stable(fresh.body.data.queue));
  } finally {
    await stream.leave();
  }
}

/** A queue's view without what changes by itself. */
function stable({ updatedAt: _updatedAt, ageMs: _ageMs, ...queue }: Record<string, unknown>): unknown {
  return queue;
}

async function refusesWhatTheOtherClosed({ cluster, bearer }: Shared): Promise<void> {
  for (const [action, status] of [["pause", 409], ["open", 201]] as const) {
    const path = `/queues/${OPEN_QUEUE}/${action}`;
    assertEquals((await ask(cluster.origin(0), path, { bearer, json: {} })).status, 200);
    assertEquals((await joinAt(cluster.origin(1))).status, status);
  }
}

Deno.test("two programs on one store are one clinic", async (t) => {
  const cluster = await Cluster.start(await startPeerProcess(), 2);
  try {
    const bearer = await signIn(cluster.origin(0));
    const shared = { cluster, bearer };
    await t.step("commands sent to both make one line", () => makesOneLine(shared));
    await t.step("a key sent to both is carried out once", () => carriesOutOnce(shared));
    await t.step("a patient who joins at both has one live ticket", () => keepsOneLiveTicket(shared));
    await t.step("call-next at both calls two people", () => callsTwoPeople(shared));
    await t.step("a stream at one shows the other's change", () => showsElsewhereAtOnce(shared));
    await t.step("a refusal follows what the other did", () => refusesWhatTheOtherClosed(shared));
    assertEquals(cluster.errors, []);
  } finally {
    await cluster.stop();
  }
});
