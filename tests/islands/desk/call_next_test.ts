import { assertEquals, assertNotEquals } from "@std/assert";
import type { Answer } from "../../../islands/api.ts";
import { callNext, completeAndCallNext } from "../../../islands/desk/call_next.ts";
import { takeView } from "../../../islands/desk/desk_model.ts";
import { row, view } from "./desk_rows.ts";
import { done, refused, setUp, UNREACHABLE } from "./desk_setup.ts";

const VIEW = view([row("s", { status: "serving" }), row("h", { status: "held" }), row("a"), row("b")], 10);
const GIVEN = { ticketId: "a", label: "A", room: null, version: 11 };

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

Deno.test("completeAndCallNext() ends one and calls the next in one request", async () => {
  const { model, asked } = desk([done({ ticketId: "s", label: "S", version: 11, next: GIVEN })]);
  await completeAndCallNext(model, row("s"));
  assertEquals(asked.map(({ path, body }) => [path, body]), [["/tickets/s/complete", { callNext: true }]]);
  assertEquals(model.rows.value.map(({ ticketId }) => ticketId), ["a", "h", "b"]);
  assertEquals(model.activity.value.map(({ deed }) => deed), ["called", "completed"]);
});

Deno.test("completeAndCallNext() says when nobody is next", async () => {
  const { model } = desk([done({ ticketId: "s", label: "S", version: 11, next: null })]);
  await completeAndCallNext(model, row("s"));
  assertEquals(model.notice.value, { tone: "ok", text: "S done. Nobody is waiting", undoId: "s" });
});
