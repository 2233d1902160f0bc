import { assertEquals } from "@std/assert";
import {
  closeAsking,
  holdRows,
  laidOver,
  nameOfBy,
  openAsking,
  releaseRows,
  showHeldChanges,
  takeView,
} from "../../../islands/desk/desk_model.ts";
import { NOW, row, view } from "./desk_rows.ts";
import { setUp } from "./desk_setup.ts";

const ids = ({ model }: ReturnType<typeof setUp>) => model.rows.value.map(({ ticketId }) => ticketId);

Deno.test("rows that stand still count what waits, and show it when they are released", () => {
  const desk = setUp();
  takeView(desk.model, view([row("a"), row("b")], 10));
  holdRows(desk.model, "drag");
  takeView(desk.model, view([row("b"), row("c")], 11));
  assertEquals([ids(desk), desk.model.heldChanges.value], [["a", "b"], 2]);
  releaseRows(desk.model, "drag");
  assertEquals([ids(desk), desk.model.heldChanges.value], [["b", "c"], 0]);
});

Deno.test("rows stand still until the last reason is gone", () => {
  const desk = setUp();
  takeView(desk.model, view([row("a")], 10));
  holdRows(desk.model, "drag");
  openAsking(desk.model, { kind: "remove", ticketId: "a" });
  releaseRows(desk.model, "drag");
  takeView(desk.model, view([], 11));
  assertEquals(ids(desk), ["a"]);
  closeAsking(desk.model);
  assertEquals(ids(desk), []);
});

Deno.test("showHeldChanges() shows what waits and goes on standing still", () => {
  const desk = setUp();
  takeView(desk.model, view([row("a")], 10));
  holdRows(desk.model, "asking");
  takeView(desk.model, view([row("a"), row("b")], 11));
  showHeldChanges(desk.model);
  assertEquals([ids(desk), desk.model.heldChanges.value], [["a", "b"], 0]);
  takeView(desk.model, view([row("b")], 12));
  assertEquals(ids(desk), ["a", "b"]);
});

Deno.test("takeView() never goes back to an older view", () => {
  const desk = setUp();
  takeView(desk.model, view([row("new")], 11));
  takeView(desk.model, view([row("old")], 10));
  assertEquals(ids(desk), ["new"]);
  takeView(desk.model, view([row("same version, new waits")], 11));
  assertEquals(ids(desk), ["same version, new waits"]);
});

Deno.test("people loaded by hand follow the window, once each", () => {
  const desk = setUp();
  takeView(desk.model, view([row("a"), row("b")], 10));
  desk.model.extra.value = { rows: [row("b"), row("c")], next: null, isLoading: false };
  assertEquals(ids(desk), ["a", "b", "c"]);
});

Deno.test("nameOfBy() names staff, and the others by what they are", () => {
  const { model } = setUp();
  model.staff.value = new Map([["anna", "Anna"]]);
  const names = ["staff:me", "staff:anna", "staff:bob", "link:t", "system", null].map((by) =>
    nameOfBy(model, by)
  );
  assertEquals(names, ["You", "Anna", "A colleague", "The patient", "The system", "The system"]);
});

Deno.test("laidOver() shows a step under way over what was written down before it", () => {
  const kept = [{
    path: "/tickets/a/call",
    body: {},
    ticketId: "a",
    what: "outbox.retry",
    label: "A",
    key: "1",
    claimedAt: NOW,
    isQueued: true,
    tries: 0,
  }] as const;
  const start = {
    id: 2,
    ticketId: "a",
    change: { kind: "start" },
    at: NOW + 1,
    state: { kind: "sent" },
  } as const;
  const seen = laidOver(view([row("a"), row("b")]), { kept, steps: [start], by: "staff:me" });
  assertEquals(seen.view.rows.map(({ ticketId, status }) => [ticketId, status]), [["a", "serving"], [
    "b",
    "waiting",
  ]]);
  assertEquals([...seen.unconfirmed], ["a"]);
});
