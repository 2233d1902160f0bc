/** Readers with a durable cursor: everything seen, everything planned exactly once, whatever crashes. */
import { assert, assertEquals } from "@std/assert";
import { Reader } from "../../../actors/runtime/reader.ts";
import { SOME_FAULTS } from "../../support/simulated_faults.ts";
import type { ToyEvent } from "../../support/toy_domain.ts";
import { resultOf, send, type ToyProcess, ToyWorld } from "../../support/toy_world.ts";

const add = { type: "Add", coins: 1 } as const;

/** A reader that plans one record for each coin event, and counts how often. */
function startReader({ deps, actors }: ToyProcess, seen: number[] = []): Reader<ToyEvent> {
  return new Reader<ToyEvent>({
    deps,
    name: "coins",
    kind: "toy",
    actors,
    isRelevant: (event) => event.type === "Added",
    plan: (actorId, events) => {
      seen.push(...events.map(({ seq }) => seq));
      return Promise.resolve(
        events.map(({ seq }) => ({ key: ["planned", actorId, seq, deps.processId], value: seq })),
      );
    },
    limits: { readerEventsMax: 7, readerSkipMax: 20 },
  });
}

function planned(world: ToyWorld, actorId: string): readonly unknown[] {
  return world.store.peek({ prefix: ["planned", actorId] }).map(({ value }) => value);
}

Deno.test("a reader plans each relevant event once, in order, also those from before its start", async () => {
  const world = new ToyWorld();
  const one = world.start("one");
  for (let index = 0; index < 10; index++) await world.drive(send(one.actors, "a", add));
  const seen: number[] = [];
  const reader = startReader(one, seen);
  await world.pass(100);
  await world.drive(Promise.all(Array.from({ length: 30 }, () => send(one.actors, "a", add))));
  await world.drive(send(one.actors, "a", { type: "Remind", dueAt: world.simulation.now() + 3_600_000 }));
  await world.drive(send(one.actors, "b", add));
  await world.pass(100);
  const all = Array.from({ length: 40 }, (_, index) => index + 1);
  assertEquals(seen.filter((_, index) => index < 40), all);
  assertEquals([planned(world, "a"), planned(world, "b")], [all, [1]]);
  assertEquals(reader.lag, 0);
  await world.drive(reader.stop());
});

Deno.test("a reader stores a cursor now and then though nothing is relevant", async () => {
  const world = new ToyWorld();
  const one = world.start("one");
  startReader(one);
  const dueAt = world.simulation.now() + 3_600_000;
  for (let index = 0; index < 30; index++) {
    await world.drive(send(one.actors, "a", { type: "Remind", dueAt }));
  }
  await world.pass(25_000);
  assertEquals(world.store.peek({ prefix: ["cursor", "coins"] }).map(({ value }) => value), [{ seq: 30 }]);
  assertEquals(planned(world, "a"), []);
});

Deno.test("readers plan exactly once on several processes through crashes and faults", async () => {
  for (let seed = 1; seed <= 8; seed++) {
    const world = new ToyWorld({ seed });
    const all = ["one", "two", "three"].map((name) => world.start(name, { isShared: true }));
    for (const process of all) startReader(process);
    world.store.setFaults(SOME_FAULTS);
    let count = 0;
    for (let round = 0; round < 30; round++) {
      const process = all[round % all.length];
      if (process === undefined) continue;
      await world.drive(resultOf(send(process.actors, "a", add)));
      await world.pass(300);
      if (round % 10 !== 9) continue;
      process.process.kill();
      const successor = world.start(`again ${round}`, { isShared: true });
      all[round % all.length] = successor;
      startReader(successor);
    }
    world.store.heal();
    await world.pass(60_000);
    const witness = world.start("witness", { isShared: true });
    count = (await world.drive(witness.actors.events("a", 0, 1_000))).length;
    assert(count >= 25, `seed ${seed}: ${count} events`);
    assertEquals(planned(world, "a"), Array.from({ length: count }, (_, index) => index + 1), `seed ${seed}`);
  }
});
