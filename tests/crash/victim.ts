/**
 * The real program on one store file, whichever process that is now: it is killed, started again and asked what it
 * shows. It judges nothing.
 */
import { assert, assertEquals } from "@std/assert";
import { DEMO_PASSWORD, type Program, startProgram } from "../support/program.ts";

/** The demo's open queue: anyone joins under any patient id. */
export const QUEUE_ID = "queue-123";
/** Refusals that say "come back": a program that has just started may give them while its store is slow. */
const COME_BACK_STATUSES = [429, 503];
const COME_BACK_MS = 50;
const TRIES_MAX = 400;

/** The program between its deaths. */
export class Victim {
  readonly #kvPath: string;
  #program: Program;
  #bearer = "";
  #restarting: Promise<void> = Promise.resolve();

  private constructor(kvPath: string, program: Program) {
    this.#kvPath = kvPath;
    this.#program = program;
  }

  /** Starts it on a store that may not exist yet. */
  static async start(kvPath: string): Promise<Victim> {
    const victim = new Victim(kvPath, await startProgram({ kvPath }));
    try {
      victim.#bearer = await signIn(victim.origin);
      return victim;
    } catch (error) {
      await victim.end();
      throw error;
    }
  }

  get origin(): string {
    return this.#program.origin;
  }

  /** What signs the receptionist's requests. */
  get bearer(): string {
    return this.#bearer;
  }

  /** As `kill -9` does. */
  async kill(): Promise<void> {
    await this.#program.kill();
  }

  /** Starts it again on the same store. */
  async restart(): Promise<void> {
    this.#restarting = this.#restart();
    await this.#restarting;
  }

  /** Ends it for good, also when it is just being started. */
  async end(): Promise<void> {
    await this.#program.kill();
    await this.#restarting.catch(() => {});
    await this.#program.kill();
  }

  async #restart(): Promise<void> {
    this.#program = await startProgram({ kvPath: this.#kvPath });
    this.#bearer = await signIn(this.origin);
  }
}

async function signIn(origin: string): Promise<string> {
  const { data } = await ask(`${origin}/api/v1/auth/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ tenant: "demo", username: "reception", password: DEMO_PASSWORD }),
  });
  return data.accessToken;
}

/** All tickets of the queue, page by page; nobody may change the line meanwhile. */
export async function ticketsOf({ origin, bearer }: Victim): Promise<readonly Record<string, unknown>[]> {
  const tickets: Record<string, unknown>[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const query: string = cursor === "" ? "" : `?cursor=${encodeURIComponent(cursor)}`;
    const page = await ask(`${origin}/api/v1/queues/${QUEUE_ID}/tickets${query}`, {
      headers: { authorization: `Bearer ${bearer}` },
    });
    tickets.push(...page.data);
    cursor = page.page.next;
  }
  return tickets;
}

/** A good answer's body; asks again while it is told to come back. */
// deno-lint-ignore no-explicit-any -- answers of every shape
async function ask(url: string, init: RequestInit): Promise<any> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const response = await fetch(url, init);
    const body = await response.json();
    if (!COME_BACK_STATUSES.includes(response.status)) {
      assertEquals(response.status, 200, `${new URL(url).pathname}: ${body.code}`);
      return body;
    }
    await new Promise((resolve) => setTimeout(resolve, COME_BACK_MS));
  }
  assert(false, `${new URL(url).pathname} was refused ${TRIES_MAX} times`);
}
