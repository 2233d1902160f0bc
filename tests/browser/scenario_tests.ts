/**
 * Registers browser scenarios as tests: the islands are built once, then each scenario runs in a process of its own,
 * because the driver of the browser looks into places that tests may not see.
 */
import { assert } from "@std/assert";
import { needing } from "../support/skip.ts";
import { BUILT } from "../support/run_tests.ts";
import { CHROMIUM } from "./browser.ts";

async function isThere(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false;
  }
}

async function run(args: readonly string[]): Promise<void> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args: [...args] }).output();
  const decoder = new TextDecoder();
  assert(success, `${args.at(-1)}\n${decoder.decode(stdout)}${decoder.decode(stderr)}`);
}

/**
 * Runs a scenario, and once more when it fails: browser and program share a machine with other tests, and a scenario
 * has seconds for what takes milliseconds. The first failure is told, so that one that fails now and then is seen.
 */
async function runTwice(args: readonly string[]): Promise<void> {
  try {
    await run(args);
  } catch (error) {
    console.error(`Failed once, tried again: ${error instanceof Error ? error.message : String(error)}`);
    await run(args);
  }
}

/** Makes a test of each of `names`, which `file` runs when it is started with that name. */
export async function testScenarios(file: URL, names: readonly string[]): Promise<void> {
  const missing = await isThere(CHROMIUM) ? null : `no browser at ${CHROMIUM}`;
  let built: Promise<void> | null = null;
  for (const name of names) {
    Deno.test({
      ...needing(name, missing),
      async fn() {
        built ??= Deno.env.get(BUILT) === "1" ? Promise.resolve() : run(["task", "-q", "build"]);
        await built;
        await runTwice(["run", "-q", "--no-prompt", "-A", file.href, name]);
      },
    });
  }
}
