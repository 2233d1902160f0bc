/** Drafting a batch: its instant, its order, what is too much for it. */
import { assertEquals } from "@std/assert";
import { DraftFailed, DUE } from "../../../actors/runtime/draft.ts";
import { resultOf, send, ToyWorld } from "../../support/toy_world.ts";

Deno.test("a turn never runs at an instant before that of the last", async () => {
  const world = new ToyWorld();
  const one = world.start("one", { skewMs: 10_000 });
  await world.drive(send(one.actors, "a", { type: "Add", coins: 1 }));
  const two = world.start("two", { isShared: true });
  await world.drive(send(two.actors, "a", { type: "Add", coins: 1 }));
  const instants = (await world.drive(two.actors.events("a", 0, 10))).map(({ event }) => event.at);
  assertEquals(instants[1], instants[0]);
});

Deno.test("a command whose event is too large is refused, its neighbours are not", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one");
  const results = await world.drive(Promise.all([
    resultOf(send(actors, "a", { type: "Add", coins: 1 })),
    resultOf(send(actors, "a", { type: "Burst", count: 1, chars: 50_000 })),
    resultOf(send(actors, "a", { type: "Add", coins: 1 })),
  ]));
  assertEquals(results, ["ok", "too_large", "ok"]);
});

Deno.test("a command that no commit can carry is refused, and those before and after it are carried out", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one");
  const results = await world.drive(Promise.all([
    resultOf(send(actors, "a", { type: "Add", coins: 1 })),
    resultOf(send(actors, "a", { type: "Burst", count: 25, chars: 40_000 })),
    resultOf(send(actors, "a", { type: "Add", coins: 1 })),
  ]));
  assertEquals(results, ["ok", "internal", "ok"]);
  assertEquals((await world.drive(actors.events("a", 0, 10))).length, 2);
});

Deno.test("DraftFailed says which command and why", () => {
  const failed = new DraftFailed(DUE, "threw", { cause: "x" });
  assertEquals([failed.entry, failed.reason, failed.cause], [-1, "threw", "x"]);
});
