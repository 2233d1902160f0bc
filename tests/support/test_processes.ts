/**
 * `deno test` as processes: each runs some files, tells what happens there as it happens, and reports how its tests
 * went. All of them end when they are told to, and one may be given a time by which it must have ended. What the
 * outcomes mean is for the caller to say.
 */
import { linesOf } from "./connect_lines.ts";
import { readReport, type TestOutcome } from "./junit.ts";

/** What came of one process. */
export interface Ran {
  readonly outcomes: readonly TestOutcome[];
  /** False when a test failed, and when the process broke or was ended. */
  readonly isClean: boolean;
}

export interface RunOptions {
  readonly args?: readonly string[];
  /** What begins each of its lines; without it the output goes straight through. */
  readonly name?: string;
  /** How long it may take at most; without it as long as it likes. */
  readonly msMax?: number;
  /** Hears each line of a run with a name; by default it is printed. */
  readonly onLine?: (line: string) => void;
}

/** What programs that outlive their test may still hold open is not waited for. */
const LAST_LINES_MS_MAX = 2_000;

/** The processes of one run of the tests. */
export class TestProcesses {
  readonly #running = new Set<Deno.ChildProcess>();
  #isStopped = false;

  /** Ends what runs; what would run later ends before it begins. */
  stop(): void {
    this.#isStopped = true;
    for (const child of this.#running) child.kill("SIGTERM");
  }

  /** Runs the tests of `files` in one process. */
  async run(files: readonly string[], options: RunOptions = {}): Promise<Ran> {
    const { name, onLine = console.log } = options;
    if (this.#isStopped) onLine(`${name ?? files.join(" ")}: not begun`);
    if (this.#isStopped || files.length === 0) return { outcomes: [], isClean: false };
    const report = await Deno.makeTempFile({ prefix: "anteroom-tests-", suffix: ".xml" });
    try {
      const isClean = await this.#end([
        "test",
        "--no-prompt",
        "-P=test",
        ...options.args ?? [],
        `--junit-path=${report}`,
        ...files,
      ], options);
      return { outcomes: readReport(await Deno.readTextFile(report)), isClean };
    } finally {
      await Deno.remove(report);
    }
  }

  /** Starts a process and waits for its end: true when it was a good one. */
  async #end(args: readonly string[], options: RunOptions): Promise<boolean> {
    const { name, msMax, onLine = console.log } = options;
    const output = name === undefined ? "inherit" : "piped";
    const child = new Deno.Command(Deno.execPath(), {
      args: [...args],
      stdin: "null",
      stdout: output,
      stderr: output,
    }).spawn();
    this.#running.add(child);
    const say = (line: string) => onLine(`${name}: ${line}`);
    const told = name === undefined ? [] : [tell(child.stdout, say), tell(child.stderr, say)];
    const timer = msMax === undefined ? undefined : setTimeout(() => {
      say(`no end within ${msMax / 1_000} s`);
      child.kill("SIGTERM");
    }, msMax);
    const { success, signal } = await child.status;
    clearTimeout(timer);
    this.#running.delete(child);
    await settled(told);
    if (signal !== null) say(`ended by ${signal} before all its tests were done`);
    return success;
  }
}

async function tell(output: ReadableStream<Uint8Array>, say: (line: string) => void): Promise<void> {
  for await (const line of linesOf(output)) say(line);
}

/** Resolves when all are settled, or when {@link LAST_LINES_MS_MAX} are over. */
async function settled(promises: readonly Promise<unknown>[]): Promise<void> {
  const { promise: isLate, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, LAST_LINES_MS_MAX);
  await Promise.race([Promise.allSettled(promises), isLate]);
  clearTimeout(timer);
}
