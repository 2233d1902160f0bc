/** The patient pages in a real browser: builds the islands once, then runs each scenario in a process of its own. */
import { assert } from "@std/assert";
import { needing } from "../support/skip.ts";
import { CHROMIUM } from "./browser.ts";
import { SCENARIOS } from "./ticket_page_scenarios.ts";

const SCENARIOS_FILE = new URL("./ticket_page_scenarios.ts", import.meta.url);

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

const missing = await isThere(CHROMIUM) ? null : `no browser at ${CHROMIUM}`;
let built: Promise<void> | null = null;

for (const name of Object.keys(SCENARIOS)) {
  Deno.test({
    ...needing(name, missing),
    async fn() {
      built ??= run(["task", "-q", "build"]);
      await built;
      await run(["run", "-q", "--no-prompt", "-A", SCENARIOS_FILE.href, name]);
    },
  });
}
