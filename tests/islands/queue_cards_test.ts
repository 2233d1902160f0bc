import { assertEquals } from "@std/assert";
import { isWithoutWait, parseQueueCards, type QueueCard, wayInto } from "../../islands/queue_cards.ts";

const card: QueueCard = {
  id: "q",
  name: "Walk-in",
  facility: "Riverside",
  timeZone: "UTC",
  status: "open",
  waiting: 3,
  estimatedWaitMinutes: 20,
  isFull: false,
  hasWaitlist: true,
  isStaffed: true,
  expectedReturnAt: null,
};

Deno.test("parseQueueCards() takes what a card shows and leaves the rest", () => {
  assertEquals(parseQueueCards({ data: [{ ...card, prefix: "W", selfJoin: true }] }), [card]);
  assertEquals(parseQueueCards({ data: [] }), []);
});

Deno.test("parseQueueCards() leaves out a queue that does not fit, and takes no number for unknown", () => {
  assertEquals(parseQueueCards({ data: [null, 1, { ...card, status: "gone" }, { ...card, id: 3 }] }), []);
  const bare = { id: "q", name: "Walk-in", status: "closed" };
  assertEquals(parseQueueCards({ data: [bare] }), [{
    ...card,
    ...bare,
    status: "closed",
    facility: "",
    waiting: 0,
    estimatedWaitMinutes: null,
    hasWaitlist: false,
  }]);
});

Deno.test("parseQueueCards() answers null for another answer", () => {
  for (const body of [null, 1, {}, { data: {} }, { code: "internal" }]) {
    assertEquals(parseQueueCards(body), null);
  }
});

Deno.test("wayInto() leads into a line, onto its waiting list, or nowhere", () => {
  assertEquals(wayInto(card), "line");
  assertEquals(wayInto({ ...card, isFull: true }), "waitlist");
  assertEquals(wayInto({ ...card, isFull: true, hasWaitlist: false }), "none");
  assertEquals([wayInto({ ...card, status: "paused" }), wayInto({ ...card, status: "closed" })], [
    "none",
    "none",
  ]);
});

Deno.test("isWithoutWait() needs an empty line and nobody being served", () => {
  assertEquals(isWithoutWait({ ...card, waiting: 0, estimatedWaitMinutes: 1 }), true);
  for (
    const over of [{ waiting: 0 }, { estimatedWaitMinutes: 1 }, { waiting: 0, estimatedWaitMinutes: null }]
  ) {
    assertEquals(isWithoutWait({ ...card, ...over }), false);
  }
});
