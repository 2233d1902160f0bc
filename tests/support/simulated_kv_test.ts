import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import type { Kv } from "../../actors/runtime/deps.ts";
import { type Fault, NO_FAULTS, SOME_FAULTS } from "./simulated_faults.ts";
import { SimulatedStore } from "./simulated_kv.ts";
import { SimulatedStoreFailure } from "./simulated_network.ts";
import { Simulation } from "./simulation_clock.ts";
import type { SimulatedProcess } from "./simulation_process.ts";

interface World {
  readonly simulation: Simulation;
  readonly store: SimulatedStore;
  readonly process: SimulatedProcess;
  readonly kv: Kv;
}

function world(seed: number | string = 1): World {
  const simulation = new Simulation({ seed });
  const store = new SimulatedStore({ simulation });
  const process = simulation.process("one");
  return { simulation, store, process, kv: store.connect(process) };
}

/** The commits of the world meet this fault. */
function failing(fault: Fault): World {
  const made = world();
  made.store.setScript(({ type }) => type === "commit" ? fault : null);
  return made;
}

function stored({ store }: World): unknown {
  return store.peek({ prefix: ["head"] })[0]?.value ?? null;
}

function insert(kv: Kv): Promise<Deno.KvCommitResult | Deno.KvCommitError> {
  return kv.atomic().check({ key: ["head", 1], versionstamp: null }).set(["head", 1], "written").commit();
}

Deno.test("SimulatedStore lets operations take virtual time", async () => {
  const { simulation, kv } = world();
  const startedAt = simulation.now();
  await simulation.drive(kv.set(["a"], 1));
  const tookMs = simulation.now() - startedAt;
  assert(tookMs >= 0.4 && tookMs <= 6, `Took ${tookMs} ms`);
});

Deno.test("SimulatedStore is shared by its connections and wakes watchers of other processes", async () => {
  const { simulation, store, kv } = world();
  const other = store.connect(simulation.process("two"));
  const reader = kv.watch([["a"]]).getReader();
  await simulation.drive(reader.read());
  await simulation.drive(other.set(["a"], 1));
  assertEquals((await simulation.drive(reader.read())).value?.[0]?.value, 1);
});

Deno.test("fault lost: the commit throws and is not carried out", async () => {
  const made = failing("lost");
  await assertRejects(() => made.simulation.drive(insert(made.kv)), SimulatedStoreFailure);
  await made.simulation.run();
  assertEquals(stored(made), null);
});

Deno.test("fault answer_lost: the commit throws and is carried out", async () => {
  const made = failing("answer_lost");
  await assertRejects(() => made.simulation.drive(insert(made.kv)), SimulatedStoreFailure);
  assertEquals(stored(made), "written");
});

Deno.test("fault retried: the commit is carried out and answered as refused", async () => {
  const made = failing("retried");
  assertEquals(await made.simulation.drive(insert(made.kv)), { ok: false });
  assertEquals(stored(made), "written");
});

Deno.test("fault late: the commit throws and is carried out afterwards", async () => {
  const made = failing("late");
  await assertRejects(() => made.simulation.drive(insert(made.kv)), SimulatedStoreFailure);
  assertEquals(stored(made), null);
  await made.simulation.run();
  assertEquals(stored(made), "written");
});

Deno.test("fault slow: the commit comes after others that were sent later", async () => {
  const made = failing("slow");
  const slow = insert(made.kv);
  await made.simulation.run({ untilAt: made.simulation.now() + 1 });
  made.store.setScript(null);
  assert((await made.simulation.drive(insert(made.kv))).ok);
  assertEquals(await made.simulation.drive(slow), { ok: false });
});

for (const [fault, value] of [["crash_before", null], ["crash_after", "written"]] as const) {
  Deno.test(`fault ${fault}: the process dies, hears nothing, and the store holds ${value}`, async () => {
    const made = failing(fault);
    let isSettled = false;
    insert(made.kv).finally(() => isSettled = true);
    await made.simulation.run();
    assertEquals([made.process.isAlive, isSettled, stored(made)], [false, false, value]);
  });
}

Deno.test("SimulatedStore carries out some commits of a process that was killed meanwhile, not all", async () => {
  const outcomes = new Set<unknown>();
  for (let seed = 0; seed < 20; seed++) {
    const made = world(seed);
    insert(made.kv);
    made.process.kill();
    await made.simulation.run();
    outcomes.add(stored(made));
  }
  assertEquals(outcomes, new Set([null, "written"]));
});

Deno.test("SimulatedStore answers a paused process only after resume()", async () => {
  const made = world();
  let isAnswered = false;
  insert(made.kv).then(() => isAnswered = true);
  made.process.pause();
  await made.simulation.run({ untilAt: made.simulation.now() + 10_000 });
  assertEquals([isAnswered, stored(made)], [false, "written"]);
  made.process.resume();
  await made.simulation.run();
  assert(isAnswered);
});

