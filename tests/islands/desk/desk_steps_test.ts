import { assertEquals, assertMatch } from "@std/assert";
import type { Sent } from "../../../islands/desk/commands.ts";
import { takeView } from "../../../islands/desk/desk_model.ts";
import {
  call,
  complete,
  move,
  recall,
  remove,
  start,
  toggleHold,
  undoLast,
} from "../../../islands/desk/desk_steps.ts";
import { ago, row, view } from "./desk_rows.ts";
import { done, refused, setUp, UNREACHABLE } from "./desk_setup.ts";

const WAITING = row("a");
const CALLED = row("c", { status: "called", room: "2" });
const VIEW = view([CALLED, WAITING, row("b", { position: 2 })], 10);

const statuses = ({ model }: ReturnType<typeof setUp>) =>
  model.rows.value.map(({ ticketId, status }) => `${ticketId} ${status}`);

Deno.test("a step is shown at once, marked, and confirmed by the view that has it", async () => {
  const { promise, resolve } = Promise.withResolvers<Sent>();
  const desk = setUp({ send: () => promise });
  takeView(desk.model, VIEW);
  const step = call(desk.model, WAITING);
  assertEquals(statuses(desk), ["a called", "c called", "b waiting"]);
  assertEquals(desk.model.marks.value.get("a"), "sent");
  resolve(done({ version: 12 }));
  await step;
  assertEquals(desk.model.marks.value.size, 0);
  assertEquals(statuses(desk)[0], "a called");
  takeView(desk.model, view(VIEW.rows, 11));
  assertEquals(statuses(desk)[0], "a called", "a view from before the step does not take it back");
  takeView(desk.model, view([row("a", { status: "called", version: 12 }), ...VIEW.rows.slice(0, 1)], 12));
  assertEquals(desk.model.steps.value, []);
});

Deno.test("a refused step is taken back with who did what", async () => {
  const desk = setUp({ send: () => refused("wrong_state", { state: "completed" }) });
  takeView(desk.model, VIEW);
  await start(desk.model, CALLED);
  assertEquals(statuses(desk), ["c called", "a waiting", "b waiting"]);
  assertEquals(desk.model.notice.value, {
    tone: "late",
    text: "C is now: Done. Nothing was changed.",
    undoId: null,
  });
  assertEquals(desk.model.activity.value, []);
});

Deno.test("a call that another desk won says to which room, as the server has it", async () => {
  const calledAt = "2026-03-02T09:00:00.000Z";
  const desk = setUp({
    send: () => refused("already_called", { calledBy: "staff:anna", calledAt, room: "4" }),
  });
  takeView(desk.model, VIEW);
  desk.model.staff.value = new Map([["anna", "Anna"]]);
  desk.model.preferences.value = { room: "1", providerId: null, areKeysOn: true };
  await call(desk.model, WAITING);
  assertMatch(desk.model.notice.value?.text ?? "", /^Anna called A to room 4 at 9:00/);
});

Deno.test("recall() calls again only as the rule allows, and says from when on", async () => {
  const { model, sent } = setUp();
  const lastCalledAt = new Date(Date.now() - 60_000).toISOString();
  await recall(model, row("c", { status: "called", calledAt: ago(30), lastCalledAt, calls: 1 }));
  assertEquals(sent, []);
  assertMatch(model.notice.value?.text ?? "", /^C can be called again at/);
  await recall(model, row("c", { status: "called", lastCalledAt: ago(6), calls: 4 }));
  assertEquals(sent, []);
  assertMatch(model.notice.value?.text ?? "", /C/);
  await recall(model, row("c", { status: "called", lastCalledAt: ago(6), calls: 3 }));
  assertEquals(sent.map(({ path, what }) => [path, what]), [["/tickets/c/call", "desk.action.recall"]]);
});

Deno.test("a step without an answer is taken back, one that is kept is the outbox's to show", async () => {
  const lost = setUp({ send: () => UNREACHABLE });
  takeView(lost.model, VIEW);
  await complete(lost.model, CALLED);
  assertEquals([statuses(lost).length, lost.model.notice.value?.tone], [3, "late"]);
  const kept = setUp({ send: () => ({ kind: "queued", key: "k" }) });
  takeView(kept.model, VIEW);
  await complete(kept.model, CALLED);
  assertEquals(kept.model.steps.value, []);
  assertEquals(kept.model.notice.value?.undoId, "c");
});

Deno.test("a step says what it does, and to whom", async () => {
  const { model, sent } = setUp();
  takeView(model, VIEW);
  await move(model, WAITING, { position: 2, reason: "Came first" });
  await remove(model, WAITING, { reason: "" });
  await toggleHold(model, WAITING);
  await toggleHold(model, row("h", { status: "held" }));
  assertEquals(sent.map(({ path, body }) => [path, body]), [
    ["/tickets/a/move", { position: 2, reason: "Came first" }],
    ["/tickets/a/cancel", {}],
    ["/tickets/a/hold", {}],
    ["/tickets/h/resume", {}],
  ]);
});

Deno.test("call() goes to this desk's room, for its provider", async () => {
  const { model, sent } = setUp();
  takeView(model, VIEW);
  model.preferences.value = { room: " 3 ", providerId: "dr", areKeysOn: true };
  await call(model, WAITING);
  assertEquals(sent[0]?.body, { room: "3", providerId: "dr" });
});

Deno.test("undoLast() takes back the last step of this desk, and says when there is none", async () => {
  const { model, sent } = setUp();
  takeView(model, VIEW);
  await undoLast(model);
  assertEquals([sent.length, model.notice.value?.tone], [0, "late"]);
  await toggleHold(model, WAITING);
  await undoLast(model);
  assertEquals(sent.at(-1)?.path, "/tickets/a/undo");
  assertEquals(model.activity.value[0]?.deed, "restored");
});

Deno.test("a refusal for want of a session ends the session on the page", async () => {
  const desk = setUp({
    send: () => ({
      kind: "refused",
      problem: { status: 401, code: "session_expired", detail: "", facts: {} },
    }),
  });
  takeView(desk.model, VIEW);
  await start(desk.model, CALLED);
  assertEquals(desk.model.isSessionOver.value, true);
});
