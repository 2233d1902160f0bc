/** The desk's window, and what a patch between two of them holds. */
import { assert, assertEquals } from "@std/assert";
import { createEstimator } from "../../../actors/prediction/estimate.ts";
import {
  DESK_ROWS_MAX,
  deskPatch,
  type DeskView,
  deskView,
  isEmptyPatch,
} from "../../../actors/queue/view_desk.ts";
import { History } from "../../support/given.ts";
import {
  act,
  call,
  callNext,
  create,
  id,
  join,
  MINUTE_MS,
  move,
  setStatus,
  START_AT,
} from "../../support/queue_fixture.ts";

function deskOf(history: History, limit?: number): DeskView {
  const options = { estimate: createEstimator(() => history.at), at: history.at };
  return deskView(history.state, limit === undefined ? options : { ...options, limit });
}

function queueWith(count: number): History {
  const names = Array.from({ length: count }, (_, index) => `n${index}`);
  return new History().and(create({ serviceMinutes: {} }), ...names.map((name) => join(name)));
}

const ids = (view: DeskView) => view.rows.map((row) => row.ticketId);

Deno.test("deskView() shows called, then serving, then the line in order, with counts", () => {
  const history = queueWith(6).and(
    callNext({ caller: "one" }),
    { minutes: 1 },
    act("Start", "n0"),
    callNext({ caller: "two" }),
    { minutes: 1 },
    callNext({ caller: "three" }),
    move("n5", 1),
  );
  const view = deskOf(history);
  assertEquals(ids(view), ["n2", "n1", "n0", "n5", "n3", "n4"]);
  assertEquals([view.queue.counts.called, view.queue.counts.serving, view.queue.counts.waiting], [2, 1, 3]);
  assertEquals(view.rows[0]?.calledBy, history.state.ticket(id("n2"))?.calledBy);
  assertEquals(view.more, 0);
});

Deno.test("deskView() says when somebody was called last, beside the first time", () => {
  const history = queueWith(2).and(call("n0"), { minutes: 6 }, call("n0"));
  const [called, waiting] = deskOf(history).rows;
  const at = (minutes: number) => new Date(START_AT + minutes * MINUTE_MS).toISOString();
  assertEquals([called?.calledAt, called?.lastCalledAt], [at(0), at(6)]);
  assertEquals(waiting?.lastCalledAt, null);
});

Deno.test("deskView() is cut at its limit and says how many did not fit", () => {
  const history = queueWith(DESK_ROWS_MAX + 7).and(callNext());
  assertEquals([deskOf(history).rows.length, deskOf(history).more], [DESK_ROWS_MAX, 7]);
  assertEquals([deskOf(history, 1_000).rows.length, deskOf(history, 1_000).more], [DESK_ROWS_MAX, 7]);
  assertEquals([ids(deskOf(history, 2)), deskOf(history, 2).more], [["n0", "n1"], DESK_ROWS_MAX + 5]);
});

Deno.test("deskView() stays as it was when the queue goes on", () => {
  const history = queueWith(2);
  const view = deskOf(history);
  const before = JSON.stringify(view);
  history.and(join("late"), act("Leave", "n0"));
  assertEquals(JSON.stringify(view), before);
});

Deno.test("deskPatch() of a join holds the new row alone", () => {
  const history = queueWith(50);
  const before = deskOf(history);
  const patch = deskPatch(before, deskOf(history.and(join("late"))));
  assertEquals(patch.rows.map((row) => row.ticketId), ["late"]);
  assertEquals(patch.removed, []);
  assertEquals(patch.counts.waiting, 51);
});

Deno.test("deskPatch() of a change holds the changed fields alone", () => {
  const history = queueWith(3);
  const before = deskOf(history);
  const patch = deskPatch(before, deskOf(history.and(act("Hold", "n2"))));
  assertEquals(patch.rows.map((row) => Object.keys(row).sort()), [[
    "holdEndsAt",
    "status",
    "ticketId",
    "undo",
    "version",
  ]]);
  assertEquals(patch.order, undefined);
});

Deno.test("isEmptyPatch() is true between two views of the same at different instants", () => {
  const history = queueWith(3);
  const before = deskOf(history);
  assert(isEmptyPatch(deskPatch(before, { ...before, queue: { ...before.queue, updatedAt: "later" } })));
  assert(!isEmptyPatch(deskPatch(before, deskOf(history.and(setStatus("PauseQueue"))))));
});
