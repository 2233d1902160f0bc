/** Commands that make the rules throw: they cost themselves, never their neighbours. */
import { assert, assertEquals } from "@std/assert";
import { Quarantine } from "../../../actors/runtime/quarantine.ts";
import { coinsOf, resultOf, send, ToyWorld } from "../../support/toy_world.ts";

const add = { type: "Add", coins: 1 } as const;

for (const where of ["decide", "evolve", "outcome"] as const) {
  Deno.test(`send() answers internal when the rules throw in ${where}, and carries out the rest of the batch`, async () => {
    const world = new ToyWorld();
    const { actors, lines } = world.start("one");
    const results = await world.drive(Promise.all([
      resultOf(send(actors, "a", add)),
      resultOf(send(actors, "a", { type: "Misbehave", where })),
      resultOf(send(actors, "a", add)),
    ]));
    assertEquals(results, ["ok", "internal", "ok"]);
    assertEquals(await world.drive(coinsOf(actors, "a")), 2);
    assertEquals(await world.drive(actors.events("a", 0, 10)).then((events) => events.length), 2);
    assert(lines.some((line) => line.includes("A command made the rules throw")));
  });
}

Deno.test("send() survives a batch in which most commands misbehave", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one", { limits: { quarantinedMax: 100 } });
  const sent = Array.from({ length: 60 }, (_, index) =>
    resultOf(
      index % 5 === 0
        ? send(actors, "a", add)
        : send(actors, "a", { type: "Misbehave", where: "evolve" }, { key: `k${index}`, bodyHash: "h" }),
    ));
  const results = await world.drive(Promise.all(sent));
  assertEquals(results, results.map((_, index) => index % 5 === 0 ? "ok" : "internal"));
  assertEquals(await world.drive(coinsOf(actors, "a")), 12);
});

Deno.test("send() quarantines a command that failed twice, and tries it again after the term", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one", { limits: { quarantineMs: 10_000 } });
  const misbehave = () => world.drive(resultOf(send(actors, "a", { type: "Misbehave", where: "decide" })));
  assertEquals([await misbehave(), await misbehave(), await misbehave()], [
    "internal",
    "internal",
    "quarantined",
  ]);
  assertEquals(await world.drive(resultOf(send(actors, "a", add))), "ok");
  await world.pass(10_000);
  assertEquals(await misbehave(), "internal");
});

Deno.test("send() commits nothing of a batch that breaks an invariant, and replays before the next", async () => {
  const world = new ToyWorld();
  const { actors, lines } = world.start("one");
  await world.drive(send(actors, "a", add));
  const results = await world.drive(Promise.all([
    resultOf(send(actors, "a", add)),
    resultOf(send(actors, "a", { type: "Misbehave", where: "invariant" })),
  ]));
  assertEquals(results, ["internal", "internal"]);
  assertEquals(await world.drive(coinsOf(actors, "a")), 1);
  assertEquals(await world.drive(resultOf(send(actors, "a", add))), "ok");
  assertEquals(actors.stats().loads, 2);
  assert(lines.some((line) => line.includes("The toy is broken")));
});

Deno.test("Quarantine counts by key, by actor and by what is asked, within its bound", () => {
  const quarantine = new Quarantine({ quarantineMs: 1_000, quarantinedMax: 2 });
  const asked = (actorId: string, coins: number) => ({
    actorId,
    envelope: { command: { type: "Add", coins }, by: "tester" },
  });
  for (let times = 0; times < 2; times++) quarantine.note(asked("a", 1), 0);
  assertEquals(quarantine.holds(asked("a", 1), 999), true);
  assertEquals(quarantine.holds(asked("a", 1), 1_000), false);
  assertEquals(quarantine.holds(asked("b", 1), 0), false);
  assertEquals(quarantine.holds(asked("a", 2), 0), false);
  quarantine.note(asked("b", 1), 0);
  quarantine.note(asked("c", 1), 0);
  assertEquals(quarantine.holds(asked("a", 1), 0), false);
});
