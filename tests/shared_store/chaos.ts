/**
 * Several real programs on one store while clients work and things go wrong: programs are killed, paused and cut off,
 * the store goes away, answers are lost. Afterwards and in between everything that was acknowledged must be there
 * once, in one line, the same at each program (SPEC §12, §15 A, C, F, H, I). Failures name the seed.
 */
import { assert, assertEquals } from "@std/assert";
import { type Acknowledged, CrashClient } from "../crash/crash_client.ts";
import { TicketFollower } from "../crash/crash_stream.ts";
import { isOverWithin, watched } from "../crash/watched.ts";
import type { StoreProcess } from "../support/connect_process.ts";
import { SimulatedRandom } from "../support/simulation_random.ts";
import { ask, assertLine, Cluster, type Member, OPEN_QUEUE, signIn, ticketsAt } from "./cluster.ts";
import { Witness } from "./witness.ts";

export interface ChaosOptions {
  readonly startStore: () => Promise<StoreProcess>;
  readonly seed: number;
  /** Each of {@link MISFORTUNES} happens about this often. */
  readonly rounds: number;
}

export interface ChaosReport {
  readonly acknowledgements: number;
  readonly replays: number;
  readonly tickets: number;
  readonly reconnects: number;
  /** Answers that the witness found confirmed, and that said they are old. */
  readonly fresh: number;
  readonly aged: number;
  /** Of these, the ones that were overtaken, by the misfortune during which they were asked for. */
  readonly overtaken: ReadonlyMap<string, number>;
}

const PROGRAMS = 3;
const CLIENTS = 6;
const FOLLOWERS = 3;
const CALM_MS_MAX = 2_000;
/** A connection that died unnoticed is replaced after ten seconds; the rest is for a slow and busy machine. */
const HEAL_MS_MAX = 45_000;
/** Far more than a misfortune or a check takes: what lasts longer hangs. */
const STEP_MS_MAX = 120_000;
const LEAVE_MS_MAX = 30_000;
const LOOKS_MAX = 3;
const LOST_ANSWERS_MAX = 8;
const CUTS = 6;
/** Cuts go on so long until one of them was between a commit and its answer. */
const CUTS_MAX = 60;
const ORDER_OF_STATES = ["waiting", "called", "serving", "completed", "no_show", "cancelled"];

interface Scene {
  readonly cluster: Cluster;
  readonly random: SimulatedRandom;
}

type Misfortune = (scene: Scene, people: People) => Promise<void>;

/** The store is well and reached by all: nobody has a reason to show anything old. */
export const STANDSTILL = "a program stands still";

const MISFORTUNES: Readonly<Record<string, Misfortune>> = {
  "a program dies": async ({ cluster, random }, people) => {
    // One whose stream somebody follows, where there is one: who follows must see it break.
    const followed = cluster.members.filter(({ program }) => people.follow(program.origin));
    await cluster.restart(random.pick(followed.length > 0 ? followed : cluster.members));
  },
  [STANDSTILL]: async ({ cluster, random }) => {
    const { program } = random.pick(cluster.members);
    program.pause();
    await pause(random.between(3_000, 10_000));
    program.resume();
  },
  "a program is cut off": async ({ cluster, random }) => {
    const { link } = random.pick(cluster.members);
    link.mute();
    await pause(random.between(1_000, 8_000));
    link.unmute();
  },
  "a connection dies unnoticed": ({ cluster, random }) => {
    random.pick(cluster.members).link.forget();
    return Promise.resolve();
  },
  "the store goes down": async ({ cluster: { store }, random }) => {
    await store.goDown();
    await pause(random.between(500, 6_000));
    await store.comeUp();
  },
  "the store stands still": async ({ cluster: { store }, random }) => {
    store.freeze();
    await pause(random.between(500, 4_000));
    store.thaw();
  },
  "answers are lost": async ({ cluster: { store, members }, random }, people) => {
    await store.loseAnswers?.(random.integer(1, LOST_ANSWERS_MAX));
    for (let cut = 0; cut < CUTS || (people.replays === 0 && cut < CUTS_MAX); cut++) {
      await pause(random.between(20, 300));
      random.pick(members).link.cut();
    }
  },
};

