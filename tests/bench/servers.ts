/**
 * The servers under test: the real program on a store of its own in a temporary folder, and the echo servers. Each
 * runs in its own process and is gone, with its store, when the work with it is over.
 */
import { z } from "zod";
import { DEMO_PASSWORD, freePort, type Program, startProgram } from "../support/program.ts";

/** A server under load. */
export interface Server {
  readonly origin: string;
  readonly port: number;
  readonly pid: number;
}

export interface ProgramServer extends Server {
  readonly program: Program;
  readonly kvPath: string;
}

const START_MS_MAX = 15_000;
const ANSWER_MS_MAX = 10_000;
const root = new URL("../../", import.meta.url);
const SignedIn = z.object({ data: z.object({ accessToken: z.string() }) });
const QueueMade = z.object({ data: z.object({ id: z.string() }) });
const Listed = z.object({ data: z.array(z.object({ id: z.string() })) });

function portOf(origin: string): number {
  return Number(new URL(origin).port);
}

/** Runs `work` with an empty temporary folder, removed afterwards. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "anteroom-bench-" });
  try {
    return await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Runs `work` with the program on the store at `kvPath`; killed afterwards, as at the end of a round it may be busy. */
export async function withStore<T>(kvPath: string, work: (server: ProgramServer) => Promise<T>): Promise<T> {
  const program = await startProgram({ kvPath });
  try {
    return await work({
      origin: program.origin,
      port: portOf(program.origin),
      pid: program.pid,
      program,
      kvPath,
    });
  } finally {
    await program.kill();
  }
}

/** Runs `work` with the program on an empty store. */
export function withProgram<T>(work: (server: ProgramServer) => Promise<T>): Promise<T> {
  return withFolder((folder) => withStore(`${folder}/anteroom.sqlite3`, work));
}

/** Runs `work` with the echo servers. */
export async function withEcho<T>(work: (server: Server) => Promise<T>): Promise<T> {
  const port = freePort();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--no-prompt", "-P=test", "tests/bench/echo_server.ts", String(port)],
    cwd: root,
    stdin: "null",
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  const origin = `http://127.0.0.1:${port}`;
  try {
    await untilAnswering(`${origin}/health`);
    return await work({ origin, port, pid: child.pid });
  } finally {
    child.kill("SIGKILL");
    await child.status;
  }
}

async function untilAnswering(url: string): Promise<void> {
  const endsAt = performance.now() + START_MS_MAX;
  while (performance.now() < endsAt) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(1_000) });
      await response.body?.cancel();
      if (response.ok) return;
    } catch {
      // Not listening yet: the next look comes in 20 ms.
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`Cannot reach ${url} within ${START_MS_MAX} ms`);
}

interface Request<T> {
  readonly path: string;
  readonly bearer?: string;
  readonly schema: z.ZodType<T>;
}

async function ask<T>({ origin }: Server, request: Request<T> & { readonly json?: unknown }): Promise<T> {
  const { path, bearer, schema, json } = request;
  const headers = new Headers(json === undefined ? {} : { "content-type": "application/json" });
  if (bearer !== undefined) headers.set("authorization", `Bearer ${bearer}`);
  const response = await fetch(`${origin}/api/v1${path}`, {
    method: json === undefined ? "GET" : "POST",
    headers,
    body: json === undefined ? null : JSON.stringify(json),
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`Asking for ${path} was answered ${response.status}: ${text}`);
  return schema.parse(JSON.parse(text));
}

/** Signs a demo account in; the bearer of its session. */
export async function signIn(server: Server, username: "reception" | "admin"): Promise<string> {
  const json = { tenant: "demo", username, password: DEMO_PASSWORD };
  const { data } = await ask(server, { path: "/auth/sign-in", json, schema: SignedIn });
  return data.accessToken;
}

/** Makes `count` queues that people may join, each with a provider, as the administrator; their ids. */
export async function makeQueues(
  server: Server,
  { count, bearer }: { readonly count: number; readonly bearer: string },
): Promise<readonly string[]> {
  const listed = async (path: string) => (await ask(server, { path, bearer, schema: Listed })).data[0]?.id;
  const facilityId = await listed("/facilities");
  const providerId = await listed("/providers");
  const ids: string[] = [];
  for (let index = 0; index < count; index++) {
    const json = {
      facilityId,
      name: `Bench ${index + 1}`,
      prefix: prefixOf(index),
      ordering: "token",
      selfJoin: true,
      providerIds: [providerId],
    };
    const { data } = await ask(server, { path: "/queues", json, bearer, schema: QueueMade });
    ids.push(data.id);
  }
  return ids;
}

/** Makes the program load every queue of the demo tenant from its store. */
export async function wakeQueues(server: Server): Promise<void> {
  await ask(server, { path: "/queues", bearer: await signIn(server, "admin"), schema: Listed });
}

/** Three letters that differ for each index below 676 and begin with an X, which no queue of the demo does. */
function prefixOf(index: number): string {
  const letter = (value: number) => String.fromCharCode(65 + value % 26);
  return `X${letter(Math.floor(index / 26))}${letter(index)}`;
}
