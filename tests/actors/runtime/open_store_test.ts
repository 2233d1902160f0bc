/** Opening a store that may not be up yet. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { OPEN_MS_MAX, openWhenUp } from "../../../actors/runtime/open_store.ts";
import { Simulation } from "../../support/simulation_clock.ts";

function world() {
  const simulation = new Simulation({ seed: 1 });
  const { now, after, random } = simulation.process("one");
  const lines: string[] = [];
  const log = (_level: string, message: string) => void lines.push(message);
  return { simulation, lines, deps: { now, after, random, log } };
}

Deno.test("openWhenUp() gives the store at once when it is up, without a word", async () => {
  const { simulation, lines, deps } = world();
  assertEquals(await simulation.drive(openWhenUp({ open: () => Promise.resolve(7), deps })), 7);
  assertEquals(lines, []);
});

Deno.test("openWhenUp() waits for a store that comes up, and says so once", async () => {
  const { simulation, lines, deps } = world();
  let tries = 0;
  const open = () => ++tries < 5 ? Promise.reject(new TypeError("Connection refused")) : Promise.resolve(7);
  assertEquals(await simulation.drive(openWhenUp({ open, deps })), 7);
  assertEquals(lines, ["Cannot reach the store yet: waiting for it"]);
});

Deno.test("openWhenUp() gives up with one line, also when the store stays silent", async () => {
  for (const open of [() => Promise.reject(new TypeError("Refused\n  at x")), () => new Promise(() => {})]) {
    const { simulation, deps } = world();
    const startedAt = simulation.now();
    const error = await assertRejects(() => simulation.drive(openWhenUp({ open, deps })), TypeError);
    assert(error.message.startsWith("Cannot start: no store within 30 s"), error.message);
    assertEquals(error.message.includes("\n"), false);
    assert(simulation.now() - startedAt <= OPEN_MS_MAX + 5_000);
  }
});

Deno.test("openWhenUp() does not wait for a store that refuses", async () => {
  const { simulation, deps } = world();
  let tries = 0;
  const open = () => {
    tries++;
    return Promise.reject(new TypeError("The metadata endpoint responded with status 401 Unauthorized"));
  };
  await assertRejects(() => simulation.drive(openWhenUp({ open, deps })), TypeError, "refuses us");
  assertEquals(tries, 1);
});
