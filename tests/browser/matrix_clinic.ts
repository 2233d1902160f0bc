/**
 * A clinic in the middle of its day, for scenarios that look at every page: queues that are long, short, empty, full,
 * paused and closed, and a ticket in each state. Everything is made by the API, as staff do it.
 */
import type { Page } from "playwright-core";
import { z } from "zod";
import { DEMO_PASSWORD } from "../support/program.ts";
import type { BrowserWorld } from "./browser.ts";

/** The doctor's own queue: the one in which most happens. */
export const BUSY_QUEUE_ID = "doctor-osei";
export const PAUSED_QUEUE_ID = "laboratory";
const CLOSED_QUEUE_ID = "pharmacy";
const FACILITY_ID = "riverside";
const DOCTOR_ID = "dr-osei";
/** How long people are waited for; those of {@link PATIENCE} end by themselves on no slow machine. */
export interface Patience {
  readonly graceMinutes: { readonly in_person: number; readonly online: number };
  readonly holdMinutes: number;
}
const PATIENCE: Patience = { graceMinutes: { in_person: 240, online: 240 }, holdMinutes: 480 };
const JOINS_AT_ONCE = 25;

const Joined = z.object({
  data: z.object({ ticketId: z.string(), label: z.string(), trackingUrl: z.url() }),
});
const MadeQueue = z.object({ data: z.object({ id: z.string(), displayId: z.string() }) });
const SignedIn = z.object({ data: z.object({ accessToken: z.string() }) });

/** A ticket as whoever took it knows it. */
export interface Taken {
  readonly ticketId: string;
  readonly label: string;
  /** The path of its page. */
  readonly path: string;
}

export interface JoinFields {
  readonly name: string;
  readonly phone?: string;
  readonly language?: string;
  readonly needs?: readonly string[];
  readonly priority?: string;
  readonly mode?: string;
  readonly acceptWaitlist?: boolean;
}

/** Enters somebody at the reception. */
export async function join({ reception }: BrowserWorld, queueId: string, fields: JoinFields): Promise<Taken> {
  const { priority, mode, acceptWaitlist, ...patient } = fields;
  const rest = { priority, mode, acceptWaitlist };
  const { data } = Joined.parse(await reception("/queues/join", { queueId, patient, ...rest }));
  return { ticketId: data.ticketId, label: data.label, path: new URL(data.trackingUrl).pathname };
}

/** Enters `count` people with numbered names, several at once. */
export async function joinMany(world: BrowserWorld, queueId: string, count: number): Promise<void> {
  const names = Array.from({ length: count }, (_, index) => `Person ${index + 1}`);
  for (let first = 0; first < count; first += JOINS_AT_ONCE) {
    await Promise.all(
      names.slice(first, first + JOINS_AT_ONCE).map((name) => join(world, queueId, { name })),
    );
  }
}

/** Signs `page` in by the form and leaves it where `path` leads. */
export async function signInTo(
  page: Page,
  { origin, path, username = "reception" }: {
    readonly origin: string;
    readonly path: string;
    readonly username?: string;
  },
): Promise<void> {
  await page.goto(`${origin}/sign-in?next=${encodeURIComponent(path)}`);
  await page.fill("#username", username);
  await page.fill("#password", DEMO_PASSWORD);
  await Promise.all([page.waitForURL(`${origin}${path}`), page.click('button[type="submit"]')]);
}

async function adminCall(
  { origin }: Pick<BrowserWorld, "origin">,
  { method, path, fields }: { readonly method: string; readonly path: string; readonly fields?: object },
): Promise<unknown> {
  const json = { "content-type": "application/json" };
  const account = { tenant: "demo", username: "admin", password: DEMO_PASSWORD };
  const signIn = await fetch(`${origin}/api/v1/auth/sign-in`, {
    method: "POST",
    headers: json,
    body: JSON.stringify(account),
  });
  const { accessToken } = SignedIn.parse(await signIn.json()).data;
  const response = await fetch(`${origin}/api/v1${path}`, {
    method,
    headers: { ...json, authorization: `Bearer ${accessToken}` },
    ...(fields === undefined ? {} : { body: JSON.stringify(fields) }),
  });
  const answer = await response.json();
  if (!response.ok) {
    throw new Error(`${method} ${path} answered ${response.status}: ${JSON.stringify(answer)}`);
  }
  return answer;
}

/** What the API answers an administrator at `path`. */
export function readAsAdmin(world: Pick<BrowserWorld, "origin">, path: string): Promise<unknown> {
  return adminCall(world, { method: "GET", path });
}

/** Where the waiting room's screen of a queue is. */
export async function displayPathOf(world: BrowserWorld, queueId: string): Promise<string> {
  const answer = await readAsAdmin(world, `/queues/${queueId}`);
  return `/display/${MadeQueue.parse(answer).data.displayId}`;
}

