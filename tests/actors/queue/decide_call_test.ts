import { assert, assertEquals } from "@std/assert";
import type { ProviderId } from "../../../actors/shared/ids.ts";
import { given } from "../../support/given.ts";
import {
  act,
  call,
  callNext,
  complete,
  create,
  id,
  join,
  joinAs,
  MINUTE_MS,
  setStatus,
  START_AT,
} from "../../support/queue_fixture.ts";

const DR = "dr" as ProviderId;
const OTHER = "other" as ProviderId;

Deno.test("decideCallNext() calls the least key, with grace by the ticket's mode", () => {
  given(create(), join("a"), join("b")).when(callNext()).then({
    type: "TicketCalled",
    ticketId: id("a"),
    providerId: DR,
    caller: "desk:dr",
    passed: 0,
    graceEndsAt: START_AT + 15 * MINUTE_MS,
  });
  given(create(), join("a", { mode: "online" })).when(callNext()).then({
    type: "TicketCalled",
    graceEndsAt: START_AT + 2 * MINUTE_MS,
  });
});

Deno.test("decideCallNext() passes over the held and is never blocked by a called one", () => {
  const queue = given(create(), join("a"), join("b"), join("c"), act("Hold", "a"), callNext());
  assertEquals(queue.outcome?.seen?.ticket.id, id("b"));
  queue.when(callNext()).then({ type: "TicketCalled", ticketId: id("c") });
});

Deno.test("decideCallNext() refuses an empty line, a paused queue, a queue unknown", () => {
  given(create()).when(callNext()).refused("queue_empty");
  given(create(), join("a"), act("Hold", "a")).when(callNext()).refused("queue_empty");
  given(create(), join("a"), setStatus("PauseQueue")).when(callNext()).refused("queue_paused");
  given().when(callNext()).refused("not_found");
});

Deno.test("decideCallNext() goes on serving those inside a closed queue", () => {
  given(create(), join("a"), setStatus("CloseQueue")).when(callNext()).then({ type: "TicketCalled" });
});

Deno.test("decideCallNext() takes the provider asked for, the only one, or none when there is none", () => {
  const two = given(create({ providerIds: [DR, OTHER] }), join("a"));
  two.when(callNext()).refused("provider_unknown");
  two.when({ type: "CallNext", providerId: OTHER, room: "2", caller: "desk", after: null })
    .then({ type: "TicketCalled", providerId: OTHER, room: "2" });
  given(create(), join("a"))
    .when({ type: "CallNext", providerId: OTHER, room: null, caller: "desk", after: null })
    .refused("provider_unknown");
  given(create({ providerIds: [] }), join("a")).when(callNext()).then({
    type: "TicketCalled",
    providerId: null,
  });
});

Deno.test("decideCallNext() answers the same again to a caller who repeats an older `after`", () => {
  const queue = given(create(), join("a"), join("b"), join("c"), callNext(), { minutes: 1 });
  queue.when(callNext({ after: "a" })).then({ type: "TicketCalled", ticketId: id("b") });
  queue.when(callNext({ after: "a" })).then();
  assertEquals([queue.outcome?.seen?.ticket.id, queue.outcome?.isRepeat], [id("b"), true]);
  queue.and(setStatus("PauseQueue")).when(callNext({ after: "a" })).then();
  queue.and(setStatus("OpenQueue")).when(callNext({ after: "b" })).then({
    type: "TicketCalled",
    ticketId: id("c"),
  });
  assertEquals(queue.outcome?.isRepeat, false);
});

Deno.test("decideCallNext() calls another for another caller, and without `after`", () => {
  const queue = given(create(), join("a"), join("b"), join("c"), join("d"), callNext({ caller: "desk" }));
  queue.when(callNext({ caller: "room", after: "a" })).then({ type: "TicketCalled", ticketId: id("b") });
  queue.when(callNext({ caller: "desk", after: "a" })).then({ type: "TicketCalled", ticketId: id("c") });
  queue.when(callNext({ caller: "desk" })).then({ type: "TicketCalled", ticketId: id("d") });
});

Deno.test("decideCallNext() takes somebody called by name for the last one when they are named", () => {
  const queue = given(create(), join("a"), join("b"), join("c"), callNext(), { minutes: 1 }, call("c"), {
    minutes: 1,
  });
  queue.when(callNext({ after: "c" })).then({ type: "TicketCalled", ticketId: id("b") });
  queue.when(callNext({ after: "c" })).then();
  assertEquals(queue.outcome?.seen?.ticket.id, id("b"));
});

