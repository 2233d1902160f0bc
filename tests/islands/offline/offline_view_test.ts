import { assert, assertEquals } from "@std/assert";
import { nextCallable, peopleJoining, stepsOf, withPending } from "../../../islands/offline/offline_view.ts";
import { type Pending, provisionalId } from "../../../islands/offline/outbox_state.ts";
import { deskRow, deskViewOf } from "./offline_rows.ts";

const AT = Date.parse("2026-11-20T10:00:00Z");
const ME = { by: "staff:ada" };

let keys = 0;
function step(label: string, action: string, body: object = {}): Pending {
  const ticketId = label.startsWith("local-") ? label : `ticket-${label}`;
  return {
    key: `key-${++keys}`,
    path: `/tickets/${ticketId}/${action}`,
    body,
    ticketId,
    what: "outbox.retry",
    label,
    claimedAt: AT,
    isQueued: true,
    tries: 0,
  };
}

function join(label: string, body: object = {}): Pending {
  return { ...step("", ""), path: "/queues/join", ticketId: null, label, body: { queueId: "q", ...body } };
}

const VIEW = deskViewOf([
  deskRow("S", { status: "serving", position: 0 }),
  deskRow("A", { position: 1 }),
  deskRow("B", { position: 2 }),
  deskRow("C", { position: 3 }),
]);
const labels = (pending: readonly Pending[], view = VIEW) =>
  withPending(view, pending, ME).view.rows.map(({ label }) => label);
const rowOf = (pending: readonly Pending[], label: string) =>
  withPending(VIEW, pending, ME).view.rows.find((row) => row.label === label);

Deno.test("withPending() answers the very view when nothing waits", () => {
  assert(withPending(VIEW, [], ME).view === VIEW);
});

Deno.test("withPending() puts whoever joins at the end, with name and number, unconfirmed", () => {
  const ada = join("A-X01", { patient: { name: "Ada" }, lease: { leaseId: "l", tokenNumber: 1_000_001 } });
  const { view, unconfirmed } = withPending(VIEW, [ada], ME);
  const row = view.rows.at(-1);
  assertEquals([row?.label, row?.tokenNumber, row?.position], ["A-X01", 1_000_001, 4]);
  assertEquals(peopleJoining([ada]).get(row?.patientId ?? "")?.name, "Ada");
  assertEquals([...unconfirmed], [provisionalId(ada.key)]);
  assertEquals([view.queue.counts.waiting, view.queue.waiting], [4, 4]);
});

Deno.test("withPending() puts an emergency before all who wait and behind an earlier emergency", () => {
  const first = join("E1", { priority: "emergency" });
  assertEquals(labels([first]), ["S", "E1", "A", "B", "C"]);
  assertEquals(labels([first, join("E2", { priority: "emergency" })]), ["S", "E1", "E2", "A", "B", "C"]);
  assertEquals(labels([first, join("U", { priority: "urgent" })]), ["S", "E1", "A", "B", "C", "U"]);
});

Deno.test("withPending() gives urgent ones their head start under the priority policy alone", () => {
  const rows = ["09:20", "09:40"].map((time, index) =>
    deskRow(["A", "B"][index] ?? "", { joinedAt: `2026-11-20T${time}:00Z`, position: index + 1 })
  );
  const urgent = [join("U", { priority: "urgent" })];
  assertEquals(labels(urgent, deskViewOf(rows, { queue: { ordering: "priority" } })), ["A", "U", "B"]);
  assertEquals(labels(urgent, deskViewOf(rows)), ["A", "B", "U"]);
});

Deno.test("withPending() leaves joins of other queues, and those whose number is in line already, alone", () => {
  assertEquals(labels([join("X", { queueId: "other" })]), ["S", "A", "B", "C"]);
  assertEquals(labels([join("B")]), ["S", "A", "B", "C"]);
});

Deno.test("withPending() shows calls, starts and ends in order", () => {
  const called = rowOf([step("A", "call", { room: "2" })], "A");
  assertEquals([called?.status, called?.room, called?.calledBy, called?.position], [
    "called",
    "2",
    "staff:ada",
    0,
  ]);
  assertEquals(called?.calledAt, "2026-11-20T10:00:00.000Z");
  assertEquals(rowOf([step("A", "call"), step("A", "start")], "A")?.status, "serving");
  assertEquals(labels([step("A", "call"), step("A", "start"), step("A", "complete")]), ["S", "B", "C"]);
});

Deno.test("withPending() shows whoever is held, resumed, absent, cancelled, moved or of another class", () => {
  assertEquals(rowOf([step("A", "hold")], "A")?.status, "held");
  assertEquals(rowOf([step("A", "hold"), step("A", "resume")], "A")?.status, "waiting");
  for (const action of ["no-show", "cancel", "leave"]) {
    assertEquals(labels([step("B", action)]), ["S", "A", "C"]);
  }
  assertEquals(labels([step("C", "move", { position: 1, reason: "x" })]), ["S", "C", "A", "B"]);
  assertEquals(rowOf([step("A", "priority", { priority: "urgent", reason: "x" })], "A")?.class, "urgent");
  assertEquals(rowOf([step("A", "needs", { needs: ["elderly", "nonsense"] })], "A")?.needs, ["elderly"]);
});

Deno.test("withPending() numbers the line anew", () => {
  const { view } = withPending(VIEW, [step("A", "call")], ME);
  assertEquals(view.rows.map(({ label, position }) => [label, position]), [
    ["A", 0],
    ["S", 0],
    ["B", 1],
    ["C", 2],
  ]);
});

Deno.test("withPending() follows somebody who joined offline through the room", () => {
  const ada = join("A-X01");
  const ticketId = provisionalId(ada.key);
  const { view, unconfirmed } = withPending(VIEW, [ada, step(ticketId, "call"), step(ticketId, "start")], ME);
  assertEquals(view.rows.find(({ label }) => label === "A-X01")?.status, "serving");
  assertEquals([...unconfirmed], [ticketId]);
});

Deno.test("withPending() takes back the last step of a ticket that is undone", () => {
  assertEquals(rowOf([step("A", "hold"), step("A", "undo")], "A")?.status, "waiting");
  assertEquals(
    rowOf([step("A", "call"), step("A", "start"), step("B", "hold"), step("A", "undo")], "A")?.status,
    "called",
  );
  assertEquals(labels([step("A", "undo")]), ["S", "A", "B", "C"]);
});

Deno.test("withPending() marks rows that something waits for, though nothing of them is seen", () => {
  assertEquals([...withPending(VIEW, [step("A", "acknowledge")], ME).unconfirmed], ["ticket-A"]);
});

Deno.test("stepsOf() leaves out what the list does not show", () => {
  assertEquals(stepsOf([join("X"), step("A", "payment"), step("A", "move", {})], ME), []);
});

Deno.test("nextCallable() is the first who waits, passing over whoever is held", () => {
  const held = deskViewOf([
    deskRow("S", { status: "serving" }),
    deskRow("H", { status: "held" }),
    deskRow("A"),
  ]);
  assertEquals(nextCallable(held)?.label, "A");
  assertEquals(nextCallable(deskViewOf([deskRow("H", { status: "held" })])), null);
});