Deno.test("SimulatedStore.interrupt() cuts off one process or all, and ends by itself", async () => {
  const { simulation, store, kv } = world();
  const other = store.connect(simulation.process("two"));
  store.interrupt({ forMs: 1_000, process: "one" });
  await assertRejects(() => simulation.drive(kv.get(["a"])), SimulatedStoreFailure);
  await simulation.drive(other.set(["a"], 1));
  await simulation.run({ untilAt: simulation.now() + 1_000 });
  assertEquals((await simulation.drive(kv.get(["a"]))).value, 1);
  store.interrupt({ forMs: 1_000 });
  await assertRejects(() => simulation.drive(other.get(["a"])), SimulatedStoreFailure);
  await assertRejects(() => simulation.drive(kv.list({ prefix: ["a"] }).next()), SimulatedStoreFailure);
});

Deno.test("SimulatedStore tells a watcher after an outage what changed in it", async () => {
  const { simulation, store, kv } = world();
  const other = store.connect(simulation.process("two"));
  const reader = kv.watch([["a"]]).getReader();
  await simulation.drive(reader.read());
  store.interrupt({ forMs: 5_000, process: "one" });
  const restoredAt = simulation.now() + 5_000;
  await simulation.drive(other.set(["a"], 1));
  assertEquals((await simulation.drive(reader.read())).value?.[0]?.value, 1);
  assert(simulation.now() >= restoredAt);
});

Deno.test("SimulatedStore can lose a wake-up; the next change brings the latest value", async () => {
  const { simulation, store, kv } = world();
  const reader = kv.watch([["a"]]).getReader();
  await simulation.drive(reader.read());
  store.setFaults({ ...NO_FAULTS, wakeUpLost: 1 });
  await simulation.drive(kv.set(["a"], 1));
  let isWoken = false;
  const next = reader.read().then(({ value }) => {
    isWoken = true;
    return value?.[0]?.value;
  });
  assertEquals([await simulation.run(), isWoken], ["idle", false]);
  store.heal();
  await simulation.drive(kv.set(["a"], 2));
  assertEquals(await simulation.drive(next), 2);
});

Deno.test("SimulatedStore gives an expired value out a while longer, then no more", async () => {
  const { simulation, kv } = world();
  await simulation.drive(kv.set(["a"], 1, { expireIn: 1_000 }));
  await simulation.run({ untilAt: simulation.now() + 900 });
  assertEquals((await simulation.drive(kv.get(["a"]))).value, 1);
  await simulation.run({ untilAt: simulation.now() + 70_000 });
  assertEquals((await simulation.drive(kv.get(["a"]))).value, null);
});

/** Appends `id` to the log under its head until it knows that it is there; a crash of the process ends it. */
async function append(kv: Kv, id: string): Promise<void> {
  while (true) {
    try {
      const head = await kv.get<number>(["head"]);
      const seq = (head.value ?? 0) + 1;
      for await (const { value } of kv.list<string>({ prefix: ["log"] })) if (value === id) return;
      const commit = kv.atomic().check({ key: ["head"], versionstamp: head.versionstamp });
      await commit.set(["head"], seq).set(["log", seq], id).commit();
    } catch (error) {
      if (!(error instanceof SimulatedStoreFailure)) throw error;
    }
  }
}

/** Three processes append under faults, crashes and restarts; gives the log and the fingerprint of the run. */
async function clinicDay(
  seed: number,
): Promise<{ readonly log: readonly unknown[]; readonly print: string }> {
  const { simulation, store } = world(seed);
  store.setFaults({ ...SOME_FAULTS, crashBeforeCommit: 0.02, crashAfterCommit: 0.02 });
  const acknowledged = new Set<string>();
  const start = (name: string, from: number) => {
    const process = simulation.process(name, { skewMs: simulation.random.integer(-3_000, 3_000) });
    const kv = store.connect(process);
    let next = from;
    process.onKill(() => simulation.after(500, () => start(name, next)));
    const work = async () => {
      for (; next < 15; next++) {
        await append(kv, `${name}${next}`);
        acknowledged.add(`${name}${next}`);
        await process.sleep(process.random() * 20);
      }
    };
    work();
  };
  for (const name of ["a", "b", "c"]) start(name, 0);
  store.interrupt({ afterMs: 100, forMs: 400 });
  await simulation.run({ until: () => acknowledged.size === 45 });
  assertEquals(acknowledged.size, 45, `Work is left: ${simulation.describe()}`);
  const log = store.peek({ prefix: ["log"] });
  assertEquals(log.map(({ key }) => key[1]), log.map((_, index) => index + 1), simulation.describe());
  assertEquals(new Set(log.map(({ value }) => value)), acknowledged, simulation.describe());
  assertEquals(log.length, 45, simulation.describe());
  return { log: log.map(({ value }) => value), print: simulation.fingerprint() };
}

Deno.test("a simulation of several processes repeats exactly for its seed and differs for another", async () => {
  const first = await clinicDay(1);
  assertEquals(await clinicDay(1), first);
  assertNotEquals((await clinicDay(2)).log, first.log);
});

Deno.test("checked appends keep one serial history under every fault", async () => {
  for (let seed = 10; seed < 30; seed++) await clinicDay(seed);
});