Deno.test("decideCallNext() answers again what `complete` gave to the caller", () => {
  const queue = given(create(), join("a"), join("b"), join("c"), callNext(), act("Start", "a"), {
    minutes: 1,
  });
  queue.and(complete("a", "desk")).when(callNext({ after: "a" })).then();
  assertEquals(queue.outcome?.seen?.ticket.id, id("b"));
});

Deno.test("decideCallNext() knows a caller by session and provider, however the provider was named", () => {
  const next = (providerId: ProviderId | null, after: string | null = null) =>
    ({
      type: "CallNext",
      providerId,
      room: null,
      caller: "s",
      after: after === null ? null : id(after),
    }) as const;
  const two = given(
    create({ providerIds: [DR, OTHER] }),
    join("a"),
    join("b"),
    join("c"),
    join("d"),
    join("e"),
  );
  two.and(next(OTHER), act("Start", "a"), { minutes: 1 }, complete("a", "s"));
  two.when(next(OTHER, "a")).then();
  assertEquals([two.outcome?.seen?.ticket.id, two.outcome?.isRepeat], [id("b"), true]);
  two.when(next(DR, "a")).then({ type: "TicketCalled", ticketId: id("c") });
  const one = given(create(), join("a"), join("b"), join("c")).and(next(null), next(DR, "a"));
  one.when(next(null, "a")).then();
  assertEquals([one.outcome?.seen?.ticket.id, one.outcome?.isRepeat], [id("b"), true]);
});

Deno.test("decideCall() calls by name and records how many callable it passed", () => {
  given(create(), join("a"), join("b"), join("c"), join("d"), act("Hold", "b"))
    .when(call("d")).then({ type: "TicketCalled", ticketId: id("d"), passed: 2, caller: null });
});

Deno.test("decideCall() refuses the held, the waitlisted, the served, the ended and the unknown", () => {
  const queue = given(create({ capacity: 2 }), join("a"), join("b"), join("w", { acceptWaitlist: true }));
  queue.when(call("w")).refused("wrong_state", { state: "waitlisted" });
  queue.and(act("Hold", "b")).when(call("b")).refused("wrong_state", { state: "held" });
  queue.and(call("a"), act("Start", "a")).when(call("a")).refused("wrong_state", { state: "serving" });
  queue.and(complete("a")).when(call("a")).refused("wrong_state", { state: "completed" });
  queue.when(call("nobody")).refused("not_found");
});

Deno.test("decideCall() refuses while paused, but not an emergency", () => {
  const queue = given(create(), join("a"), setStatus("PauseQueue"), joinAs("emergency", "e"));
  queue.when(call("a")).refused("queue_paused");
  queue.when(call("e")).then({ type: "TicketCalled", ticketId: id("e") });
  queue.and({ minutes: 6 }).when(call("e")).then({ type: "TicketRecalled" });
});

Deno.test("decideCall() tells the second of two callers who was first and who is next", () => {
  const queue = given(create(), join("a"), join("b"));
  queue.when(call("a"), { by: "staff:ann" });
  queue.when({ ...call("a"), ifVersion: 2 } as ReturnType<typeof call>, { by: "staff:bob" }).refused(
    "already_called",
    {
      calledBy: "staff:ann",
      calledAt: START_AT,
      nextTicketId: "b",
    },
  );
});

Deno.test("decideCall() tells the second of two callers to which room the first called", () => {
  const queue = given(create(), join("a"));
  queue.when({ ...call("a"), room: "4" } as ReturnType<typeof call>, { by: "staff:ann" });
  queue.when(call("a"), { by: "staff:bob" }).refused("already_called", { room: "4" });
});

Deno.test("decideCall() recalls 5 min after the last call, not a millisecond earlier, at most 3 times", () => {
  const queue = given(create({ graceMinutes: { in_person: 60, online: 2 } }), join("a"), call("a"));
  queue.and({ ms: 5 * MINUTE_MS - 1 }).when(call("a")).refused("recall_too_soon", {
    calledBy: "staff:ann",
    retryAt: START_AT + 5 * MINUTE_MS,
    nextTicketId: null,
  });
  queue.and({ ms: 1 }).when(call("a")).then({ type: "TicketRecalled", ticketId: id("a") });
  queue.when(call("a")).refused("recall_too_soon");
  queue.and({ minutes: 5 }, call("a"), { minutes: 5 }, call("a"), { minutes: 5 });
  queue.when(call("a")).refused("recall_limit", { recalls: 3 });
  assertEquals(queue.ticket("a").calls, 4);
});

