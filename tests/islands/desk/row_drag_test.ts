import { assertEquals } from "@std/assert";
import { dropAt } from "../../../islands/desk/row_drag.ts";

const PLACES = ["a", "b", "c"].map((ticketId, index) => ({ ticketId, middle: 20 + index * 40 }));
const drop = (ticketId: string, y: number) => dropAt(PLACES, { ticketId, y });

Deno.test("dropAt() counts the place among the others", () => {
  assertEquals(drop("c", 0), { ticketId: "c", overId: "a", edge: "before", position: 1 });
  assertEquals(drop("c", 30), { ticketId: "c", overId: "b", edge: "before", position: 2 });
  assertEquals(drop("a", 70), { ticketId: "a", overId: "c", edge: "before", position: 2 });
});

Deno.test("dropAt() below everyone is the last place", () => {
  assertEquals(drop("a", 999), { ticketId: "a", overId: "c", edge: "after", position: 3 });
});

Deno.test("dropAt() where the row came from is its own place", () => {
  assertEquals(drop("b", 62)?.position, 2);
});

Deno.test("dropAt() is nowhere when nobody else is in line", () => {
  assertEquals(dropAt([{ ticketId: "a", middle: 20 }], { ticketId: "a", y: 0 }), null);
});
