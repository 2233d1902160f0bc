import { assertEquals } from "@std/assert";
import { signal } from "@preact/signals";
import { callNext } from "../../../islands/desk/call_next.ts";
import { takeUpdate, tellSessionEnd } from "../../../islands/desk/line_live.ts";
import { POLLED } from "../../../islands/live.ts";
import type { Offline } from "../../../islands/offline/open_offline.ts";
import { onEnded } from "../../../islands/session_end.ts";
import { row, view } from "./desk_rows.ts";
import { setUp } from "./desk_setup.ts";

const WINDOW = view([row("a")], 10);
const whole = (shown = WINDOW) => ({ data: { view: "window", ...shown } });
const patch = (version: number) => ({
  data: {
    view: "patch",
    version,
    queue: {},
    rows: [{ ticketId: "a", status: "called" }],
    removed: [],
    counts: WINDOW.queue.counts,
    more: 0,
  },
});
const statusOf = ({ model }: ReturnType<typeof setUp>) => model.view.value?.rows[0]?.status;

Deno.test("takeUpdate() takes a window and then what changes it", () => {
  const desk = setUp();
  const first = takeUpdate(desk.model, { name: "queue-update", body: whole(), streamed: null });
  assertEquals(statusOf(desk), "waiting");
  takeUpdate(desk.model, { name: "queue-update", body: patch(11), streamed: first });
  assertEquals(statusOf(desk), "called");
});

Deno.test("takeUpdate() of a patch that fits nothing has the stream begin again", () => {
  const desk = setUp();
  assertEquals(takeUpdate(desk.model, { name: "queue-update", body: patch(11), streamed: null }), null);
  assertEquals(desk.model.view.value, null);
});

Deno.test("takeUpdate() shows what was polled, and patches go on fitting what was streamed", () => {
  const desk = setUp();
  const streamed = takeUpdate(desk.model, { name: "queue-update", body: whole(), streamed: null });
  const polled = whole(view([row("a", { status: "serving" })], 12));
  assertEquals(takeUpdate(desk.model, { name: POLLED, body: polled, streamed }), streamed);
  assertEquals(statusOf(desk), "serving");
});

Deno.test("tellSessionEnd() says so at once, and again to what is opened later", () => {
  const session = { isSessionOver: signal(false), offline: signal<Offline | null>(null) };
  let heard = 0;
  const stops = [onEnded(() => heard += 1), tellSessionEnd(session)];
  assertEquals(heard, 0);
  session.isSessionOver.value = true;
  assertEquals(heard, 1);
  session.offline.value = {} as Offline;
  assertEquals(heard, 2);
  stops.forEach((stop) => stop());
});

Deno.test("an answer that asks who is there ends the session of the desk", async () => {
  const problem = { status: 401, code: "session_expired", detail: "", facts: {} };
  const { model } = setUp({ ask: () => ({ kind: "refused", problem }) });
  const stop = tellSessionEnd(model);
  const ended = new Promise<void>((resolve) => {
    const unhear = onEnded(() => {
      unhear();
      resolve();
    });
  });
  await callNext(model);
  await ended;
  stop();
  assertEquals(model.isSessionOver.value, true);
});