/** Runs the whole scenario and answers what it saw; throws on the first broken promise. */
export async function chaosRun({ startStore, seed, rounds }: ChaosOptions): Promise<ChaosReport> {
  // What people draw depends on the machine's speed: it must not move what befalls them.
  const random = new SimulatedRandom(seed).fork("misfortunes");
  const cluster = await Cluster.start(await startStore(), PROGRAMS);
  const scene = { cluster, random };
  const people = await People.arrive({ cluster, random: random.fork("people") }).catch(async (cause) => {
    await cluster.stop();
    throw cause;
  });
  let isEmpty = false;
  try {
    for (let round = 0; round < rounds; round++) {
      const where = `seed ${seed}, round ${round}`;
      for (const [name, strike] of shuffled(Object.entries(MISFORTUNES), random)) {
        await people.meanwhile(pause(random.between(200, CALM_MS_MAX)), `${where}: before ${name}`);
        await people.meanwhile(people.endure(name, strike(scene, people)), `${where}: ${name}`);
      }
      await people.meanwhile(people.check(), `${where}: the check after it`);
    }
  } finally {
    isEmpty = await people.leave();
  }
  assert(isEmpty, `Seed ${seed}: somebody did not go home`);
  return people.report();
}

/** Everybody who uses the programs, and what they were told. */
class People {
  readonly #cluster: Cluster;
  readonly #bearer: string;
  readonly #clients: readonly CrashClient[];
  readonly #followers: readonly TicketFollower[];
  readonly #witness: Witness;
  readonly #work: Promise<unknown>;
  readonly #ended: Promise<unknown>;
  #under: Promise<unknown> = Promise.resolve();
  #tickets = 0;

  private constructor({ cluster, random }: Scene, { bearer, tokens }: {
    readonly bearer: string;
    readonly tokens: readonly string[];
  }) {
    const origin = () => cluster.origin(random.integer(0, PROGRAMS - 1));
    this.#cluster = cluster;
    this.#bearer = bearer;
    this.#clients = Array.from(
      { length: CLIENTS },
      () =>
        new CrashClient({ queueId: OPEN_QUEUE, random: () => random.next(), origin, bearer: () => bearer }),
    );
    this.#followers = tokens.map((token) => new TicketFollower(origin, token));
    this.#witness = new Witness({ origin, token: tokens[0] ?? "" });
    const runs = [...this.#clients, ...this.#followers, this.#witness].map((one) => one.run());
    this.#work = Promise.all(runs);
    this.#ended = Promise.allSettled(runs);
  }

  static async arrive(scene: Scene): Promise<People> {
    const bearer = await signIn(scene.cluster.origin(0));
    const tokens: string[] = [];
    for (let number = 0; number < FOLLOWERS; number++) {
      const json = { queueId: OPEN_QUEUE, patient: { name: "Shared Watcher" } };
      const { status, body } = await ask(scene.cluster.origin(number), "/queues/join", { json });
      assertEquals(status, 201);
      tokens.push(body.data.trackingToken);
    }
    return new People(scene, { bearer, tokens });
  }

  /** Commands that were carried out before and answered again. */
  get replays(): number {
    return this.#clients.reduce((sum, client) => sum + client.replays, 0);
  }

  /** Whether one of them follows a stream at `origin`. */
  follow(origin: string): boolean {
    return this.#followers.some((follower) => follower.followed === origin);
  }

