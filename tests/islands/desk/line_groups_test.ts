import { assertEquals } from "@std/assert";
import { groupsOf, isFound, neighbourOf, nextOf, targetOf } from "../../../islands/desk/line_groups.ts";
import type { DeskAction } from "../../../islands/desk/shortcuts.ts";
import { row } from "./desk_rows.ts";

const ME = "staff:me";
const ROWS = [
  row("c1", { status: "called", calledBy: "staff:anna" }),
  row("c2", { status: "called", calledBy: ME }),
  row("s1", { status: "serving", calledBy: "staff:anna" }),
  row("h1", { status: "held" }),
  row("w1"),
  row("w2"),
];

function target(action: DeskAction, selectedId: string | null = null, rows = ROWS): string | null {
  return targetOf(action, { rows, focus: { selectedId, me: ME } })?.ticketId ?? null;
}

Deno.test("groupsOf() keeps held people in the line, in order", () => {
  const { called, serving, line } = groupsOf(ROWS);
  assertEquals([called, serving, line].map((rows) => rows.map((one) => one.ticketId)), [
    ["c1", "c2"],
    ["s1"],
    ["h1", "w1", "w2"],
  ]);
});

Deno.test("nextOf() passes over who stepped out, and is nobody in an empty line", () => {
  assertEquals(nextOf(ROWS)?.ticketId, "w1");
  assertEquals(nextOf([]), null);
});

Deno.test("targetOf() serves the selected person, else mine, else the only one", () => {
  assertEquals(target("start"), "c2");
  assertEquals(target("start", "c1"), "c1");
  assertEquals(target("start", "w1"), "c2");
  assertEquals(target("complete"), "s1");
  assertEquals(target("absent", "c1"), "c1");
});

Deno.test("targetOf() does not guess among several of other desks", () => {
  const others = [ROWS[0], row("c3", { status: "called", calledBy: "staff:bob" })].filter((one) =>
    one !== undefined
  );
  assertEquals(target("recall", null, others), null);
});

Deno.test("targetOf() acts in the line on the selected person alone", () => {
  assertEquals(target("hold"), null);
  assertEquals(target("hold", "h1"), "h1");
  assertEquals(target("call", "h1"), null);
  assertEquals(target("call", "w2"), "w2");
  assertEquals(target("move", "s1"), null);
  assertEquals(target("remove", "s1"), "s1");
  assertEquals(target("priority", "gone"), null);
});

Deno.test("neighbourOf() walks inside the list and begins at the top", () => {
  const step = (selectedId: string | null, by: number) =>
    neighbourOf(ROWS, { selectedId, step: by })?.ticketId ?? null;
  assertEquals([step(null, 1), step("c1", 1), step("c1", -1), step("w2", 1)], ["c1", "c2", "c1", "w2"]);
  assertEquals([step("s1", Infinity), step("s1", -Infinity)], ["w2", "c1"]);
  assertEquals(neighbourOf([], { selectedId: "c1", step: 1 }), null);
});

Deno.test("isFound() looks into label, number, name and phone", () => {
  const ticket = { label: "A-014", tokenNumber: 14 };
  const fits = (query: string) => isFound(ticket, { query, name: "Zoë Müller", phone: "+44 7912 345100" });
  for (const query of ["", " a-01", "14", "zoe", "mul zoe", "345100", "7912 345"]) {
    assertEquals(fits(query), true, query);
  }
  for (const query of ["B-014", "4 5", "zoe smith", "999", "45"]) assertEquals(fits(query), false, query);
});

Deno.test("isFound() finds by number while name and phone are not known", () => {
  const ticket = { label: "A-014", tokenNumber: 14 };
  assertEquals(isFound(ticket, { query: "zoe", name: null, phone: null }), false);
  assertEquals(isFound(ticket, { query: "014", name: null, phone: null }), true);
});
