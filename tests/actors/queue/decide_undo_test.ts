/** Taking the last step back: each kind of step, its boundary, its second time, and when the person has moved on. */
import { assertEquals } from "@std/assert";
import type { QueueCommand } from "../../../actors/queue/commands.ts";
import type { ClaimOwner } from "../../../actors/shared/domain.ts";
import { given, type History } from "../../support/given.ts";
import {
  act,
  call,
  callNext,
  cancel,
  change,
  complete,
  create,
  HOUR_MS,
  id,
  join,
  MINUTE_MS,
  move,
  patient,
  setPriority,
  setStatus,
  START_AT,
} from "../../support/queue_fixture.ts";

const ELSEWHERE: ClaimOwner = { kind: "queue", actorId: "laboratory", holder: "ticket-there" };
const LINK = { by: "link:a" };

/** The ticket without what an undo changes by its nature. */
function bare(queue: History, name: string) {
  const { version: _v, undoable: _u, isIrregular: _i, changedAt: _a, changedBy: _b, ...rest } = queue.ticket(
    name,
  );
  return rest;
}

/** Applies `step` to ticket `a` of `queue`, takes it back at once, and expects the ticket as it was. */
function comesBack(queue: History, step: QueueCommand, action: string): void {
  const before = bare(queue, "a");
  const line = queue.line;
  queue.and(step);
  assertEquals(queue.ticket("a").undoable?.action, action);
  queue.when(act("Undo", "a")).then({ type: "TicketRestored", action, state: before.state, key: before.key });
  assertEquals(bare(queue, "a"), before);
  assertEquals(queue.line, line);
  assertEquals(queue.ticket("a").isIrregular, true);
  queue.when(act("Undo", "a")).refused("undo_impossible", { state: before.state, by: "staff:ann" });
}

Deno.test("decideUndo() gives back the ticket as it was before each kind of step, and only once", () => {
  const three = () => given(create(), join("a"), join("b"), join("c"));
  comesBack(three(), call("a"), "call");
  comesBack(three(), callNext(), "call");
  comesBack(three().and(callNext()), act("Start", "a"), "start");
  comesBack(three().and(callNext(), act("Start", "a")), complete("a"), "complete");
  comesBack(three(), act("Hold", "a"), "hold");
  comesBack(three().and(callNext()), act("Defer", "a"), "defer");
  comesBack(three(), move("a", 3), "move");
  comesBack(three(), setPriority("a", "emergency"), "priority");
  comesBack(three().and(callNext()), setPriority("a", "urgent"), "priority");
  comesBack(three().and(act("Hold", "a")), move("a", 2), "move");
  comesBack(three(), cancel("a"), "cancel");
  comesBack(three(), act("Leave", "a"), "leave");
});

Deno.test("decideUndo() of each step holds at exactly 5 min, and not after", () => {
  const steps: readonly (readonly [QueueCommand[], QueueCommand])[] = [
    [[], call("a")],
    [[callNext()], act("Start", "a")],
    [[callNext(), act("Start", "a")], complete("a")],
    [[], act("Hold", "a")],
    [[callNext()], act("Defer", "a")],
    [[], move("a", 2)],
    [[], setPriority("a", "urgent")],
  ];
  for (const [before, step] of steps) {
    const build = () => given(create(), join("a"), join("b"), ...before, step);
    build().and({ minutes: 5 }).when(act("Undo", "a")).then({ type: "TicketRestored" });
    const late = build().and({ ms: 5 * MINUTE_MS + 1 });
    const undoUntilAt = START_AT + 5 * MINUTE_MS;
    late.when(act("Undo", "a")).refused("undo_expired", { undoUntilAt, by: "staff:ann" });
  }
});

