import { assertEquals } from "@std/assert";
import { keyAt, unusedKey } from "../../../actors/queue/place.ts";
import { compareKeys } from "../../../actors/queue/order.ts";
import { given } from "../../support/given.ts";
import { create, join, joinAs } from "../../support/queue_fixture.ts";

Deno.test("keyAt() gives a key between the neighbours at the index, without the ticket itself", () => {
  const { state, ...queue } = given(create(), join("a"), join("b"), join("c"));
  const a = state.ticket("a");
  const keys = ["b", "c"].map((name) => state.ticket(name)?.key ?? [0, 0, 0, ""] as const);
  if (a === undefined) throw new Error("No ticket a");
  const middle = keyAt(state.line, a, { index: 1 });
  assertEquals(middle.index, 1);
  assertEquals(keys.map((key) => Math.sign(compareKeys(middle.key, key))), [1, -1]);
  assertEquals(keyAt(state.line, a, { index: 0 }), { key: a.key, index: 0 });
  assertEquals(keyAt(state.line, a, { index: 9 }).index, 2);
  assertEquals(queue.events.length, 5);
});

Deno.test("keyAt() keeps to the tier on both sides", () => {
  const queue = given(create(), join("a"), join("b"), joinAs("emergency", "e"));
  const { line } = queue.state;
  assertEquals(keyAt(line, queue.ticket("b"), { index: 0 }).index, 1);
  assertEquals(keyAt(line, queue.ticket("e"), { index: 2 }), { key: queue.ticket("e").key, index: 0 });
  assertEquals(keyAt(line, queue.ticket("b"), { index: 1 }).key[0], 1);
});

Deno.test("unusedKey() leaves a free key and the ticket's own, and steps behind another's", () => {
  const queue = given(create(), join("a"), join("b"));
  const { line } = queue.state;
  const [a, b] = [queue.ticket("a"), queue.ticket("b")];
  assertEquals(unusedKey(line, a, { key: a.key }), a.key);
  assertEquals(unusedKey(line, a, { key: [1, 5, 5, ""] }), [1, 5, 5, ""]);
  const beside = unusedKey(line, b, { key: a.key });
  assertEquals([Math.sign(compareKeys(a.key, beside)), Math.sign(compareKeys(beside, b.key))], [-1, -1]);
});
