/** Heads: the empty one, and what is refused. */
import { assertEquals, assertThrows } from "@std/assert";
import { EMPTY_HEAD, parseHead } from "../../../actors/runtime/head.ts";

Deno.test("parseHead() gives the empty head for an actor that was never written", () => {
  assertEquals(parseHead(null), EMPTY_HEAD);
});

Deno.test("parseHead() gives back what was stored", () => {
  const pointer = { generation: "g", seq: 3, segment: 0, hash: "h", parts: 1, rows: 2, at: 5 };
  const head = { ...EMPTY_HEAD, seq: 4, hash: "x", snapshots: [pointer], wakeAt: 9, lastAt: 7 };
  assertEquals(parseHead(head), head);
});

Deno.test("parseHead() refuses a record that is no head", () => {
  for (const value of [{}, 1, { ...EMPTY_HEAD, seq: -1 }, { ...EMPTY_HEAD, home: "there" }]) {
    assertThrows(() => parseHead(value));
  }
});