Deno.test("decideUndo() of a call ends its grace and gives it to nobody: the next call takes the same person", () => {
  const queue = given(create(), join("a"), join("b"), callNext(), act("Undo", "a"));
  assertEquals([queue.ticket("a").graceEndsAt, queue.ticket("a").calls, queue.state.header.given], [
    null,
    0,
    {},
  ]);
  assertEquals(queue.and({ minutes: 20 }).applyDue(), []);
  queue.when(callNext({ after: "x" })).then({ type: "TicketCalled", ticketId: id("a") });
  assertEquals(queue.ticket("a").deferrals, 0);
});

Deno.test("decideUndo() of a call stands although the person confirmed having seen it, and not after a recall", () => {
  const seen = given(create(), join("a"), callNext());
  seen.when(act("Acknowledge", "a"), LINK).then({ type: "TicketAcknowledged" });
  seen.when(act("Undo", "a")).then({ type: "TicketRestored", action: "call", state: "waiting" });
  assertEquals(seen.ticket("a").acknowledgedAt, null);
  const again = given(create(), join("a"), callNext(), { minutes: 5 }, call("a"));
  again.when(act("Undo", "a")).refused("undo_impossible", { state: "called" });
});

Deno.test("decideUndo() of a start or a deferral gives the rest of the grace, across a pause", () => {
  const start = given(create(), join("a"), callNext(), { minutes: 10 }, act("Start", "a"), { minutes: 4 });
  start.and(act("Undo", "a"));
  assertEquals(start.ticket("a").graceEndsAt, start.at + 5 * MINUTE_MS);
  const paused = given(create(), join("a"), callNext(), { minutes: 5 }, setStatus("PauseQueue"), {
    minutes: 30,
  });
  paused.and(act("Start", "a"), { minutes: 1 }, act("Undo", "a"), { minutes: 3 }, setStatus("OpenQueue"));
  assertEquals(paused.ticket("a").graceEndsAt, paused.at + 10 * MINUTE_MS);
  const defer = given(create(), join("a"), join("b"), callNext(), { minutes: 10 }, act("Defer", "a"), {
    minutes: 2,
  });
  defer.and(act("Undo", "a"));
  assertEquals([defer.ticket("a").graceEndsAt, defer.ticket("a").deferrals], [defer.at + 5 * MINUTE_MS, 0]);
});

Deno.test("decideUndo() of a completion goes on serving, counts it no more, and holds the patient's claim again", () => {
  const queue = given(
    create(),
    join("a"),
    join("b"),
    callNext(),
    act("Start", "a"),
    { minutes: 3 },
    complete("a"),
  );
  assertEquals(queue.state.header.servicesCompleted, 1);
  queue.and({ minutes: 2 }).when(act("Undo", "a")).then({ type: "TicketRestored", state: "serving" });
  assertEquals([queue.state.header.servicesCompleted, queue.ticket("a").startedAt], [0, START_AT]);
  queue.when(complete("a")).then({ type: "ServiceCompleted" });
  assertEquals(queue.state.header.servicesCompleted, 1);
});

Deno.test("decideUndo() of a completion with the next one called takes back that one alone", () => {
  const queue = given(create(), join("a"), join("b"), callNext(), act("Start", "a"), complete("a", "desk"));
  queue.when(act("Undo", "a")).then({ type: "TicketRestored", state: "serving" });
  assertEquals([queue.ticket("a").state, queue.ticket("b").state], ["serving", "called"]);
  queue.when(act("Undo", "b")).then({ type: "TicketRestored", action: "call" });
});

Deno.test("decideUndo() takes back the last step alone", () => {
  const queue = given(create(), join("a"), join("b"), move("a", 2), callNext(), call("a"), act("Start", "a"));
  queue.and(act("Undo", "a"));
  queue.when(act("Undo", "a")).refused("undo_impossible", { state: "called" });
});

