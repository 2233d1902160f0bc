/**
 * Kills the real program again and again while clients work, and checks after each restart that nothing that was
 * acknowledged is lost, doubled or out of place (SPEC §12, §15 A, C, F, I). Failures name the seed.
 */
import { assert, assertEquals } from "@std/assert";
import { DEMO_PASSWORD, startProgram } from "../support/program.ts";
import { SimulatedRandom } from "../support/simulation_random.ts";
import { type Acknowledged, CrashClient } from "./crash_client.ts";
import { TicketFollower } from "./crash_stream.ts";

export interface CrashRunOptions {
  readonly seed: number;
  readonly kills: number;
  readonly clients: number;
  /** Work between two kills lasts a random part of this. */
  readonly workMsMax: number;
}

export interface CrashReport {
  readonly acknowledgements: number;
  readonly replays: number;
  readonly tickets: number;
  readonly reconnects: number;
}

const QUEUE_ID = "queue-123";
const FOLLOWERS = 4;
const ORDER_OF_STATES = ["waiting", "called", "serving", "completed", "no_show", "cancelled"];

/** Runs the whole scenario on a fresh store and answers what it saw; throws on the first broken promise. */
export async function crashRun(options: CrashRunOptions): Promise<CrashReport> {
  const folder = await Deno.makeTempDir();
  const kvPath = `${folder}/store.sqlite3`;
  const random = new SimulatedRandom(options.seed);
  let program = await startProgram({ kvPath });
  let bearer = await signIn(program.origin);
  const origin = () => program.origin;
  const clients = Array.from(
    { length: options.clients },
    () => new CrashClient({ queueId: QUEUE_ID, random: () => random.next(), origin, bearer: () => bearer }),
  );
  const followers = await startFollowers(origin);
  const work = Promise.all([...clients, ...followers].map((one) => one.run()));
  try {
    let tickets = 0;
    for (let kill = 0; kill < options.kills; kill++) {
      await pause(100 + random.next() * options.workMsMax);
      await Promise.race([work, program.kill()]);
      program = await startProgram({ kvPath });
      bearer = await signIn(program.origin);
      await Promise.all(clients.map((client) => client.pause()));
      tickets = await check(program.origin, { bearer, clients });
      for (const follower of followers) await follower.agreesWithFreshRead();
      clients.forEach((client) => client.resume());
    }
    return report({ clients, followers, tickets });
  } finally {
    [...clients, ...followers].forEach((one) => one.stop());
    await work.catch(() => {});
    await program.kill();
    await Deno.remove(folder, { recursive: true });
  }
}

function report(seen: {
  readonly clients: readonly CrashClient[];
  readonly followers: readonly TicketFollower[];
  readonly tickets: number;
}): CrashReport {
  return {
    acknowledgements: seen.clients.reduce((sum, client) => sum + client.acknowledgements, 0),
    replays: seen.clients.reduce((sum, client) => sum + client.replays, 0),
    reconnects: seen.followers.reduce((sum, follower) => sum + follower.reconnects, 0),
    tickets: seen.tickets,
  };
}

/** A few people who join before the first kill and watch their place from then on. */
async function startFollowers(origin: () => string): Promise<readonly TicketFollower[]> {
  const followers: TicketFollower[] = [];
  for (let number = 0; number < FOLLOWERS; number++) {
    const response = await fetch(`${origin()}/api/v1/queues/join`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ queueId: QUEUE_ID, patient: { name: "Crash Watcher" } }),
    });
    assertEquals(response.status, 201);
    const { data } = await response.json();
    followers.push(new TicketFollower(origin, data.trackingToken));
  }
  return followers;
}

async function signIn(origin: string): Promise<string> {
  const response = await fetch(`${origin}/api/v1/auth/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ tenant: "demo", username: "reception", password: DEMO_PASSWORD }),
  });
  assertEquals(response.status, 200);
  return (await response.json()).data.accessToken;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Every acknowledged ticket is there with its number and at least its state; numbers unique; positions 1…n. */
async function check(
  origin: string,
  told: { readonly bearer: string; readonly clients: readonly CrashClient[] },
): Promise<number> {
  const known = new Map<string, Acknowledged>();
  for (const client of told.clients) {
    for (const [id, one] of client.acknowledged) known.set(id, { ...one });
  }
  const tickets = await allTickets(origin, told.bearer);
  const byId = new Map(tickets.map((ticket) => [String(ticket.ticketId), ticket]));
  for (const [id, one] of known) {
    const found = byId.get(id);
    assert(found !== undefined, `Acknowledged ticket ${id} (number ${one.tokenNumber}) is lost`);
    assertEquals(found.tokenNumber, one.tokenNumber);
    const isAsFar = ORDER_OF_STATES.indexOf(String(found.status)) >= ORDER_OF_STATES.indexOf(one.status);
    assert(isAsFar, `Ticket ${id} fell back from ${one.status} to ${found.status}`);
  }
  const numbers = tickets.map((ticket) => ticket.tokenNumber);
  assertEquals(new Set(numbers).size, numbers.length, "A token number was given twice");
  const places = tickets.filter((ticket) => ticket.status === "waiting").map((ticket) =>
    Number(ticket.position)
  );
  places.sort((a, b) => a - b);
  assertEquals(places, places.map((_, index) => index + 1), "Positions are not 1…n");
  return tickets.length;
}

/** All tickets of the queue, page by page; the clients are paused, so the line stands still. */
async function allTickets(origin: string, bearer: string): Promise<Record<string, unknown>[]> {
  const tickets: Record<string, unknown>[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const query: string = cursor === "" ? "" : `?cursor=${encodeURIComponent(cursor)}`;
    const response = await fetch(`${origin}/api/v1/queues/${QUEUE_ID}/tickets${query}`, {
      headers: { authorization: `Bearer ${bearer}` },
    });
    assertEquals(response.status, 200);
    const page = await response.json();
    tickets.push(...page.data);
    cursor = page.page.next;
  }
  return tickets;
}
