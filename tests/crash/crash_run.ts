/**
 * Kills the real program again and again while clients work, and checks after each restart that nothing that was
 * acknowledged is lost, doubled or out of place (SPEC §12, §15 A, C, F, I). Failures name the seed, the kill and the
 * step, and no step may take for ever.
 */
import { assert, assertEquals } from "@std/assert";
import { SimulatedRandom } from "../support/simulation_random.ts";
import { type CrashReport, Crowd } from "./crowd.ts";
import { ticketsOf, Victim } from "./victim.ts";
import { watched } from "./watched.ts";

export interface CrashRunOptions {
  readonly seed: number;
  readonly kills: number;
  readonly clients: number;
  /** Work between two kills lasts a random part of this. */
  readonly workMsMax: number;
}

/** Far more than a step takes on a slow and busy machine: what lasts longer hangs. */
const STEP_MS_MAX = 90_000;
const ORDER_OF_STATES = ["waiting", "called", "serving", "completed", "no_show", "cancelled"];

/** Runs the whole scenario on a fresh store and answers what it saw; throws on the first broken promise. */
export async function crashRun(options: CrashRunOptions): Promise<CrashReport> {
  const folder = await Deno.makeTempDir();
  try {
    const victim = await Victim.start(`${folder}/store.sqlite3`);
    const random = new SimulatedRandom(options.seed);
    const crowdOptions = { clients: options.clients, random: random.fork("crowd") };
    const crowd = await Crowd.arrive(victim, crowdOptions).catch(async (cause) => {
      await victim.end();
      throw cause;
    });
    let tickets = 0;
    let isEmpty = false;
    try {
      tickets = await killAndCheck(options, { victim, crowd, random });
    } finally {
      isEmpty = await crowd.leave(victim);
    }
    assert(isEmpty, `Seed ${options.seed}: somebody did not go home`);
    return { ...crowd.report(), tickets };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

interface Scene {
  readonly victim: Victim;
  readonly crowd: Crowd;
  readonly random: SimulatedRandom;
}

/** The kills, with work before and a check after each; the number of tickets at the end. */
async function killAndCheck(
  { seed, kills, workMsMax }: CrashRunOptions,
  { victim, crowd, random }: Scene,
): Promise<number> {
  let tickets = 0;
  for (let kill = 1; kill <= kills; kill++) {
    const step = <T>(name: string, event: Promise<T>): Promise<T> =>
      watched(event, { work: crowd.work, what: `seed ${seed}, kill ${kill}: ${name}`, msMax: STEP_MS_MAX });
    await step("work", pause(100 + random.next() * workMsMax));
    await step("kill", victim.kill());
    await step("restart", victim.restart());
    await step("everybody's last request", crowd.pause());
    tickets = await step("check", check(victim, crowd));
    await step("streams", crowd.agreesWithFreshReads());
    crowd.resume();
  }
  return tickets;
}

/** Every acknowledged ticket is there with its number and at least its state; numbers unique; positions 1…n. */
async function check(victim: Victim, crowd: Crowd): Promise<number> {
  const tickets = await ticketsOf(victim);
  const byId = new Map(tickets.map((ticket) => [String(ticket.ticketId), ticket]));
  for (const [id, told] of crowd.acknowledged()) {
    const found = byId.get(id);
    assert(found !== undefined, `Acknowledged ticket ${id} (number ${told.tokenNumber}) is lost`);
    assertEquals(found.tokenNumber, told.tokenNumber);
    const isAsFar = ORDER_OF_STATES.indexOf(String(found.status)) >= ORDER_OF_STATES.indexOf(told.status);
    assert(isAsFar, `Ticket ${id} fell back from ${told.status} to ${found.status}`);
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

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