Deno.test("decideUndo() refuses what the person did themselves since, or time", () => {
  const held = given(create(), join("a"), move("a", 1), setPriority("a", "urgent"));
  held.when(act("Hold", "a"), LINK);
  held.when(act("Undo", "a")).refused("undo_impossible", { state: "held", by: "link:a" });
  const deferred = given(create(), join("a"), join("b"), callNext());
  deferred.when(act("Defer", "a"), LINK);
  deferred.when(act("Undo", "a")).refused("undo_impossible", { state: "waiting", by: "link:a" });
  const back = given(create(), join("a"), act("Hold", "a"), act("Resume", "a"));
  back.when(act("Undo", "a")).refused("undo_impossible", { state: "waiting" });
  const expired = given(create({ holdMinutes: 2 }), join("a"), act("Hold", "a"), { minutes: 2 });
  expired.when(act("Undo", "a")).refused("undo_impossible", { state: "waiting", by: "system" });
  const needs = given(create({ ordering: "priority" }), join("a"), setPriority("a", "urgent"));
  needs.and({ type: "ConfirmNeeds", ticketId: id("a"), needs: ["elderly"] });
  needs.when(act("Undo", "a")).refused("undo_impossible");
});

Deno.test("decideUndo() of a class refuses once it brought the person off the waitlist", () => {
  const queue = given(create({ capacity: 1 }), join("x"), join("a", { acceptWaitlist: true }));
  queue.and(setPriority("a", "emergency"));
  assertEquals(queue.ticket("a").state, "waiting");
  queue.when(act("Undo", "a")).refused("undo_impossible");
});

Deno.test("decideUndo() of a step inside the line offers nobody a place and takes none", () => {
  const queue = given(
    create({ capacity: 2 }),
    join("a"),
    join("b"),
    join("w", { acceptWaitlist: true }),
    callNext(),
  );
  queue.when(act("Undo", "a")).then({ type: "TicketRestored" });
  assertEquals([queue.state.inQueue(), queue.ticket("w").state], [2, "waitlisted"]);
});

Deno.test("decideUndo() of a move gives the place that the policy means after the policy changed", () => {
  const queue = given(create({ ordering: "token" }), join("a"), join("b"), join("c"), move("a", 3));
  queue.and(change({ ordering: "arrival" }), act("Undo", "a"));
  assertEquals(queue.line, ["a", "b", "c"]);
  const urgent = given(create({ ordering: "token" }), join("a"), join("b"), setPriority("b", "emergency"));
  urgent.and(change({ ordering: "priority" }), act("Undo", "b"));
  assertEquals(urgent.line, ["a", "b"]);
});

Deno.test("decideUndo() of a day that is over: nothing in a queue that ends, the last minutes in one that goes on", () => {
  const last = { ms: 16 * HOUR_MS - MINUTE_MS };
  const ends = given(create(), join("a"), last, callNext(), act("Start", "a"), { minutes: 1 });
  ends.when(act("Undo", "a")).refused("undo_impossible", { state: "serving" });
  const moved = given(create(), join("a"), join("b"), last, move("a", 2), { minutes: 1 });
  moved.when(act("Undo", "a")).refused("undo_impossible", { state: "cancelled" });
  const goesOn = given(create({ carriesOver: true }), join("a"), last, callNext(), { minutes: 1 });
  goesOn.when(act("Undo", "a")).then({ type: "TicketRestored", action: "call" });
});

Deno.test("decideUndo() gives the old place back, at exactly 5 min, and not after", () => {
  const queue = given(create(), join("a"), join("b"), join("c"), cancel("b"), { minutes: 5 });
  const key = queue.ticket("b").key;
  queue.when(act("Undo", "b")).then({ type: "TicketRestored", state: "waiting", key });
  assertEquals(queue.line, ["a", "b", "c"]);
  queue.when(act("Undo", "b")).refused("undo_impossible", { state: "waiting" });
  const late = given(create(), join("a"), act("Leave", "a"), { ms: 5 * MINUTE_MS + 1 });
  late.when(act("Undo", "a")).refused("undo_expired", { undoUntilAt: late.ticket("a").undoable?.until });
});

Deno.test("decideUndo() lets a missed person wait again, called anew", () => {
  const queue = given(create(), join("a"), join("b"), callNext(), { minutes: 15 });
  queue.when(act("Undo", "a")).then({ type: "TicketRestored", state: "waiting" });
  assertEquals([queue.ticket("a").calls, queue.ticket("a").graceEndsAt, queue.ticket("a").cause], [
    0,
    null,
    null,
  ]);
  queue.when(callNext()).then({ type: "TicketCalled", ticketId: id("a") });
});

