/**
 * Starts the real program as a child process on a free loopback port and its own store, for tests that must see
 * what a user or an operator sees. The caller ends it, by its own id.
 */

import { linesOf } from "./connect_lines.ts";
import { startFlags } from "./start_flags.ts";

/** A started program: where it answers, and how to end it. */
export interface Program {
  readonly origin: string;
  readonly pid: number;
  /** SIGSTOP: it neither runs nor ends until {@link Program.resume}. */
  pause(): void;
  /** SIGCONT. */
  resume(): void;
  /** SIGKILL: no chance to finish anything. Resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM: drains. Resolves with its exit code. */
  stop(): Promise<number>;
}

/** What a start needs: a file of its own, or the address of a store that it shares and its token. */
export type ProgramOptions = StartOptions & ({ readonly kvPath: string } | SharedStoreOptions);

interface SharedStoreOptions {
  readonly kvUrl: string;
  readonly token: string;
}

interface StartOptions {
  /** Hears what the program says on its standard error; by default that is passed on. */
  readonly onLine?: (line: string) => void;
  readonly env?: Readonly<Record<string, string>>;
  readonly startMsMax?: number;
  /** Where it listens; by default on a port that nobody else uses. */
  readonly port?: number;
}

/** The password of every demo account of a started program. */
export const DEMO_PASSWORD = "a password for tests";
/** The same for all that share a store: what one signs the others honour. */
const SECRET_KEY = "the secret of every program that shares a store in a test";
const START_MS_MAX = 30_000;
/** What Deno's client prints at each try while its store is away. */
const CLIENT_NOISE = "KV Connect ";
const root = new URL("../../", import.meta.url);

/** A port that nobody listens on at this moment. */
export function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

/** Starts `main.ts` with the demo and no traffic, and waits until it is healthy. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const port = options.port ?? freePort();
  const variables: Record<string, string> = {
    PORT: String(port),
    HOST: "127.0.0.1",
    ...storeVariables(options),
    DEMO: "1",
    DEMO_PASSWORD,
    DEMO_TRAFFIC: "0",
    LOG_LEVEL: "warn",
    ...options.env,
  };
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--no-prompt", "-P", ...startFlags((name) => variables[name]), "main.ts"],
    cwd: root,
    env: variables,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const told = tell(child.stderr, options.onLine ?? console.error);
  const origin = `http://127.0.0.1:${port}`;
  const gone = child.status;
  const end = async (signal: Deno.Signal): Promise<number> => {
    try {
      child.kill(signal);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
    await told;
    return (await gone).code;
  };
  try {
    await untilHealthy(origin, { msMax: options.startMsMax ?? START_MS_MAX, gone });
  } catch (error) {
    await end("SIGKILL");
    throw error;
  }
  return {
    origin,
    pid: child.pid,
    pause: () => child.kill("SIGSTOP"),
    resume: () => child.kill("SIGCONT"),
    async kill() {
      await end("SIGKILL");
    },
    stop: () => end("SIGTERM"),
  };
}

/** The variables that name the store. */
function storeVariables(options: ProgramOptions): Readonly<Record<string, string>> {
  if ("kvPath" in options) return { KV_PATH: options.kvPath };
  const { kvUrl, token } = options;
  return { KV_URL: kvUrl, DENO_KV_ACCESS_TOKEN: token, SECRET_KEY };
}

/** Passes on what a program says of itself; it has ended when this resolves. */
async function tell(stderr: ReadableStream<Uint8Array>, onLine: (line: string) => void): Promise<void> {
  for await (const line of linesOf(stderr)) {
    if (!line.startsWith(CLIENT_NOISE)) onLine(line);
  }
}

async function untilHealthy(
  origin: string,
  options: { readonly msMax: number; readonly gone: Promise<Deno.CommandStatus> },
): Promise<void> {
  const endsAt = performance.now() + options.msMax;
  let exitCode: number | null = null;
  options.gone.then((status) => exitCode = status.code);
  while (performance.now() < endsAt) {
    if (exitCode !== null) throw new Error(`The program ended with ${exitCode} before it was healthy`);
    try {
      const response = await fetch(`${origin}/health`, { signal: AbortSignal.timeout(1_000) });
      await response.body?.cancel();
      if (response.ok) return;
    } catch {
      // Not listening yet: the next look comes in 50 ms.
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The program was not healthy within ${options.msMax} ms`);
}
