/**
 * How the bench talks to its load clients, which are processes of their own so that they take no time from each
 * other's threads: one line of JSON in, one line of JSON out, in order. It carries messages and knows none of them.
 */
import { z } from "zod";

const Answer = z.union([z.object({ ok: z.unknown() }), z.object({ error: z.string() })]);

const root = new URL("../../", import.meta.url);
const encoder = new TextEncoder();

/** The lines of a byte stream without their ends; the last may lack one. */
export async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let pending = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (pending + text).split("\n");
    pending = lines.pop() ?? "";
    yield* lines;
  }
  if (pending !== "") yield pending;
}

/**
 * The whole life of a client: answers each line of `input` with what `handle` resolves to, one after the other, and
 * ends with the input. A rejection is answered too and ends nothing.
 */
export async function serveLines(
  handle: (message: unknown) => Promise<unknown>,
  input: ReadableStream<Uint8Array<ArrayBuffer>> = Deno.stdin.readable,
): Promise<void> {
  for await (const line of linesOf(input)) {
    let answer: z.infer<typeof Answer>;
    try {
      answer = { ok: await handle(JSON.parse(line)) ?? null };
    } catch (error) {
      answer = { error: error instanceof Error ? error.stack ?? error.message : String(error) };
    }
    console.log(JSON.stringify(answer));
  }
}

/** A running client; it ends with the bench at the latest, when its input does. */
export interface Client {
  readonly pid: number;
  /** Sends `message` and resolves with the answer as `schema` reads it. */
  ask<T>(message: unknown, options: { readonly schema: z.ZodType<T>; readonly msMax: number }): Promise<T>;
  /** Ends the process and waits until it is gone. */
  end(): Promise<void>;
}

/** Starts a script of `tests/bench` as a client. */
export function startClient(script: string): Client {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--no-prompt", "-P=test", `tests/bench/${script}`],
    cwd: root,
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const input = child.stdin.getWriter();
  const answers = linesOf(child.stdout);
  return {
    pid: child.pid,
    async ask(message, { schema, msMax }) {
      await input.write(encoder.encode(`${JSON.stringify(message)}\n`));
      let isLate = false;
      const late = setTimeout(() => {
        isLate = true;
        child.kill("SIGKILL");
      }, msMax);
      const { value, done } = await answers.next();
      clearTimeout(late);
      if (done) {
        const why = isLate ? `took more than ${msMax} ms` : "ended without an answer";
        throw new Error(`Client ${script} ${why}`);
      }
      const answer = Answer.parse(JSON.parse(value));
      if ("error" in answer) throw new Error(`Client ${script} failed: ${answer.error}`);
      return schema.parse(answer.ok);
    },
    async end() {
      await input.close().catch(() => {});
      const late = setTimeout(() => child.kill("SIGKILL"), 2_000);
      await child.status;
      clearTimeout(late);
      await answers.return(undefined);
    },
  };
}