/** Makes and opens a queue in which the doctor sees people; answers its id. */
export async function makeQueue(
  world: BrowserWorld,
  fields: { readonly name: string; readonly prefix: string; readonly [field: string]: unknown },
): Promise<string> {
  const made = await world.as("admin")("/queues", {
    facilityId: FACILITY_ID,
    providerIds: [DOCTOR_ID],
    selfJoin: true,
    ...PATIENCE,
    ...fields,
  });
  const { id } = MadeQueue.parse(made).data;
  await world.reception(`/queues/${id}/open`);
  return id;
}

/** The tickets of {@link furnish}, one in each state that a person can find it in. */
export interface Tickets {
  readonly serving: Taken;
  readonly called: Taken;
  readonly acknowledged: Taken;
  readonly calledWithoutRoom: Taken;
  readonly missed: Taken;
  readonly done: Taken;
  readonly held: Taken;
  readonly left: Taken;
  readonly removed: Taken;
  readonly next: Taken;
  readonly waiting: Taken;
  readonly waitlisted: Taken;
  readonly paused: Taken;
  readonly closed: Taken;
}

export interface Furnished {
  readonly tickets: Tickets;
  readonly fullQueueId: string;
  readonly busyDisplay: string;
}

/** What staff did with a ticket: the last parts of the API's addresses, in order, with what each needs. */
async function step(
  { reception }: BrowserWorld,
  { ticketId }: Taken,
  steps: readonly (readonly [action: string, fields?: object])[],
): Promise<void> {
  for (const [action, fields = {}] of steps) await reception(`/tickets/${ticketId}/${action}`, fields);
}

async function furnishBusy(world: BrowserWorld, patience: Patience) {
  const fields = { ...patience, capacity: null };
  await adminCall(world, { method: "PATCH", path: `/queues/${BUSY_QUEUE_ID}`, fields });
  const take = (name: string, more: Omit<JoinFields, "name"> = {}) =>
    join(world, BUSY_QUEUE_ID, { name, ...more });
  const done = await take("Zoë van der Berg-Hollenstein");
  await step(world, done, [["call", { room: "2" }], ["start"], ["complete"]]);
  const missed = await take("José Nuñez");
  await step(world, missed, [["call", { room: "2" }], ["no-show"]]);
  const left = await take("Siobhán O’Neill");
  await step(world, left, [["leave"]]);
  const removed = await take("Grace Hopper");
  await step(world, removed, [["cancel", { reason: "Went to the emergency department" }]]);
  const calledWithoutRoom = await take("Li Wei");
  await step(world, calledWithoutRoom, [["call"]]);
  const acknowledged = await take("عائشة خان");
  await step(world, acknowledged, [["call", { room: "4" }], ["acknowledge"]]);
  const called = await take("John Smith");
  await step(world, called, [["call", { room: "Radiology, second floor" }]]);
  const serving = await take("Maria Lopez", { priority: "urgent" });
  await step(world, serving, [["call", { room: "3" }], ["start"]]);
  const held = await take("Wolfgang Amadeus Müller-Lüdenscheidt", { needs: ["disability", "elderly"] });
  const next = await take("Ada Lovelace", { phone: "+44 7911 123456" });
  await take("Noor Al-Hassan", { needs: ["pregnant"], language: "ar" });
  await take("Katharina Schmidt-Wessel", { mode: "online" });
  const waiting = await take("Bartholomäus Oberschwarzwaldhausmeister");
  await step(world, held, [["hold"]]);
  return {
    done,
    missed,
    left,
    removed,
    calledWithoutRoom,
    acknowledged,
    called,
    serving,
    held,
    next,
    waiting,
  };
}

/** Furnishes the clinic; by default everything stays as it is for hours. */
export async function furnish(world: BrowserWorld, patience = PATIENCE): Promise<Furnished> {
  const { reception } = world;
  const busy = await furnishBusy(world, patience);
  const fullQueueId = await makeQueue(world, {
    name: "Vaccination",
    prefix: "V",
    capacity: 1,
    waitlistCapacity: 1,
  });
  await join(world, fullQueueId, { name: "First of one" });
  const waitlisted = await join(world, fullQueueId, { name: "Second of one", acceptWaitlist: true });
  const paused = await join(world, PAUSED_QUEUE_ID, { name: "Priya Patel" });
  await reception(`/queues/${PAUSED_QUEUE_ID}/pause`, { reason: "Fire drill" });
  await join(world, CLOSED_QUEUE_ID, { name: "Samuel Okafor" });
  const closed = await join(world, CLOSED_QUEUE_ID, { name: "Hanna Virtanen" });
  await reception(`/queues/${CLOSED_QUEUE_ID}/close`);
  return {
    tickets: { ...busy, waitlisted, paused, closed },
    fullQueueId,
    busyDisplay: await displayPathOf(world, BUSY_QUEUE_ID),
  };
}
