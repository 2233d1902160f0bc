import { assertEquals, assertStrictEquals } from "@std/assert";
import {
  changesBetween,
  marksOf,
  type Step,
  type StepChange,
  type StepState,
  unsettled,
  withSteps,
} from "../../../islands/desk/overlay.ts";
import { NOW, row, view } from "./desk_rows.ts";

const BUSY = [row("c", { status: "called" }), row("s", { status: "serving" })];
const LINE = [row("a", { position: 1 }), row("b", { position: 2 }), row("d", { position: 3 })];
const VIEW = view([...BUSY, ...LINE]);

function step(ticketId: string, change: StepChange, state: StepState = { kind: "sent" }): Step {
  return { id: 1, ticketId, change, at: NOW, state };
}

function shown(...steps: readonly Step[]): readonly string[] {
  return withSteps(VIEW, steps).rows.map(({ ticketId, status, position }) =>
    status === "waiting" || status === "held" ? `${position} ${ticketId} ${status}` : `${ticketId} ${status}`
  );
}

const CALL: StepChange = { kind: "call", room: "2", by: "staff:me" };

Deno.test("withSteps() without steps is the very same view", () => {
  assertStrictEquals(withSteps(VIEW, []), VIEW);
});

Deno.test("withSteps() shows a call at the top and closes the gap in the line", () => {
  assertEquals(shown(step("b", CALL)), ["b called", "c called", "s serving", "1 a waiting", "2 d waiting"]);
  const called = withSteps(VIEW, [step("b", CALL)]).rows[0];
  assertEquals([called?.room, called?.calledBy, called?.calls], ["2", "staff:me", 1]);
});

Deno.test("withSteps() of a recall keeps the first call's time", () => {
  const recalled = withSteps(view([row("c", { status: "called", calledAt: "then", calls: 1 })]), [
    step("c", CALL),
  ]);
  assertEquals([recalled.rows[0]?.calledAt, recalled.rows[0]?.calls], ["then", 2]);
  assertEquals(recalled.rows[0]?.lastCalledAt, new Date(NOW).toISOString());
});

Deno.test("withSteps() shows start, hold, resume and gone", () => {
  assertEquals(shown(step("c", { kind: "start" }))[0], "c serving");
  assertEquals(shown(step("a", { kind: "hold" }))[2], "1 a held");
  assertEquals(shown(step("a", { kind: "hold" }), step("a", { kind: "resume" }))[2], "1 a waiting");
  assertEquals(shown(step("a", { kind: "gone" })), ["c called", "s serving", "1 b waiting", "2 d waiting"]);
});

Deno.test("withSteps() moves to a place of the line, not of the table", () => {
  assertEquals(shown(step("d", { kind: "move", position: 1 })).slice(2), [
    "1 d waiting",
    "2 a waiting",
    "3 b waiting",
  ]);
  assertEquals(shown(step("a", { kind: "move", position: 3 })).slice(2), [
    "1 b waiting",
    "2 d waiting",
    "3 a waiting",
  ]);
});

Deno.test("withSteps() ignores a step about somebody who is not in the view", () => {
  assertEquals(shown(step("gone", CALL)), shown());
});

Deno.test("withSteps() leaves rows alone that nothing happened to", () => {
  const after = withSteps(VIEW, [step("d", { kind: "class", class: "urgent" })]);
  assertEquals(after.rows[4]?.class, "urgent");
  for (const index of [0, 1, 2, 3]) assertStrictEquals(after.rows[index], VIEW.rows[index]);
});

Deno.test("unsettled() ends a confirmed step when the view reaches its version, and no other", () => {
  const confirmed = (version: number) => step("a", CALL, { kind: "done", version });
  assertEquals(unsettled([confirmed(10), confirmed(11)], VIEW), [confirmed(11)]);
  const waiting = [step("a", CALL), step("b", CALL, { kind: "queued", key: "k" })];
  assertStrictEquals(unsettled(waiting, VIEW), waiting);
});

Deno.test("marksOf() marks what is on the way and what is kept, until it is confirmed", () => {
  const marks = marksOf([
    step("a", CALL),
    step("b", CALL, { kind: "queued", key: "k" }),
    step("c", CALL, { kind: "done", version: 11 }),
  ]);
  assertEquals([...marks], [["a", "sent"], ["b", "queued"]]);
  assertEquals([...marksOf([step("a", CALL)], ["a", "d"])], [["a", "sent"], ["d", "queued"]]);
});

Deno.test("changesBetween() counts rows that came, went or changed, and a changed status of the queue", () => {
  assertEquals(changesBetween(VIEW, VIEW), 0);
  const drifted = view([...BUSY, ...LINE.map((one) => ({ ...one, estimatedWaitMinutes: 99 }))]);
  assertEquals(changesBetween(VIEW, drifted), 0);
  const next = view([...BUSY, row("a", { version: 2 }), row("b"), row("new")]);
  assertEquals(changesBetween(VIEW, next), 3);
  assertEquals(changesBetween(VIEW, { ...VIEW, queue: { ...VIEW.queue, status: "paused" } }), 1);
});
