/** The lines of a kiosk as they are kept fresh. */
import { assertEquals } from "@std/assert";
import { freshened } from "../../../islands/kiosk/kiosk.tsx";
import type { QueueCard } from "../../../islands/queue_cards.ts";

function card(id: string, waiting: number): QueueCard {
  return {
    id,
    name: id,
    facility: "",
    timeZone: "UTC",
    status: "open",
    waiting,
    estimatedWaitMinutes: 5,
    isFull: false,
    hasWaitlist: false,
    isStaffed: true,
    expectedReturnAt: null,
  };
}

Deno.test("freshened() takes new counts, closes what is no longer offered, and adds no other facility's line", () => {
  const fresh = freshened([card("a", 1), card("b", 2)], [card("a", 5), card("other", 9)]);
  assertEquals(fresh.map(({ id, waiting, status }) => [id, waiting, status]), [
    ["a", 5, "open"],
    ["b", 2, "closed"],
  ]);
});
