/**
 * A shared store as a process of its own: the test peer, or the real `denokv` where it is installed. Programs open it
 * over KV Connect; the test takes it away and brings it back. It ends only the processes that it started.
 */
import { z } from "zod";
import { CONNECT_TOKEN } from "./connect_peer.ts";
import { linesOf } from "./connect_lines.ts";
import { freePort } from "./program.ts";

const Announced = z.object({ url: z.string(), token: z.string() });
const START_MS_MAX = 10_000;
const LOOK_MS = 25;
const root = new URL("../../", import.meta.url);

/** A store that several processes share. Its data outlive `goDown`. */
export interface StoreProcess {
  readonly url: string;
  readonly token: string;
  /** Ends every connection and refuses new ones. */
  goDown(): Promise<void>;
  /** Serves again, at the same address. */
  comeUp(): Promise<void>;
  /** Stops in its tracks: connections stay open, nothing is answered. */
  freeze(): void;
  thaw(): void;
  /** The next `count` commits are carried out and their answers lost; absent where the store cannot. */
  readonly loseAnswers?: (count: number) => Promise<void>;
  /** Ends it for good, frozen or not. */
  stop(): Promise<void>;
}

/** Starts the test peer as a process. */
export async function startPeerProcess(): Promise<StoreProcess> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--no-prompt", "-P=test", "tests/support/connect_peer_main.ts"],
    cwd: root,
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines = linesOf(child.stdout);
  const input = child.stdin.getWriter();
  const heard = await lines.next();
  const { url, token } = Announced.parse(JSON.parse(String(heard.value)));
  const ask = async (order: string) => {
    await input.write(new TextEncoder().encode(`${order}\n`));
    const answer = await lines.next();
    if (answer.value !== "done") throw new Error(`The peer did not do "${order}"`);
  };
  return {
    url,
    token,
    goDown: () => ask("down"),
    comeUp: () => ask("up"),
    freeze: () => child.kill("SIGSTOP"),
    thaw: () => child.kill("SIGCONT"),
    loseAnswers: (count) => ask(`lose ${count}`),
    async stop() {
      child.kill("SIGKILL");
      await child.status;
      await lines.return(undefined);
      await input.close().catch(() => {});
    },
  };
}

/** Where `denokv` is installed, or null: on the path, or where cargo puts it. */
export async function findDenokv(): Promise<string | null> {
  const cargo = Deno.env.get("CARGO_HOME") ?? `${Deno.env.get("HOME") ?? ""}/.cargo`;
  const folders = [...(Deno.env.get("PATH") ?? "").split(":"), `${cargo}/bin`];
  for (const folder of folders) {
    const path = `${folder}/denokv`;
    const found = await Deno.stat(path).catch(() => null);
    if (found?.isFile) return path;
  }
  return null;
}

/** Why tests over `denokv` cannot run here, or null when they can. */
export async function missingDenokv(): Promise<string | null> {
  return await findDenokv() === null ? "denokv is not installed (cargo install denokv --locked)" : null;
}

/** Starts `denokv` on a fresh database. @throws when it is not installed. */
export async function startDenokv(): Promise<StoreProcess> {
  const program = await findDenokv();
  if (program === null) throw new Error("Cannot start denokv: it is not installed");
  const folder = await Deno.makeTempDir({ prefix: "anteroom-denokv-" });
  const port = freePort();
  const address = `127.0.0.1:${port}`;
  const start = async () => {
    const started = new Deno.Command(program, {
      args: ["--sqlite-path", `${folder}/store.sqlite3`, "serve", "--addr", address],
      env: { DENO_KV_ACCESS_TOKEN: CONNECT_TOKEN },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    await untilListening(port);
    return started;
  };
  let child = await start();
  const kill = async () => {
    try {
      child.kill("SIGKILL");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
    await child.status;
  };
  return {
    url: `http://${address}`,
    token: CONNECT_TOKEN,
    goDown: kill,
    async comeUp() {
      child = await start();
    },
    freeze: () => child.kill("SIGSTOP"),
    thaw: () => child.kill("SIGCONT"),
    async stop() {
      await kill();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

async function untilListening(port: number): Promise<void> {
  const endsAt = performance.now() + START_MS_MAX;
  while (performance.now() < endsAt) {
    try {
      using _connection = await Deno.connect({ hostname: "127.0.0.1", port });
      return;
    } catch (error) {
      if (!(error instanceof Deno.errors.ConnectionRefused)) throw error;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }
  throw new Error(`Nothing listens on port ${port} after ${START_MS_MAX} ms`);
}
