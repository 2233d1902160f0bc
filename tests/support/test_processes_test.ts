/** Tests in processes of their own: what they say, how they went, and that they end. */
import { assert, assertEquals } from "@std/assert";
import { type Ran, TestProcesses } from "./test_processes.ts";

const PASSES = `Deno.test("passes", () => {});`;
const FAILS = `Deno.test("fails", () => { throw new Error("this is why"); });`;
const HANGS =
  `Deno.test("hangs", async () => { await new Promise((resolve) => setTimeout(resolve, 60_000)); });`;
/** What a process says before its first test begins. */
const BEGUN = "running 1 test";

/** Runs `source` as a test file; `onLine` hears each line it says. */
async function runSource(
  source: string,
  options: {
    readonly processes?: TestProcesses;
    readonly msMax?: number;
    readonly onLine?: (line: string) => void;
  } = {},
): Promise<Ran & { readonly said: string }> {
  const { processes = new TestProcesses(), onLine = () => {}, ...bounds } = options;
  const folder = await Deno.makeTempDir();
  const lines: string[] = [];
  const hear = (line: string) => {
    lines.push(line);
    onLine(line);
  };
  try {
    const file = `${folder}/one_test.ts`;
    await Deno.writeTextFile(file, source);
    const ran = await processes.run([file], { ...bounds, args: ["--no-check"], name: "one", onLine: hear });
    return { ...ran, said: lines.join("\n") };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("run() tells how each test went, and what a process says with its name", async () => {
  const { outcomes, isClean, said } = await runSource(`${PASSES}${FAILS}`);
  assertEquals(outcomes.map(({ name, result }) => [name, result]), [["passes", "passed"], [
    "fails",
    "failed",
  ]]);
  assert(!isClean);
  assert(said.split("\n").every((line) => line.startsWith("one: ")));
  assert(said.includes("this is why"), said);
});

Deno.test("run() is clean when every test passes", async () => {
  const { outcomes, isClean } = await runSource(PASSES);
  assertEquals([outcomes.length, isClean], [1, true]);
});

Deno.test("run() ends a process that has no end, and says so", async () => {
  const { isClean, said } = await runSource(HANGS, { msMax: 1 });
  assert(!isClean);
  assert(said.includes("no end within"), said);
  assert(said.includes("ended by SIGTERM"), said);
});

Deno.test("stop() ends what runs, and what would run later does not begin", async () => {
  const processes = new TestProcesses();
  const { outcomes, isClean, said } = await runSource(HANGS, {
    processes,
    onLine: (line) => line.includes(BEGUN) && processes.stop(),
  });
  assertEquals([outcomes.length, isClean], [0, false]);
  assert(said.includes("ended by SIGTERM"), said);
  assertEquals((await runSource(PASSES, { processes })).said, "one: not begun");
});
