/** A store that is away, refusing or silent: what was confirmed is shown with its age, and nothing is acknowledged. */
import { assert, assertEquals } from "@std/assert";
import { startPeerProcess, type StoreProcess } from "../support/connect_process.ts";
import { StreamReader } from "../support/stream_reader.ts";
import { type Answer, ask, assertLine, Cluster, OPEN_QUEUE, signIn, ticketsAt } from "./cluster.ts";

const PEOPLE = 3;
/** A command is answered within this, whatever the store does. */
const ANSWER_MS_MAX = 10_000;
const HEAL_MS_MAX = 5_000;
const LOOK_MS = 50;

interface Outage {
  readonly name: string;
  readonly begin: (store: StoreProcess) => void | Promise<void>;
  readonly end: (store: StoreProcess) => void | Promise<void>;
}

const OUTAGES: readonly Outage[] = [
  { name: "is down", begin: (store) => store.goDown(), end: (store) => store.comeUp() },
  { name: "is silent", begin: (store) => store.freeze(), end: (store) => store.thaw() },
];

function join(origin: string, key: string): Promise<Answer> {
  return ask(origin, "/queues/join", {
    key,
    json: { queueId: OPEN_QUEUE, patient: { name: "Shared Test" } },
  });
}

function track(origin: string, token: string): Promise<Answer> {
  return ask(origin, `/appointments/track/${token}`);
}

async function until(isSo: () => Promise<boolean>, { what, msMax }: { what: string; msMax: number }) {
  const endsAt = performance.now() + msMax;
  while (!await isSo()) {
    assert(performance.now() < endsAt, `${what} did not happen within ${msMax} ms`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** Asks for everything that would change something: each is refused in bounded time, with when to come back. */
async function refusesCommands(origin: string, asked: { bearer: string; ticketId: string; key: string }) {
  const { bearer, ticketId, key } = asked;
  const refused = await Promise.all([
    join(origin, key),
    ask(origin, `/tickets/${ticketId}/cancel`, { bearer, json: {} }),
    ask(origin, `/queues/${OPEN_QUEUE}/call-next`, { bearer, json: {} }),
    ask(origin, `/queues/${OPEN_QUEUE}/pause`, { bearer, json: { reason: "Fire drill" } }),
    ask(origin, "/auth/sign-in", {
      json: { tenant: "demo", username: "nurse", password: "does not matter" },
    }),
  ]);
  for (const { status, body, headers, ms } of refused) {
    assertEquals([status, body.code], [503, "store_unavailable"]);
    assert(Number(headers.get("retry-after")) >= 1, "A refusal does not say when to come back");
    assert(ms < ANSWER_MS_MAX, `A command was answered after ${Math.round(ms)} ms`);
  }
}

for (const { name, begin, end } of OUTAGES) {
  Deno.test(`while the store ${name} the last confirmed state is shown with its age and nothing is acknowledged`, async () => {
    const cluster = await Cluster.start(await startPeerProcess(), 1);
    const origin = cluster.origin(0);
    try {
      const bearer = await signIn(origin);
      const joined: Answer[] = [];
      for (let person = 0; person < PEOPLE; person++) joined.push(await join(origin, crypto.randomUUID()));
      const { trackingToken, ticketId } = joined.at(-1)?.body.data;
      const stream = new StreamReader(await fetch(`${origin}/api/v1/stream/track/${trackingToken}`)).follow();
      const before = await ticketsAt(origin, { bearer });

      await begin(cluster.store);
      const key = crypto.randomUUID();
      await refusesCommands(origin, { bearer, ticketId, key });
      const ready = await ask(origin, "/health/ready");
      assertEquals([ready.status, ready.body.store], [503, "unreachable"]);
      assertEquals((await ask(origin, "/health/live")).status, 200);
      const shown = await track(origin, trackingToken);
      assertEquals([shown.status, shown.body.data.queue.position], [200, PEOPLE]);
      assert(shown.body.data.queue.ageMs > 0, "A view that the store did not confirm claims to be new");
      const again = new StreamReader(await fetch(`${origin}/api/v1/stream/track/${trackingToken}`)).follow();
      await until(() => Promise.resolve(again.shown !== undefined), {
        what: "An opening",
        msMax: HEAL_MS_MAX,
      });
      assertEquals(again.shown.queue.position, PEOPLE);
      assert(!stream.isOver, "An open stream ended");

      await end(cluster.store);
      const isReady = async () => (await ask(origin, "/health/ready")).status === 200;
      await until(isReady, { what: "Readiness", msMax: HEAL_MS_MAX });
      assertEquals((await track(origin, trackingToken)).body.data.queue.ageMs, 0);
      const repeat = async () => (await join(origin, key)).status === 201;
      await until(repeat, { what: "The repeated join", msMax: HEAL_MS_MAX });
      const after = await ticketsAt(origin, { bearer });
      const numbers = new Set(after.map((ticket) => ticket.tokenNumber));
      for (const { tokenNumber } of before) assert(numbers.has(tokenNumber), `${tokenNumber} is lost`);
      assertEquals(after.length, before.length + 1, "The repeated join is another person");
      assertLine(after);
      await Promise.all([stream.leave(), again.leave()]);
      assertEquals(cluster.errors, []);
    } finally {
      await cluster.stop();
    }
  });
}
