import { assertEquals, assertNotEquals } from "@std/assert";
import type { Answer } from "../../../islands/api.ts";
import { callNext, completeAndCallNext } from "../../../islands/desk/call_next.ts";
import { act } from "../../../islands/desk/desk_actions.ts";
import { takeView } from "../../../islands/desk/desk_model.ts";
import { row, view } from "./desk_rows.ts";
import { done, refused, setUp, UNREACHABLE } from "./desk_setup.ts";

const VIEW = view([row("s", { status: "serving" }), row("h", { status: "held" }), row("a"), row("b")], 10);
const GIVEN = { ticketId: "a", label: "A", room: null, version: 11 };

/** Lets what was started without waiting for it come to its end. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

function desk(answers: readonly Answer[]) {
  // What one test remembers is not another's.
  sessionStorage.clear();
  const left = [...answers];
  const made = setUp({ ask: () => left.shift() ?? UNREACHABLE });
  takeView(made.model, VIEW);
  return made;
}

Deno.test("callNext() waits for its answer and shows whom it was given", async () => {
  const { model, asked } = desk([done(GIVEN)]);
  const calling = callNext(model);
  assertEquals(model.isCalling.value, true);
  assertEquals(model.rows.value[0]?.status, "serving");
  await calling;
  assertEquals([model.isCalling.value, model.selectedId.value], [false, "a"]);
  assertEquals(model.rows.value[0]?.ticketId, "a");
  assertEquals(asked.map(({ path, body }) => [path, body]), [["/queues/queue/call-next", {}]]);
});

Deno.test("callNext() ignores a second press while the first is under way", async () => {
  const { model, asked } = desk([done(GIVEN)]);
  await Promise.all([callNext(model), callNext(model)]);
  assertEquals(asked.length, 1);
});

Deno.test("callNext() names the last that it was given", async () => {
  const { model, asked } = desk([done(GIVEN), done({ ...GIVEN, ticketId: "b", label: "B" })]);
  await callNext(model);
  await callNext(model);
  assertEquals(asked[1]?.body, { after: "a" });
  assertNotEquals(asked[0]?.key, asked[1]?.key);
});

Deno.test("callNext() without an answer repeats the very same call at the next press", async () => {
  const { model, asked } = desk([UNREACHABLE, done(GIVEN)]);
  await callNext(model);
  assertEquals(model.notice.value?.tone, "late");
  await callNext(model);
  assertEquals(asked[0]?.key, asked[1]?.key);
  assertEquals(model.selectedId.value, "a");
});

Deno.test("callNext() after a refusal is a new call", async () => {
  const { model, asked } = desk([refused("queue_empty"), done(GIVEN)]);
  await callNext(model);
  assertEquals(model.notice.value?.text, "Nobody is waiting.");
  await callNext(model);
  assertNotEquals(asked[0]?.key, asked[1]?.key);
});

Deno.test("callNext() without a connection calls the first who waits by name", async () => {
  const { model, asked, sent } = desk([]);
  model.connection.value = "offline";
  await callNext(model);
  assertEquals([asked.length, sent.map(({ path }) => path)], [0, ["/tickets/a/call"]]);
});

Deno.test("act() start just after callNext() means whoever that gives", async () => {
  const { model, sent } = desk([done(GIVEN)]);
  act(model, "callNext");
  act(model, "start");
  assertEquals([sent.length, model.notice.value], [0, null]);
  await settled();
  assertEquals(sent.map(({ path }) => path), ["/tickets/a/start"]);
  assertEquals(model.rows.value[0]?.status, "serving");
});

Deno.test("act() start just after a callNext() that gives nobody is forgotten", async () => {
  const { model, sent } = desk([refused("queue_empty"), done(GIVEN)]);
  act(model, "callNext");
  act(model, "start");
  await settled();
  assertEquals(model.notice.value?.text, "Nobody is waiting.");
  act(model, "callNext");
  await settled();
  assertEquals([model.selectedId.value, sent.length], ["a", 0]);
});

Deno.test("act() start just after a call without a connection means whoever was called", async () => {
  const { model, sent } = desk([]);
  model.connection.value = "offline";
  model.selectedId.value = "c";
  takeView(model, view([row("c", { status: "called", calledBy: "staff:me" }), ...VIEW.rows], 11));
  act(model, "callNext");
  act(model, "start");
  await settled();
  assertEquals(sent.map(({ path }) => path), ["/tickets/a/call", "/tickets/a/start"]);
});

Deno.test("act() start just after completing without a connection means the next", async () => {
  const { model, sent } = desk([]);
  model.connection.value = "offline";
  act(model, "completeNext");
  act(model, "start");
  await settled();
  const paths = ["/tickets/s/complete", "/tickets/a/call", "/tickets/a/start"];
  assertEquals(sent.map(({ path }) => path), paths);
});

Deno.test("completeAndCallNext() ends one and calls the next in one request", async () => {
  const { model, asked } = desk([done({ ticketId: "s", label: "S", version: 11, next: GIVEN })]);
  await completeAndCallNext(model, row("s"));
  assertEquals(asked.map(({ path, body }) => [path, body]), [["/tickets/s/complete", { callNext: true }]]);
  assertEquals(model.rows.value.map(({ ticketId }) => ticketId), ["a", "h", "b"]);
  assertEquals(model.activity.value.map(({ deed }) => deed), ["called", "completed"]);
});

Deno.test("completeAndCallNext() without an answer repeats the very same step at the next press", async () => {
  const { model, asked } = desk([UNREACHABLE, done({ ticketId: "s", label: "S", version: 11, next: GIVEN })]);
  await completeAndCallNext(model, row("s"));
  assertEquals(model.notice.value?.text, "No answer came. Press once more: nobody is called twice.");
  assertEquals(model.rows.value[0]?.ticketId, "s");
  await completeAndCallNext(model, row("s"));
  assertEquals(asked[0]?.key, asked[1]?.key);
  assertEquals(model.selectedId.value, "a");
});

Deno.test("completeAndCallNext() after an answer, or for somebody else, is a new step", async () => {
  const { model, asked } = desk([refused("queue_paused"), UNREACHABLE, UNREACHABLE]);
  for (const ticketId of ["s", "s", "b"]) await completeAndCallNext(model, row(ticketId));
  assertEquals(new Set(asked.map(({ key }) => key)).size, 3);
});

Deno.test("completeAndCallNext() says when nobody is next", async () => {
  const { model } = desk([done({ ticketId: "s", label: "S", version: 11, next: null })]);
  await completeAndCallNext(model, row("s"));
  assertEquals(model.notice.value, { tone: "ok", text: "S done. Nobody is waiting", undoId: "s" });
});
