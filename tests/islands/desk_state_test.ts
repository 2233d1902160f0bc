/** The desk's view in the browser: windows and patches as the stream brings them, made by the server's own half. */
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { createEstimator } from "../../actors/prediction/estimate.ts";
import { deskPatch, type DeskView, deskView } from "../../actors/queue/view_desk.ts";
import { AssertionFailed } from "../../actors/shared/assert.ts";
import { applyDeskPatch, nextDeskView } from "../../islands/desk_state.ts";
import { History } from "../support/given.ts";
import { act, callNext, create, join, move } from "../support/queue_fixture.ts";
import { SimulatedRandom } from "../support/simulation_random.ts";

function deskOf(history: History, limit?: number): DeskView {
  const options = { estimate: createEstimator(() => history.at), at: history.at };
  return deskView(history.state, limit === undefined ? options : { ...options, limit });
}

function queueWith(count: number): History {
  const names = Array.from({ length: count }, (_, index) => `n${index}`);
  return new History().and(create({ serviceMinutes: {} }), ...names.map((name) => join(name)));
}

Deno.test("applyDeskPatch() leads from any view to any later one, through JSON", () => {
  const random = new SimulatedRandom("desk patches");
  const history = queueWith(12);
  let shown = deskOf(history);
  for (let step = 0; step < 300; step++) {
    const line = [...history.state.line];
    const someone = line.length > 0 ? random.pick(line) : undefined;
    const choice = random.integer(0, 5);
    if (someone === undefined || choice === 0) history.and(join(`late${step}`));
    else if (choice === 1) history.and(act("Leave", someone.id));
    else if (choice === 2) history.and(move(someone.id, random.integer(1, line.length)));
    else if (choice === 3) history.and(act(someone.state === "held" ? "Resume" : "Hold", someone.id));
    else if (choice === 4 && history.state.callable.count > 0) history.and(callNext({ caller: `c${step}` }));
    else history.and({ minutes: 1 });
    if (random.chance(0.5)) continue;
    const next = deskOf(history, 15);
    shown = applyDeskPatch(shown, JSON.parse(JSON.stringify(deskPatch(shown, next))));
    assertEquals(JSON.parse(JSON.stringify(shown)), JSON.parse(JSON.stringify(next)));
  }
});

Deno.test("applyDeskPatch() fails loudly on a view that the patch was not made from", () => {
  const history = queueWith(3);
  const before = deskOf(history);
  const patch = deskPatch(before, deskOf(history.and(act("Hold", "n2"))));
  assertThrows(() => applyDeskPatch({ ...before, rows: [] }, patch), AssertionFailed, "not in the view");
});

Deno.test("applyDeskPatch() leaves a row alone that the patch does not name", () => {
  const history = queueWith(3);
  const before = deskOf(history);
  const after = applyDeskPatch(before, deskPatch(before, deskOf(history.and(act("Hold", "n2")))));
  assertStrictEquals(after.rows[0], before.rows[0]);
  assert(after.rows[2] !== before.rows[2]);
});

Deno.test("nextDeskView() takes a window whole and applies a patch to what is there", () => {
  const history = queueWith(3);
  const before = deskOf(history);
  assertEquals(nextDeskView(null, { data: { view: "window", ...before } })?.rows, before.rows);
  const patch = deskPatch(before, deskOf(history.and(act("Hold", "n2"))));
  assertEquals(nextDeskView(before, { data: patch })?.rows[2]?.status, "held");
});

Deno.test("nextDeskView() has no view for a patch without one, one that does not fit, and anything else", () => {
  const history = queueWith(3);
  const before = deskOf(history);
  const patch = deskPatch(before, deskOf(history.and(act("Hold", "n2"))));
  assertEquals(nextDeskView(null, { data: patch }), null);
  assertEquals(nextDeskView({ ...before, rows: [] }, { data: patch }), null);
  for (const body of [null, {}, { data: null }, { data: { view: "else" } }, 3]) {
    assertEquals(nextDeskView(before, body), null);
  }
});
