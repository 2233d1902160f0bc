/**
 * The task runner of the tests: picks the files, runs `deno test` on them, names what was skipped and why, and ends
 * with one line of counts. It judges nothing itself but a skipped test without a reason, a run without tests and a
 * long file without an end.
 *
 * `*_test.ts` is the fast suite; `--full` adds `*_long.ts`, and `--only-long` leaves the fast suite out. Each long
 * file is a process of its own, so that its failures are told when it ends and not when all have ended.
 */
import { parseArguments } from "./arguments.ts";
import type { TestOutcome } from "./junit.ts";
import { skipReason } from "./skip.ts";
import { type Ran, TestProcesses } from "./test_processes.ts";

const FAST_FILE = /_test\.tsx?$/;
const LONG_FILE = /_long\.tsx?$/;
/** Several times what the longest takes on a slow machine: what takes longer hangs. */
const LONG_FILE_MS_MAX = 20 * 60_000;
/** The variable that tells browser tests that the islands are built: nobody bundles under another's open page. */
export const BUILT = "ISLANDS_BUILT";

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * The counts of a run. A run that broke without a failed test (a file did not compile or load, an `only` was left
 * behind, there was nothing to run) counts as one failure, as does each skipped test without a reason.
 */
export function countOutcomes(outcomes: readonly TestOutcome[], isExitClean: boolean): Counts {
  const count = (result: TestOutcome["result"]) => outcomes.filter((each) => each.result === result).length;
  const unexplained =
    outcomes.filter((each) => each.result === "skipped" && skipReason(each.name) === null).length;
  const failed = count("failed") + unexplained;
  const passed = count("passed");
  const isBroken = failed === 0 && (!isExitClean || passed === 0);
  return { passed, failed: isBroken ? 1 : failed, skipped: count("skipped") - unexplained };
}

/** One line for each skipped test: its name and the reason. */
export function skippedLines(outcomes: readonly TestOutcome[]): readonly string[] {
  return outcomes.filter((each) => each.result === "skipped").map(({ name, file }) => {
    const reason = skipReason(name) ?? "no reason given, which counts as a failure";
    return `skipped: ${name.replace(/ \[skipped: .+\]$/, "")} (${file}): ${reason}`;
  });
}

/** The line that ends every run. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `tests: ${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** The counts of several runs as one. */
export function sumCounts(all: readonly Counts[]): Counts {
  const sum = (of: (counts: Counts) => number) => all.reduce((total, counts) => total + of(counts), 0);
  return {
    passed: sum(({ passed }) => passed),
    failed: sum(({ failed }) => failed),
    skipped: sum(({ skipped }) => skipped),
  };
}

/** The files below `folder` whose name fits `pattern`, sorted. */
async function findFiles(folder: string, pattern: RegExp): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) found.push(...await findFiles(path, pattern));
    else if (pattern.test(entry.name)) found.push(path);
  }
  return found.sort();
}

/**
 * Runs each file in a process of its own, two at the same time: one lane takes them from the front, where browsers
 * wait, the other from the back, where the simulation computes, so that neither lane gets all that is heavy.
 */
async function runLong(processes: TestProcesses, files: readonly string[]): Promise<readonly Ran[]> {
  const waiting = [...files];
  const ran: Ran[] = [];
  const lane = async (take: () => string | undefined) => {
    for (let file = take(); file !== undefined; file = take()) {
      ran.push(await processes.run([file], { name: file, msMax: LONG_FILE_MS_MAX }));
    }
  };
  await Promise.all([lane(() => waiting.shift()), lane(() => waiting.pop())]);
  return ran;
}

/** Bundles the islands once for all long files. One that fails is told by the first file that needs it. */
async function build(): Promise<void> {
  const { success } = await new Deno.Command(Deno.execPath(), { args: ["task", "-q", "build"] }).output();
  if (success) Deno.env.set(BUILT, "1");
}

/** Runs what the options ask for; told to end, it ends the tests and still tells the counts. */
async function runAll(
  options: { readonly fast: readonly string[]; readonly long: readonly string[] },
): Promise<readonly Ran[]> {
  const processes = new TestProcesses();
  const stop = () => processes.stop();
  for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, stop);
  const fast = options.fast.length === 0 ? [] : [await processes.run(options.fast, { args: ["--parallel"] })];
  if (options.long.length > 0) await build();
  const long = await runLong(processes, options.long);
  for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.removeSignalListener(signal, stop);
  const ran = [...fast, ...long];
  return ran.length === 0 ? [{ outcomes: [], isClean: false }] : ran;
}

if (import.meta.main) {
  const options = parseArguments(Deno.args, ["full", "only-long"]);
  const isLongOnly = options["only-long"] !== undefined;
  const startedAt = performance.now();
  const fast = isLongOnly ? [] : await findFiles("tests", FAST_FILE);
  const long = isLongOnly || options.full !== undefined ? await findFiles("tests", LONG_FILE) : [];
  const ran = await runAll({ fast, long });
  for (const line of skippedLines(ran.flatMap(({ outcomes }) => outcomes))) console.log(line);
  const files = fast.length + long.length;
  console.log(`${files} files in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  const counts = sumCounts(ran.map(({ outcomes, isClean }) => countOutcomes(outcomes, isClean)));
  console.log(closingLine(counts));
  Deno.exit(counts.failed === 0 ? 0 : 1);
}
