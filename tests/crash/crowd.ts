/**
 * Everybody who uses a program while it is killed: clients who work the queue and people who watch their place. It
 * says what they were told; whether that holds is for its users to judge.
 */
import { assertEquals } from "@std/assert";
import type { SimulatedRandom } from "../support/simulation_random.ts";
import { type Acknowledged, CrashClient } from "./crash_client.ts";
import { TicketFollower } from "./crash_stream.ts";
import { QUEUE_ID, type Victim } from "./victim.ts";
import { isOverWithin } from "./watched.ts";

/** What a run saw. */
export interface CrashReport {
  readonly acknowledgements: number;
  readonly replays: number;
  readonly tickets: number;
  readonly reconnects: number;
}

const FOLLOWERS = 4;
const LEAVE_MS_MAX = 30_000;

/** The people of one run. */
export class Crowd {
  /** Rejects when one of them finds something wrong. */
  readonly work: Promise<unknown>;
  readonly #ended: Promise<unknown>;
  readonly #clients: readonly CrashClient[];
  readonly #followers: readonly TicketFollower[];

  private constructor(clients: readonly CrashClient[], followers: readonly TicketFollower[]) {
    const runs = [...clients, ...followers].map((one) => one.run());
    this.work = Promise.all(runs);
    this.#ended = Promise.allSettled(runs);
    this.#clients = clients;
    this.#followers = followers;
  }

  /** Lets a few people join who watch their place from then on, and the clients begin. */
  static async arrive(
    victim: Victim,
    { clients, random }: { readonly clients: number; readonly random: SimulatedRandom },
  ): Promise<Crowd> {
    const origin = () => victim.origin;
    const tokens = await Promise.all(Array.from({ length: FOLLOWERS }, () => join(origin())));
    const options = { queueId: QUEUE_ID, random: () => random.next(), origin, bearer: () => victim.bearer };
    return new Crowd(
      Array.from({ length: clients }, () => new CrashClient(options)),
      tokens.map((token) => new TicketFollower(origin, token)),
    );
  }

  /** What the clients know for sure of each ticket. */
  acknowledged(): readonly (readonly [string, Acknowledged])[] {
    return this.#clients.flatMap((client) => [...client.acknowledged]);
  }

  /** Resolves when nobody has a request under way; none is begun before `resume`. */
  async pause(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.pause()));
  }

  resume(): void {
    this.#clients.forEach((client) => client.resume());
  }

  /** Resolves when every stream shows what a fresh read shows. */
  async agreesWithFreshReads(): Promise<void> {
    await Promise.all(this.#followers.map((follower) => follower.agreesWithFreshRead()));
  }

  report(): Omit<CrashReport, "tickets"> {
    return {
      acknowledgements: this.#clients.reduce((sum, client) => sum + client.acknowledgements, 0),
      replays: this.#clients.reduce((sum, client) => sum + client.replays, 0),
      reconnects: this.#followers.reduce((sum, follower) => sum + follower.reconnects, 0),
    };
  }

  /** Sends everybody home and ends the program, so that no request is left waiting. False when somebody stayed. */
  async leave(victim: Victim): Promise<boolean> {
    [...this.#clients, ...this.#followers].forEach((one) => one.stop());
    await victim.end();
    return await isOverWithin(this.#ended, LEAVE_MS_MAX);
  }
}

/** The tracking token of somebody who joins. */
async function join(origin: string): Promise<string> {
  const response = await fetch(`${origin}/api/v1/queues/join`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ queueId: QUEUE_ID, patient: { name: "Crash Watcher" } }),
  });
  assertEquals(response.status, 201);
  return (await response.json()).data.trackingToken;
}
