import { assertEquals } from "@std/assert";
import type { ClaimOwner } from "../../../actors/shared/domain.ts";
import { given } from "../../support/given.ts";
import {
  act,
  call,
  callNext,
  cancel,
  complete,
  create,
  HOUR_MS,
  id,
  join,
  joinAs,
  MINUTE_MS,
  move,
  patient,
  setStatus,
  START_AT,
} from "../../support/queue_fixture.ts";

const ELSEWHERE: ClaimOwner = { kind: "queue", actorId: "laboratory", holder: "ticket-there" };

Deno.test("decideHold() keeps the rank and sets the expiry; only a waiting person is held", () => {
  const queue = given(create(), join("a"), join("b"));
  queue.when(act("Hold", "a")).then({ type: "TicketHeld", holdEndsAt: START_AT + 20 * MINUTE_MS });
  assertEquals(queue.line, ["a", "b"]);
  assertEquals([queue.state.position(queue.ticket("a")), queue.state.ahead(queue.ticket("b"))], [1, 0]);
  queue.when(act("Hold", "a")).refused("wrong_state", { state: "held" });
  queue.and(callNext()).when(act("Hold", "b")).refused("wrong_state", { state: "called" });
  queue.when(act("Hold", "x")).refused("not_found");
});

Deno.test("decideResume() makes a held person callable again, nobody else", () => {
  const queue = given(create(), join("a"), act("Hold", "a"));
  queue.when(act("Resume", "a")).then({ type: "TicketResumed", cause: "asked" });
  queue.when(act("Resume", "a")).refused("wrong_state", { state: "waiting" });
});

Deno.test("decideDefer() goes the configured places down, to the end when fewer are behind", () => {
  const queue = given(create(), join("a"), join("b"), join("c"), join("d"), callNext());
  queue.when(act("Defer", "a")).then({ type: "TicketDeferred", ticketId: id("a") });
  assertEquals(queue.line, ["b", "c", "a", "d"]);
  queue.and(call("d")).when(act("Defer", "d")).then({ type: "TicketDeferred" });
  assertEquals(queue.line, ["b", "c", "a", "d"]);
  const two = given(create(), join("a"), join("b"), callNext(), act("Defer", "a"));
  assertEquals(two.line, ["b", "a"]);
});

Deno.test("decideDefer() alone in line comes back to the same place", () => {
  const queue = given(create(), join("a"), callNext());
  const { key } = queue.ticket("a");
  queue.when(act("Defer", "a")).then({ type: "TicketDeferred", key });
});

Deno.test("decideDefer() stays inside its tier", () => {
  const queue = given(create(), join("a"), join("b"), joinAs("emergency", "e"), joinAs("emergency", "f"));
  queue.and(callNext()).when(act("Defer", "e"));
  assertEquals(queue.line, ["f", "e", "a", "b"]);
});

Deno.test("decideDefer() is allowed twice, and the next call starts grace and recalls anew", () => {
  const queue = given(create(), join("a"), join("b"), join("c"), callNext(), { minutes: 5 }, call("a"));
  queue.and(act("Defer", "a"));
  assertEquals([queue.ticket("a").calls, queue.ticket("a").graceEndsAt], [0, null]);
  queue.and({ minutes: 5 }, call("a"));
  assertEquals([queue.ticket("a").calls, queue.ticket("a").graceEndsAt], [1, START_AT + 25 * MINUTE_MS]);
  queue.and(act("Defer", "a"), call("a")).when(act("Defer", "a")).refused("defer_limit", { deferrals: 2 });
});

Deno.test("decideDefer() refuses whoever is not called", () => {
  const queue = given(create(), join("a"));
  queue.when(act("Defer", "a")).refused("wrong_state", { state: "waiting" });
  queue.and(callNext(), act("Start", "a")).when(act("Defer", "a")).refused("wrong_state", {
    state: "serving",
  });
});

Deno.test("decideLeave() ends waitlisted, waiting, held and called tickets, and no others", () => {
  const queue = given(
    create({ capacity: 3 }),
    join("a"),
    join("b"),
    join("c"),
    join("w", { acceptWaitlist: true }),
  );
  queue.when(act("Leave", "w"), { by: "link:w" }).then({
    type: "TicketCancelled",
    cause: "left",
    by: "link:w",
  });
  queue.and(act("Hold", "b"), callNext());
  queue.when(act("Leave", "a")).then({ type: "TicketCancelled", cause: "left" });
  queue.when(act("Leave", "b")).then({ type: "TicketCancelled" });
  queue.when(act("Leave", "c")).then({ type: "TicketCancelled" });
  queue.when(act("Leave", "c")).refused("wrong_state", { state: "cancelled" });
  queue.and(join("d"), callNext(), act("Start", "d")).when(act("Leave", "d")).refused("wrong_state", {
    state: "serving",
  });
  queue.when(act("Leave", "x")).refused("not_found");
});

Deno.test("decideCancel() is the staff's, from the same states", () => {
  const queue = given(create(), join("a"), join("b"), callNext());
  queue.when(cancel("a")).then({ type: "TicketCancelled", cause: "staff" });
  queue.when(cancel("a")).refused("wrong_state", { state: "cancelled" });
  queue.and(callNext(), act("Start", "b")).when(cancel("b")).refused("wrong_state", { state: "serving" });
  queue.and(complete("b")).when(cancel("b")).refused("wrong_state", { state: "completed" });
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

Deno.test("decideUndo() refuses what did not end, completed, or ended with its day", () => {
  given(create(), join("a")).when(act("Undo", "a")).refused("undo_impossible", { state: "waiting" });
  given(create(), join("a"), callNext(), act("Start", "a"), complete("a"))
    .when(act("Undo", "a")).refused("undo_impossible", { state: "completed" });
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
