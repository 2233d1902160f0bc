import { assertEquals } from "@std/assert";
import { recallOf } from "../../../islands/desk/recall.ts";
import { ago, MINUTE_MS, NOW } from "./desk_rows.ts";

Deno.test("recallOf() allows a call 5 min after the last, three times", () => {
  const rule = (calls: number, minutes: number) =>
    recallOf({ calls, calledAt: ago(60), lastCalledAt: ago(minutes) }, NOW);
  assertEquals(rule(1, 4), { kind: "later", from: NOW + MINUTE_MS, left: 3 });
  assertEquals(rule(1, 5), { kind: "now", from: NOW, left: 3 });
  assertEquals(rule(3, 6).kind, "now");
  assertEquals(rule(4, 60), { kind: "never" });
});

Deno.test("recallOf() goes by the first call where nothing is known of a later one", () => {
  const called = { calls: 1, calledAt: ago(4), lastCalledAt: null };
  assertEquals(recallOf(called, NOW), { kind: "later", from: NOW + MINUTE_MS, left: 3 });
  assertEquals(recallOf({ ...called, calledAt: null }, NOW).kind, "now");
});