  /** Waits for `event`, or for the first of the people to find something wrong. */
  async meanwhile(event: Promise<void>, what: string): Promise<void> {
    this.#under = event;
    await watched(event, { work: this.#work, what, msMax: STEP_MS_MAX });
  }

  /** Until the misfortune is over and everything has healed. */
  async endure(name: string, misfortune: Promise<void>): Promise<void> {
    this.#witness.misfortune = name;
    await misfortune;
    await Promise.all(this.#cluster.members.map((member) => this.#untilHealed(member)));
    this.#witness.misfortune = "nothing";
  }

  /** Until a program is ready and shows what its store confirms. */
  async #untilHealed({ program }: Member): Promise<void> {
    await until(async () => (await ask(program.origin, "/health/ready")).status === 200, {
      what: `${program.origin} is ready`,
      msMax: HEAL_MS_MAX,
    });
    await until(() => this.#witness.isConfirmedAt(program.origin), {
      what: `${program.origin} shows what its store confirms`,
      msMax: HEAL_MS_MAX,
    });
  }

  /** Lets everybody finish their request, then compares what they were told with what each program shows. */
  async check(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.pause()));
    const tickets = await this.#commonLine();
    assertLine(tickets);
    const byId = new Map(tickets.map((ticket) => [ticket.ticketId, ticket]));
    for (const client of this.#clients) {
      for (const [id, told] of client.acknowledged) assertKept(byId.get(id), { id, told });
    }
    for (const follower of this.#followers) await follower.agreesWithFreshRead();
    assertEquals(this.#cluster.errors, [], "A program logged an error");
    this.#tickets = tickets.length;
    this.#clients.forEach((client) => client.resume());
  }

  /** The tickets as every program shows them. A list does not say its age: where two differ they are looked at again. */
  async #commonLine(): Promise<Awaited<ReturnType<typeof ticketsAt>>> {
    const { members } = this.#cluster;
    for (let looks = 1;; looks++) {
      const lists = await Promise.all(
        members.map((_, index) => ticketsAt(this.#cluster.origin(index), { bearer: this.#bearer })),
      );
      const [tickets = []] = lists;
      const isCommon = lists.every((other) => JSON.stringify(other) === JSON.stringify(tickets));
      if (isCommon) return tickets;
      if (looks >= LOOKS_MAX) {
        for (const other of lists) assertEquals(other, tickets, "Two programs show two lines");
        return tickets;
      }
      await Promise.all(members.map((member) => this.#untilHealed(member)));
    }
  }

  report(): ChaosReport {
    const { fresh, aged, overtaken } = this.#witness;
    return {
      acknowledgements: this.#clients.reduce((sum, client) => sum + client.acknowledgements, 0),
      replays: this.replays,
      reconnects: this.#followers.reduce((sum, follower) => sum + follower.reconnects, 0),
      tickets: this.#tickets,
      fresh,
      aged,
      overtaken,
    };
  }

  /** Sends everybody home and ends the cluster, what is just being started with it. False when somebody stayed. */
  async leave(): Promise<boolean> {
    [...this.#clients, ...this.#followers, this.#witness].forEach((one) => one.stop());
    await isOverWithin(this.#under, HEAL_MS_MAX);
    await this.#cluster.stop();
    return await isOverWithin(this.#ended, LEAVE_MS_MAX);
  }
}

// deno-lint-ignore no-explicit-any -- a ticket as the API shows it
function assertKept(found: any, { id, told }: { readonly id: string; readonly told: Acknowledged }): void {
  assert(found !== undefined, `Acknowledged ticket ${id} (number ${told.tokenNumber}) is lost`);
  assertEquals(found.tokenNumber, told.tokenNumber);
  const isAsFar = ORDER_OF_STATES.indexOf(found.status) >= ORDER_OF_STATES.indexOf(told.status);
  assert(isAsFar, `Ticket ${id} fell back from ${told.status} to ${found.status}`);
}

function shuffled<T>(items: readonly T[], random: SimulatedRandom): readonly T[] {
  return items.map((item) => ({ item, place: random.next() })).sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

/** Looks until `isSo` says yes; no answer is a no. */
async function until(
  isSo: () => Promise<boolean>,
  { what, msMax }: { readonly what: string; readonly msMax: number },
): Promise<void> {
  const endsAt = performance.now() + msMax;
  while (!await isSo().catch(() => false)) {
    assert(performance.now() < endsAt, `Not within ${msMax} ms: ${what}`);
    await pause(100);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
