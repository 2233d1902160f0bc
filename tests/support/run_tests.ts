/**
 * The task runner of the tests: picks the files, runs `deno test` on them, names what was skipped and why, and ends
 * with one line of counts. It judges nothing itself but a skipped test without a reason and a run without tests.
 *
 * `*_test.ts` is the fast suite; `--full` adds `*_long.ts`, and `--only-long` leaves the fast suite out.
 */
import { parseArguments } from "./arguments.ts";
import { readReport, type TestOutcome } from "./junit.ts";
import { skipReason } from "./skip.ts";

const FAST_FILE = /_test\.tsx?$/;
const LONG_FILE = /_long\.tsx?$/;

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

/** The files below `folder` whose name fits one of `patterns`, sorted. */
async function findFiles(folder: string, patterns: readonly RegExp[]): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) found.push(...await findFiles(path, patterns));
    else if (patterns.some((pattern) => pattern.test(entry.name))) found.push(path);
  }
  return found.sort();
}

/** Runs `deno test` on `files`; its output goes straight through, its report comes back. */
async function runFiles(
  files: readonly string[],
): Promise<{ readonly xml: string; readonly isClean: boolean }> {
  const report = await Deno.makeTempFile({ prefix: "anteroom-tests-", suffix: ".xml" });
  try {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["test", "--no-prompt", "-P=test", "--parallel", `--junit-path=${report}`, ...files],
      stdin: "null",
    }).spawn();
    const stop = () => child.kill("SIGTERM");
    for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, stop);
    const { success } = await child.status;
    for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.removeSignalListener(signal, stop);
    return { xml: await Deno.readTextFile(report), isClean: success };
  } finally {
    await Deno.remove(report);
  }
}

if (import.meta.main) {
  const options = parseArguments(Deno.args, ["full", "only-long"]);
  const isLongOnly = options["only-long"] !== undefined;
  const patterns = isLongOnly
    ? [LONG_FILE]
    : options.full === undefined
    ? [FAST_FILE]
    : [FAST_FILE, LONG_FILE];
  const startedAt = performance.now();
  const files = await findFiles("tests", patterns);
  const { xml, isClean } = files.length === 0 ? { xml: "", isClean: false } : await runFiles(files);
  const outcomes = readReport(xml);
  const counts = countOutcomes(outcomes, isClean);
  for (const line of skippedLines(outcomes)) console.log(line);
  console.log(`${files.length} files in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  console.log(closingLine(counts));
  Deno.exit(counts.failed === 0 ? 0 : 1);
}
