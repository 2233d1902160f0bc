import { assertEquals } from "@std/assert";
import { given } from "../../support/given.ts";
import {
  act,
  call,
  callNext,
  cancel,
  complete,
  create,
  id,
  join,
  joinAs,
  MINUTE_MS,
  START_AT,
} from "../../support/queue_fixture.ts";

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
