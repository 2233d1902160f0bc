/** Events read from the log, from any position and over segments. */
import { assertEquals } from "@std/assert";
import { resultOf, send, ToyWorld } from "../../support/toy_world.ts";

Deno.test("send() begins a new segment of the log at the event that opens one", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one");
  await world.drive(Promise.all([
    send(actors, "a", { type: "Add", coins: 1 }),
    send(actors, "a", { type: "EndDay" }),
    send(actors, "a", { type: "Add", coins: 1 }),
  ]));
  await world.drive(send(actors, "a", { type: "EndDay" }));
  const places = world.store.peek({ prefix: ["log"] }).map(({ key }) => key.slice(3));
  assertEquals(places, [[0, 1], [1, 2], [2, 4]]);
  for (const after of [0, 1, 2, 3, 4]) {
    const events = await world.drive(actors.events("a", after, 10));
    assertEquals(events.map(({ seq }) => seq), [1, 2, 3, 4].filter((seq) => seq > after));
  }
});

Deno.test("events() gives nothing for an actor without a log and beyond its end", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one");
  assertEquals(await world.drive(actors.events("a", 0, 10)), []);
  await world.drive(send(actors, "a", { type: "Add", coins: 1 }));
  assertEquals(await world.drive(actors.events("a", 1, 10)), []);
  assertEquals(await world.drive(actors.events("a", 0, 0)), []);
});

Deno.test("events() reads over more values than one request fetches, up to its limit", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one");
  for (let index = 0; index < 50; index++) {
    await world.drive(send(actors, "a", { type: "Add", coins: index }));
  }
  const events = await world.drive(actors.events("a", 3, 40));
  assertEquals(events.map(({ seq }) => seq), Array.from({ length: 40 }, (_, index) => index + 4));
});

Deno.test("events() refuses events of a newer program", async () => {
  const world = new ToyWorld();
  const newer = world.start("newer", { isShared: true, eventVersion: 2 });
  await world.drive(send(newer.actors, "a", { type: "Add", coins: 1 }));
  const older = world.start("older", { isShared: true });
  const code = await world.drive(older.actors.events("a", 0, 10).then(() => "read", (cause) => cause.code));
  assertEquals(code, "unsupported_version");
  assertEquals(
    await world.drive(resultOf(send(older.actors, "a", { type: "Nothing" }))),
    "unsupported_version",
  );
});
