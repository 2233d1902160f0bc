/** Listeners: each hears everything once, none disturbs another. */
import { assert, assertEquals } from "@std/assert";
import { Feed } from "../../../actors/runtime/feed.ts";
import { send, ToyWorld } from "../../support/toy_world.ts";

const add = { type: "Add", coins: 1 } as const;

Deno.test("a listener that throws is dropped and stops nobody else", async () => {
  const world = new ToyWorld();
  const { actors, lines } = world.start("one");
  let calls = 0;
  const heard: number[] = [];
  actors.subscribe("a", () => {
    calls += 1;
    throw new Error("A bad listener");
  });
  actors.subscribe("a", ({ seq }) => heard.push(seq));
  for (let round = 0; round < 3; round++) await world.drive(send(actors, "a", add));
  assertEquals([calls, heard], [1, [1, 2, 3]]);
  assert(lines.some((line) => line.includes("A listener threw")));
});

Deno.test("Feed does not call a listener that one before it has cancelled", () => {
  const feed = new Feed<string>(() => {});
  const heard: string[] = [];
  feed.subscribe(() => {
    heard.push("first");
    cancel();
  });
  const cancel = feed.subscribe(() => heard.push("second"));
  feed.publish({ seq: 1, events: [] });
  assertEquals([heard, feed.size], [["first"], 1]);
});

Deno.test("Feed counts the same function twice when it subscribed twice", () => {
  const feed = new Feed<string>(() => {});
  let calls = 0;
  const listener = () => calls += 1;
  const cancels = [feed.subscribe(listener), feed.subscribe(listener)];
  feed.publish({ seq: 1, events: [] });
  for (const cancel of cancels) cancel();
  feed.publish({ seq: 2, events: [] });
  assertEquals([calls, feed.size], [2, 0]);
});
