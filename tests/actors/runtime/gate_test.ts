/** The output gate: nothing unconfirmed passes. */
import { assertEquals, assertRejects } from "@std/assert";
import { Gate } from "../../../actors/runtime/gate.ts";
import { Simulation } from "../../support/simulation_clock.ts";

function startGate() {
  const simulation = new Simulation({ seed: 1 });
  const replica = {
    isTentative: false,
    rewinds: 0,
    rewind() {
      this.isTentative = false;
      this.rewinds += 1;
    },
  };
  const gate = new Gate(replica, { deps: simulation.process("one"), patienceMs: 25 });
  return { simulation, replica, gate };
}

Deno.test("Gate runs a task at once on confirmed state", async () => {
  const { replica, gate } = startGate();
  assertEquals(await gate.run(() => 7), 7);
  await assertRejects(() => gate.run(() => Promise.reject(new RangeError("Wrong view"))), RangeError);
  assertEquals(replica.rewinds, 0);
});

Deno.test("Gate holds tasks until the commit has settled, in order, though one of them throws", async () => {
  const { simulation, replica, gate } = startGate();
  replica.isTentative = true;
  const ran: number[] = [];
  const tasks = [1, 2, 3].map((number) =>
    gate.run(() => {
      ran.push(number);
      if (number === 2) throw new RangeError("Wrong view");
      return number;
    }).catch(() => "threw")
  );
  await simulation.run({ untilAt: simulation.now() + 24 });
  assertEquals(ran, []);
  replica.isTentative = false;
  gate.flush();
  assertEquals(await Promise.all(tasks), [1, "threw", 3]);
  assertEquals([ran, replica.rewinds], [[1, 2, 3], 0]);
  assertEquals(await simulation.run(), "idle");
});

Deno.test("Gate takes the attempt back when the commit stays out too long", async () => {
  const { simulation, replica, gate } = startGate();
  replica.isTentative = true;
  const startedAt = simulation.now();
  const shown = await simulation.drive(gate.run(() => replica.isTentative));
  assertEquals([shown, replica.rewinds, simulation.now() - startedAt], [false, 1, 25]);
});
