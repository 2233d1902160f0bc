import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { Simulation } from "./simulation_clock.ts";
import { SimulatedRandom } from "./simulation_random.ts";

Deno.test("SimulatedRandom repeats its sequence for a seed and differs between seeds and forks", () => {
  const sequence = (random: SimulatedRandom) => Array.from({ length: 20 }, () => random.integer(0, 999));
  assertEquals(sequence(new SimulatedRandom(7)), sequence(new SimulatedRandom("7")));
  assertNotEquals(sequence(new SimulatedRandom(7)), sequence(new SimulatedRandom(8)));
  assertNotEquals(sequence(new SimulatedRandom(7)), sequence(new SimulatedRandom(7).fork("a")));
  const parent = new SimulatedRandom(7);
  const before = sequence(parent.fork("a"));
  parent.next();
  assertEquals(sequence(parent.fork("a")), before);
});

Deno.test("SimulatedRandom draws evenly and inside its bounds", () => {
  const random = new SimulatedRandom("even");
  const counts = new Array<number>(10).fill(0);
  for (let draw = 0; draw < 20_000; draw++) {
    const drawn = random.integer(0, 9);
    counts[drawn] = (counts[drawn] ?? 0) + 1;
  }
  assert(counts.every((count) => count > 1_850 && count < 2_150), `Uneven: ${counts}`);
  const mean = Array.from({ length: 20_000 }, () => random.exponential(5)).reduce((sum, wait) => sum + wait) /
    20_000;
  assert(Math.abs(mean - 5) < 0.2, `Mean of exponential(5) is ${mean}`);
});

Deno.test("Simulation.run() lets events happen in order of time and moves the clock to each", async () => {
  const simulation = new Simulation({ seed: 1, startAt: 1_000 });
  const seen: string[] = [];
  const note = (name: string) => () => seen.push(`${name} ${simulation.now()}`);
  simulation.after(30, note("third"));
  simulation.after(10, note("first"));
  simulation.after(20, note("second"));
  simulation.after(15, note("cancelled"))();
  assertEquals(await simulation.run(), "idle");
  assertEquals(seen, ["first 1010", "second 1020", "third 1030"]);
});

Deno.test("Simulation.run() settles promise chains of any length before the next event", async () => {
  const simulation = new Simulation({ seed: 1 });
  const seen: string[] = [];
  const chain = async () => {
    await simulation.sleep(10);
    for (let link = 0; link < 5_000; link++) await Promise.resolve();
    seen.push("chain");
  };
  const running = chain();
  simulation.after(11, () => seen.push("next"));
  await simulation.run();
  await running;
  assertEquals(seen, ["chain", "next"]);
});

Deno.test("Simulation.run() stops at an instant, at a condition, and refuses to go round for ever", async () => {
  const simulation = new Simulation({ seed: 1, startAt: 0 });
  let ticks = 0;
  const tick = () => {
    ticks += 1;
    simulation.after(10, tick);
  };
  simulation.after(10, tick);
  assertEquals(await simulation.run({ untilAt: 55 }), "time");
  assertEquals([ticks, simulation.now()], [5, 55]);
  assertEquals(await simulation.run({ until: () => ticks === 8 }), "until");
  await assertRejects(() => simulation.run({ eventsMax: 100 }), Error, "seed 1");
});

Deno.test("Simulation.run() passes on what an event throws", async () => {
  const simulation = new Simulation({ seed: 1 });
  simulation.after(1, () => {
    throw new RangeError("Too far");
  });
  await assertRejects(() => simulation.run(), RangeError);
});

Deno.test("Simulation.drive() gives a promise's result, its reason, or says that it never settles", async () => {
  const simulation = new Simulation({ seed: 1 });
  assertEquals(await simulation.drive(simulation.sleep(1_000).then(() => "slept")), "slept");
  await assertRejects(() => simulation.drive(Promise.reject(new RangeError())), RangeError);
  await assertRejects(() => simulation.drive(new Promise(() => {})), Error, "Nothing is left to happen");
});

/** The order in which three processes, each with two timers at one instant, get their turns. */
async function orderOfTies(seed: number): Promise<readonly string[]> {
  const simulation = new Simulation({ seed });
  const seen: string[] = [];
  for (const name of ["a", "b", "c"]) {
    const process = simulation.process(name);
    process.after(10, () => seen.push(`${name}1`));
    process.after(10, () => seen.push(`${name}2`));
  }
  await simulation.run();
  return seen;
}

Deno.test("Simulation orders ties by seed between processes and by age within one", async () => {
  const orders = await Promise.all(Array.from({ length: 20 }, (_, seed) => orderOfTies(seed)));
  assert(new Set(orders.map(String)).size > 1);
  assertEquals(await orderOfTies(3), orders[3]);
  for (const order of orders) {
    for (const name of ["a", "b", "c"]) assert(order.indexOf(`${name}1`) < order.indexOf(`${name}2`));
  }
});

Deno.test("SimulatedProcess reads its own skewed clock and can jump", () => {
  const simulation = new Simulation({ seed: 1, startAt: 10_000 });
  const { now } = simulation.process("fast", { skewMs: 2_500 });
  const slow = simulation.process("slow", { skewMs: -40 });
  assertEquals([now(), slow.now()], [12_500, 9_960]);
  slow.setSkew(0);
  assertEquals(slow.now(), 10_000);
});

Deno.test("SimulatedProcess.pause() holds its events until resume(), in their order", async () => {
  const simulation = new Simulation({ seed: 1, startAt: 0 });
  const process = simulation.process("paused");
  const seen: string[] = [];
  const note = (name: string) => () => seen.push(`${name} ${simulation.now()}`);
  process.after(10, note("first"));
  process.after(20, note("second"));
  const cancel = process.after(25, note("cancelled"));
  simulation.after(5, () => process.pause());
  simulation.after(30, cancel);
  simulation.after(100, () => process.resume());
  await simulation.run();
  assertEquals(seen, ["first 100", "second 100"]);
});

Deno.test("SimulatedProcess.kill() ends its timers, tells listeners once, and a restart has a new id", async () => {
  const simulation = new Simulation({ seed: 1 });
  const process = simulation.process("server");
  let deaths = 0;
  process.onKill(() => deaths += 1);
  process.after(10, () => assert(false, "A timer of a dead process fired"));
  process.kill();
  process.kill();
  process.after(1, () => assert(false, "A dead process set a timer"));
  assertEquals(await simulation.run(), "idle");
  assertEquals([deaths, process.isAlive], [1, false]);
  assertNotEquals(simulation.process("server").id, process.id);
});
