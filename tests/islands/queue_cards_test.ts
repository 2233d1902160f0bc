import { assertEquals } from "@std/assert";
import { parseQueueCards } from "../../islands/queue_cards.ts";

const card = { id: "q", name: "Walk-in", status: "open", waiting: 3, estimatedWaitMinutes: 20 };

Deno.test("parseQueueCards() takes what a card shows and leaves the rest", () => {
  assertEquals(parseQueueCards({ data: [{ ...card, prefix: "W", selfJoin: true }] }), [{
    ...card,
    status: "open",
  }]);
  assertEquals(parseQueueCards({ data: [] }), []);
});

Deno.test("parseQueueCards() leaves out a queue that does not fit, and takes no number for unknown", () => {
  assertEquals(parseQueueCards({ data: [null, 1, { ...card, status: "gone" }, { ...card, id: 3 }] }), []);
  const [unknown] = parseQueueCards({ data: [{ ...card, estimatedWaitMinutes: null }] }) ?? [];
  assertEquals(unknown?.estimatedWaitMinutes, null);
});

Deno.test("parseQueueCards() answers null for another answer", () => {
  for (const body of [null, 1, {}, { data: {} }, { code: "internal" }]) {
    assertEquals(parseQueueCards(body), null);
  }
});