Deno.test("decideUndo() gives a removed called or held person the rest of their grace or hold", () => {
  const queue = given(create(), join("a"), join("b"), callNext(), act("Hold", "b"), { minutes: 10 });
  queue.and(cancel("a"), cancel("b"), { minutes: 4 }, act("Undo", "a"), act("Undo", "b"));
  assertEquals(queue.ticket("a").state, "called");
  assertEquals(queue.ticket("a").graceEndsAt, queue.at + 5 * MINUTE_MS);
  assertEquals(queue.ticket("b").state, "held");
  assertEquals(queue.ticket("b").holdEndsAt, queue.at + 10 * MINUTE_MS);
});

Deno.test("decideUndo() gives the rest of the grace across pauses before and after the removal", () => {
  const queue = given(create(), join("a"), callNext(), { minutes: 5 }, setStatus("PauseQueue"), {
    minutes: 30,
  });
  queue.and(cancel("a"), { minutes: 1 }, setStatus("OpenQueue"), { minutes: 1 }, act("Undo", "a"));
  assertEquals(queue.ticket("a").graceEndsAt, queue.at + 10 * MINUTE_MS);
  queue.and(
    { minutes: 2 },
    cancel("a"),
    { minutes: 1 },
    setStatus("PauseQueue"),
    { minutes: 1 },
    act("Undo", "a"),
  );
  queue.and({ minutes: 50 }, setStatus("OpenQueue"));
  assertEquals(queue.ticket("a").graceEndsAt, queue.at + 8 * MINUTE_MS);
});

Deno.test("decideUndo() refuses once the person holds another ticket, here or elsewhere", () => {
  const again = given(create(), join("a"), cancel("a"), join("second", { patientId: patient("a") }));
  again.when(act("Undo", "a")).refused("undo_impossible");
  given(create(), join("a"), cancel("a"))
    .when(act("Undo", "a"), { elsewhere: { "p-a": ELSEWHERE } }).refused("undo_impossible");
});

Deno.test("decideUndo() refuses a ticket nothing was done to, and one that ended with its day", () => {
  given(create(), join("a")).when(act("Undo", "a")).refused("undo_impossible", { state: "waiting" });
  given(create(), join("a"), { ms: 16 * HOUR_MS }).when(act("Undo", "a")).refused("undo_impossible");
  given(create(), { ms: 16 * HOUR_MS - MINUTE_MS }, join("a"), cancel("a"), { minutes: 1 })
    .when(act("Undo", "a")).refused("undo_impossible");
});

Deno.test("decideUndo() is not refused for capacity", () => {
  const queue = given(create({ capacity: 1, waitlistCapacity: 0 }), join("a"), cancel("a"), join("b"));
  queue.when(act("Undo", "a")).then({ type: "TicketRestored" });
  assertEquals(queue.state.inQueue(), 2);
});

Deno.test("decideUndo() restores a waitlisted ticket to the waitlist", () => {
  const queue = given(
    create({ capacity: 1 }),
    join("a"),
    join("w", { acceptWaitlist: true }),
    act("Leave", "w"),
  );
  queue.when(act("Undo", "w")).then({ type: "TicketRestored", state: "waitlisted" });
  assertEquals(queue.state.waitlistedOf(patient("w"))?.id, id("w"));
});

Deno.test("decideUndo() steps beside somebody who was moved to the same place meanwhile", () => {
  const queue = given(
    create(),
    join("a"),
    join("b"),
    join("c"),
    join("d"),
    move("d", 2),
    cancel("d"),
    move("c", 2),
  );
  assertEquals(queue.ticket("c").key, queue.ticket("d").key);
  queue.and(act("Undo", "d"));
  assertEquals(queue.line, ["a", "c", "d", "b"]);
});
