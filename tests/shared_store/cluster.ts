/**
 * Several real programs on one shared store, each behind a wire of its own, and what a client asks them. It starts
 * and ends processes and passes requests on; what must hold is for its users to say.
 */
import { assertEquals } from "@std/assert";
import { startLink, type StoreLink } from "../support/connect_link.ts";
import type { StoreProcess } from "../support/connect_process.ts";
import { DEMO_PASSWORD, type Program, startProgram } from "../support/program.ts";

/** The demo's open queue: anyone joins under any patient id. */
export const OPEN_QUEUE = "queue-123";
/** Another queue of the same clinic that people join by themselves. */
export const OTHER_QUEUE = "laboratory";
const ANSWER_MS_MAX = 15_000;
const PAGES_MAX = 200;

// deno-lint-ignore no-explicit-any -- answers of every shape, looked into by tests
type Json = any;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
  /** From asking to the whole answer. */
  readonly ms: number;
}

export interface AskOptions {
  readonly bearer?: string;
  readonly key?: string;
  readonly json?: unknown;
  readonly msMax?: number;
}

/** One place of a cluster: the program there now, and its wire to the store. */
export interface Member {
  readonly link: StoreLink;
  program: Program;
}

/** Asks the API at `origin`: POST with `json`, else GET. */
export async function ask(origin: string, path: string, options: AskOptions = {}): Promise<Answer> {
  const { bearer, key, json, msMax = ANSWER_MS_MAX } = options;
  const headers: Record<string, string> = {};
  if (bearer !== undefined) headers["authorization"] = `Bearer ${bearer}`;
  if (key !== undefined) headers["idempotency-key"] = key;
  if (json !== undefined) headers["content-type"] = "application/json";
  const startedAt = performance.now();
  const response = await fetch(path.startsWith("/health") ? origin + path : `${origin}/api/v1${path}`, {
    headers,
    ...(json === undefined ? {} : { method: "POST", body: JSON.stringify(json) }),
    signal: AbortSignal.timeout(msMax),
  });
  const body = await response.json();
  return { status: response.status, headers: response.headers, body, ms: performance.now() - startedAt };
}

/** Signs in as the receptionist. */
export async function signIn(origin: string): Promise<string> {
  const json = { tenant: "demo", username: "reception", password: DEMO_PASSWORD };
  const { status, body } = await ask(origin, "/auth/sign-in", { json });
  assertEquals(status, 200);
  return body.data.accessToken;
}

/** All tickets of a queue in the order of the list, page by page. */
export async function ticketsAt(
  origin: string,
  { bearer, queueId = OPEN_QUEUE }: { readonly bearer: string; readonly queueId?: string },
): Promise<readonly Json[]> {
  const tickets: Json[] = [];
  let query = "";
  for (let page = 0; page < PAGES_MAX; page++) {
    const { status, body } = await ask(origin, `/queues/${queueId}/tickets${query}`, { bearer });
    assertEquals(status, 200);
    tickets.push(...body.data);
    if (body.page.next === null) return tickets;
    query = `?cursor=${encodeURIComponent(body.page.next)}`;
  }
  throw new Error(`The tickets of ${queueId} have more than ${PAGES_MAX} pages`);
}

/** What must hold in any list of tickets: numbers once each, those who wait at 1…n (SPEC §15 C, 16). */
export function assertLine(tickets: readonly Json[]): void {
  const numbers = tickets.map(({ tokenNumber }) => tokenNumber);
  assertEquals(new Set(numbers).size, numbers.length, "A token number was given twice");
  const places = tickets.filter(({ status }) => status === "waiting").map(({ position }) => Number(position));
  places.sort((a, b) => a - b);
  assertEquals(places, places.map((_, index) => index + 1), "Positions are not 1…n");
}

/** Several programs on one store. */
export class Cluster {
  readonly store: StoreProcess;
  readonly members: readonly Member[];
  /** What the programs logged as errors, or said when they broke. */
  readonly errors: string[];

  private constructor({ store, members, errors }: Pick<Cluster, "store" | "members" | "errors">) {
    this.store = store;
    this.members = members;
    this.errors = errors;
  }

  /** Starts `count` programs at once on the fresh `store`, which the cluster ends with them. */
  static async start(store: StoreProcess, count: number): Promise<Cluster> {
    const links = Array.from({ length: count }, () => startLink(store.url));
    const errors: string[] = [];
    const starts = await Promise.allSettled(
      links.map(async (link) => ({ link, program: await start(store, { link, errors }) })),
    );
    const members = starts.flatMap((started) => started.status === "fulfilled" ? [started.value] : []);
    const failed = starts.find((started) => started.status === "rejected");
    const cluster = new Cluster({ store, members, errors });
    if (failed === undefined) return cluster;
    await cluster.stop();
    await Promise.all(links.map((link) => link.stop()));
    throw failed.reason;
  }

  /** Where member `index` answers, counted round. */
  origin(index: number): string {
    const member = this.members[index % this.members.length];
    if (member === undefined) throw new RangeError(`No member ${index}`);
    return member.program.origin;
  }

  /** Kills a member's program as `kill -9` does, and starts another in its place. */
  async restart(member: Member): Promise<void> {
    await member.program.kill();
    member.program = await start(this.store, { link: member.link, errors: this.errors });
  }

  /** Ends everything. */
  async stop(): Promise<void> {
    await Promise.all(this.members.map(({ program }) => program.kill()));
    await Promise.all(this.members.map(({ link }) => link.stop()));
    await this.store.stop();
  }
}

function start(
  { token }: StoreProcess,
  { link, errors }: { readonly link: StoreLink; readonly errors: string[] },
): Promise<Program> {
  const onLine = (line: string) => void errors.push(line);
  return startProgram({ kvUrl: link.url, token, onLine, env: { LOG_LEVEL: "error" } });
}