Deno.test("decideCall() lets another recall after 5 min, and keeps the grace of the first call", () => {
  const queue = given(create(), join("a"), call("a"), { minutes: 5 });
  queue.when(call("a"), { by: "staff:bob" }).then({ type: "TicketRecalled" });
  assertEquals(queue.ticket("a").calledBy, "staff:bob");
  assertEquals(queue.ticket("a").graceEndsAt, START_AT + 15 * MINUTE_MS);
});

Deno.test("decideCall() refuses a version seen before the last change", () => {
  const queue = given(create(), join("a"), act("Hold", "a"), act("Resume", "a"));
  const stale = { type: "Call", ticketId: id("a"), providerId: null, room: null, caller: "desk" } as const;
  const { version } = queue.ticket("a");
  queue.when({ ...stale, ifVersion: version - 1 }).refused("stale_version", { version });
  queue.when({ ...stale, ifVersion: version }).then({ type: "TicketCalled" });
});

Deno.test("decideStart() starts a called person only, in the caller's name and provider", () => {
  const queue = given(create(), join("a"));
  queue.when(act("Start", "a")).refused("wrong_state", { state: "waiting" });
  queue.and(callNext()).when(act("Start", "a")).then({ type: "ServiceStarted", providerId: DR });
  queue.when(act("Start", "a")).refused("wrong_state", { state: "serving" });
  queue.when(act("Start", "x")).refused("not_found");
});

Deno.test("S2 26: decideStart() serves who turns up before the mark, and refuses after it", () => {
  const inTime = given(create(), join("a"), callNext(), { ms: 15 * MINUTE_MS - 1 });
  inTime.when(act("Start", "a")).then({ type: "ServiceStarted" });
  given(create(), join("a"), callNext(), { minutes: 15 }).when(act("Start", "a")).refused("wrong_state", {
    state: "no_show",
  });
});

Deno.test("decideComplete() completes, and calls the next in the same decision when asked", () => {
  const queue = given(create(), join("a"), join("b"), callNext(), act("Start", "a"));
  queue.when(complete("a", "desk")).then(
    { type: "ServiceCompleted", ticketId: id("a") },
    { type: "TicketCalled", ticketId: id("b"), caller: "desk:dr", providerId: DR, passed: 0 },
  );
  assertEquals([queue.outcome?.seen?.ticket.id, queue.outcome?.next?.ticket.id], [id("a"), id("b")]);
  queue.and(act("Start", "b")).when(complete("b", "desk")).then({ type: "ServiceCompleted" });
  assertEquals(queue.outcome?.next, null);
});

Deno.test("decideComplete() calls nobody without being asked or while paused", () => {
  const queue = given(create(), join("a"), join("b"), callNext(), act("Start", "a"));
  queue.and(setStatus("PauseQueue")).when(complete("a", "desk")).then({ type: "ServiceCompleted" });
  const silent = given(create(), join("a"), join("b"), callNext(), act("Start", "a"));
  silent.when(complete("a")).then({ type: "ServiceCompleted" });
  assert(silent.ticket("b").state === "waiting");
});

Deno.test("decideComplete() goes on for the provider who served, though the queue has several", () => {
  const queue = given(create({ providerIds: [DR, OTHER] }), join("a"), join("b"));
  queue.and(
    { type: "CallNext", providerId: OTHER, room: null, caller: "desk", after: null },
    act("Start", "a"),
  );
  queue.when(complete("a", "desk")).then({ type: "ServiceCompleted" }, {
    type: "TicketCalled",
    providerId: OTHER,
  });
});

Deno.test("decideComplete() refuses whoever is not being served", () => {
  const queue = given(create(), join("a"), callNext());
  queue.when(complete("a")).refused("wrong_state", { state: "called" });
  queue.and(act("Start", "a"), complete("a")).when(complete("a")).refused("wrong_state", {
    state: "completed",
  });
  queue.when(complete("x")).refused("not_found");
});

Deno.test("decideNoShow() marks a called person at once, nobody else, and not twice", () => {
  const queue = given(create(), join("a"));
  queue.when(act("NoShow", "a")).refused("wrong_state", { state: "waiting" });
  queue.and(callNext()).when(act("NoShow", "a")).then({ type: "TicketMissed", cause: "staff_no_show" });
  queue.when(act("NoShow", "a")).refused("wrong_state", { state: "no_show" });
});

Deno.test("decideAcknowledge() records the first, changes nothing the second time, refuses before a call", () => {
  const queue = given(create(), join("a"));
  queue.when(act("Acknowledge", "a")).refused("wrong_state", { state: "waiting" });
  queue.and(callNext()).when(act("Acknowledge", "a"), { by: "link:a" }).then({ type: "TicketAcknowledged" });
  queue.when(act("Acknowledge", "a")).then();
  assertEquals(queue.ticket("a").acknowledgedAt, START_AT);
});
