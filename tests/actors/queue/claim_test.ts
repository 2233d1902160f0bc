/** Instants that a desk without a connection claims: their bounds, and what becomes of them. */
import { assertEquals } from "@std/assert";
import { boundedClaim, CLAIM_AGE_MS_MAX, claimFor, happenedAt } from "../../../actors/queue/claim.ts";
import type { QueueCommand } from "../../../actors/queue/commands.ts";
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
  MINUTE_MS,
  move,
  setPriority,
  setStatus,
  START_AT,
} from "../../support/queue_fixture.ts";

const DAY_STARTS_AT = START_AT - 8 * HOUR_MS;

/** `command` as a desk gave it `minutes` after the start. */
function claimed(command: QueueCommand, minutes: number): QueueCommand {
  return Object.assign({ ...command }, { claimedAt: START_AT + minutes * MINUTE_MS });
}

function offline(name: string, minutes: number) {
  return join(name, { isStaff: true, claimedAt: START_AT + minutes * MINUTE_MS });
}

Deno.test("boundedClaim() keeps an instant between the start of the day and now, and is none for now or later", () => {
  const { state } = given(create());
  const turn = { at: START_AT, by: "staff:ann", heldBy: () => null };
  const bounded = (claimedAt: number | undefined) => boundedClaim(state, claimedAt, turn);
  assertEquals(bounded(undefined), null);
  assertEquals([bounded(START_AT), bounded(START_AT + 1)], [null, null]);
  assertEquals(bounded(START_AT - 1), START_AT - 1);
  assertEquals(
    [bounded(DAY_STARTS_AT), bounded(DAY_STARTS_AT - 1), bounded(0)],
    Array(3).fill(DAY_STARTS_AT),
  );
  assertEquals(bounded(NaN), null);
});

Deno.test("boundedClaim() believes nothing older than a day, however long the day is", () => {
  const { state } = given(create());
  const at = START_AT + 40 * HOUR_MS;
  const turn = { at, by: "staff:ann", heldBy: () => null };
  assertEquals(boundedClaim(state, START_AT, turn), at - CLAIM_AGE_MS_MAX);
});

Deno.test("claimFor() never goes before what the ticket went through already", () => {
  const queue = given(create(), join("a"), { minutes: 5 }, call("a"), { minutes: 5 }, act("Start", "a"));
  assertEquals(claimFor(queue.ticket("a"), START_AT), START_AT + 10 * MINUTE_MS);
  assertEquals(claimFor(queue.ticket("a"), START_AT + 11 * MINUTE_MS), START_AT + 11 * MINUTE_MS);
});

Deno.test("happenedAt() is the claimed instant, else that of the turn", () => {
  assertEquals([happenedAt({ at: 5 }), happenedAt({ at: 5, claimedAt: 3 })], [5, 3]);
});

Deno.test("what a desk did unseen keeps its true times, and both instants are on record", () => {
  const queue = given(create(), join("a"), { minutes: 30 });
  queue.when(claimed(call("a"), 5)).then({
    type: "TicketCalled",
    at: START_AT + 30 * MINUTE_MS,
    claimedAt: START_AT + 5 * MINUTE_MS,
  });
  queue.and(claimed(act("Start", "a"), 7), claimed(complete("a"), 19));
  const { firstCalledAt, lastCalledAt, startedAt, endedAt } = queue.ticket("a");
  assertEquals(
    [firstCalledAt, lastCalledAt, startedAt, endedAt].map((at) => ((at ?? 0) - START_AT) / MINUTE_MS),
    [
      5,
      5,
      7,
      19,
    ],
  );
});

Deno.test("what a desk did unseen never happens before what happened already, nor does a recall", () => {
  const queue = given(create(), { minutes: 10 }, join("a"), { minutes: 10 });
  queue.when(claimed(call("a"), 5)).then({ type: "TicketCalled", claimedAt: START_AT + 10 * MINUTE_MS });
  queue.when(claimed(act("Start", "a"), 2)).then({
    type: "ServiceStarted",
    claimedAt: START_AT + 10 * MINUTE_MS,
  });
  queue.when(claimed(complete("a"), 99)).then({ type: "ServiceCompleted" });
  assertEquals(queue.ticket("a").endedAt, queue.at);
});

Deno.test("the grace of a call and the end of a hold run from when the queue learned of it", () => {
  const queue = given(
    create(),
    join("a"),
    join("b"),
    { minutes: 60 },
    claimed(call("a"), 5),
    claimed(act("Hold", "b"), 5),
  );
  assertEquals(queue.ticket("a").graceEndsAt, queue.at + 15 * MINUTE_MS);
  assertEquals(queue.ticket("b").holdEndsAt, queue.at + 20 * MINUTE_MS);
  assertEquals(queue.applyDue(), []);
});

Deno.test("a recall counts from the instants at which both calls were made", () => {
  const queue = given(create(), join("a"), { minutes: 30 }, claimed(call("a"), 5));
  queue.when(claimed(call("a"), 9)).refused("recall_too_soon");
  queue.when(claimed(call("a"), 10)).then({ type: "TicketRecalled", claimedAt: START_AT + 10 * MINUTE_MS });
  assertEquals(queue.ticket("a").lastCalledAt, START_AT + 10 * MINUTE_MS);
});

Deno.test("a call that another made first wins over a late one, whenever that was made", () => {
  const queue = given(create(), join("a"), { minutes: 10 }, callNext(), { minutes: 1 });
  queue.when(claimed(call("a"), 2), { by: "staff:bob" }).refused("already_called", {
    state: "called",
    by: "staff:ann",
    at: START_AT + 10 * MINUTE_MS,
  });
});

Deno.test("completing late calls the next now, since that is when they are called", () => {
  const queue = given(create(), join("a"), join("b"), callNext(), act("Start", "a"), { minutes: 30 });
  queue.when(claimed(complete("a", "desk"), 5)).then(
    { type: "ServiceCompleted", claimedAt: START_AT + 5 * MINUTE_MS },
    { type: "TicketCalled", ticketId: id("b"), at: queue.at },
  );
  assertEquals(queue.ticket("b").firstCalledAt, queue.at);
});

Deno.test("what a desk did before another took a step with the same ticket comes too late, its own sequence not", () => {
  const BEN = { by: "staff:ben" };
  const refused = { by: BEN.by };
  const later = () => given(create(), join("a"), join("b"), { minutes: 2 });
  const called = later().when(call("a"), BEN).and({ minutes: 3 });
  for (const step of ["Start", "NoShow", "Defer", "Leave", "Undo"] as const) {
    called.when(claimed(act(step, "a"), 1)).refused("wrong_state", { ...refused, state: "called" });
  }
  called.when(claimed(cancel("a"), 1)).refused("wrong_state", refused);
  called.when(claimed(act("Start", "a"), 2)).then({ type: "ServiceStarted" });
  const seen = later().when(call("a"), BEN).when(act("Acknowledge", "a"), { by: "link:a" }).and({
    minutes: 3,
  });
  seen.when(claimed(act("Undo", "a"), 1)).refused("wrong_state", refused);
  const served = later().when(call("a"), BEN).when(act("Start", "a"), BEN).and({ minutes: 3 });
  served.when(claimed(complete("a"), 1)).refused("wrong_state", { ...refused, state: "serving" });
  const moved = later().when(move("a", 2), BEN).and({ minutes: 3 });
  moved.when(claimed(act("Undo", "a"), 1)).refused("wrong_state", refused);
  moved.when(claimed(move("a", 1), 1)).refused("wrong_state", refused);
  moved.when(claimed(setPriority("a", "urgent"), 1)).refused("wrong_state", refused);
  const own = later().when(call("a")).and(
    { minutes: 3 },
    claimed(act("Start", "a"), 1),
    claimed(complete("a"), 1),
  );
  own.when(claimed(act("Undo", "a"), 1)).then({ type: "TicketRestored" });
  // What leaves the ticket where it stands is no step.
  const paid = later().and(call("a"), act("Start", "a"), { minutes: 3 });
  paid.when({ type: "RecordPayment", ticketId: id("a"), paidAt: paid.at }, BEN).and({ minutes: 1 });
  paid.when(claimed(complete("a"), 4)).then({ type: "ServiceCompleted" });
});

Deno.test("an undo counts its five minutes up to when the desk asked for it", () => {
  const queue = given(create(), join("a"), join("b"), cancel("a"), { minutes: 60 });
  queue.when(claimed(act("Undo", "a"), 5)).then({ type: "TicketRestored", state: "waiting" });
  const late = given(create(), join("a"), join("b"), move("a", 2), { minutes: 60 });
  late.when(claimed(act("Undo", "a"), 6)).refused("undo_expired");
});

Deno.test("who joined unseen ranks by when they came, under every policy, and the position formula is let go", () => {
  for (const ordering of ["token", "arrival", "priority"] as const) {
    const queue = given(
      create({ ordering }),
      join("a"),
      { minutes: 10 },
      join("b"),
      { minutes: 10 },
      join("c"),
    );
    queue.and({ minutes: 10 });
    queue.when(offline("x", 15)).then({
      type: "TicketJoined",
      at: queue.at,
      claimedAt: START_AT + 15 * MINUTE_MS,
    });
    queue.and(offline("y", 5), offline("z", 12), join("d"));
    assertEquals(queue.line, ["a", "y", "b", "z", "x", "c", "d"], ordering);
    const x = queue.ticket("x");
    assertEquals([x.joinedAt, x.enteredAt, x.isIrregular], [START_AT + 15 * MINUTE_MS, x.joinedAt, true]);
    assertEquals([x.tokenNumber, queue.ticket("d").tokenNumber], [4, 7]);
    assertEquals(queue.outcome?.seen?.position, 7);
  }
});

Deno.test("two who came unseen in one millisecond stand in the order in which they were told of, and can be moved", () => {
  const queue = given(
    create(),
    join("a"),
    { minutes: 10 },
    offline("x", 5),
    offline("y", 5),
    offline("z", 5),
    join("b"),
  );
  assertEquals(queue.line, ["a", "x", "y", "z", "b"]);
  queue.and(move("b", 3), move("a", 3));
  assertEquals(queue.line, ["x", "b", "a", "y", "z"]);
});

Deno.test("who came unseen before the first of the day goes first, and a claimed emergency ranks among its like", () => {
  const queue = given(
    create(),
    { minutes: 10 },
    join("a"),
    join("e", { class: "emergency", isStaff: true }),
    { minutes: 10 },
  );
  queue.and(offline("x", 5));
  queue.and({ ...offline("f", 6), class: "emergency" });
  assertEquals(queue.line, ["f", "e", "x", "a"]);
});

Deno.test("a changed policy ranks those who came unseen by when they came too", () => {
  const queue = given(
    create({ ordering: "arrival" }),
    join("a"),
    { minutes: 10 },
    join("b"),
    { minutes: 5 },
    offline("x", 5),
  );
  const config = { ...configOf(queue), ordering: "token" } as const;
  queue.and({ type: "ChangeQueue", config });
  assertEquals(queue.line, ["a", "x", "b"]);
});

function configOf(queue: ReturnType<typeof given>) {
  const { config } = queue.state.header;
  if (config === null) throw new TypeError("No queue");
  return config;
}

Deno.test("nobody but staff says when they came", () => {
  const queue = given(create());
  queue.when(join("a", { claimedAt: START_AT - MINUTE_MS }), { by: "anonymous" }).refused("forbidden");
});

Deno.test("a status that a desk set before somebody set another comes too late; its own sequence does not", () => {
  const queue = given(create(), join("a"), { minutes: 10 }, setStatus("PauseQueue"), { minutes: 10 });
  queue.when(claimed(setStatus("CloseQueue"), 5)).refused("wrong_state", { state: "paused" });
  queue.when(claimed(setStatus("PauseQueue"), 5)).then();
  queue.when(claimed(setStatus("OpenQueue"), 12)).then({
    type: "QueueOpened",
    claimedAt: START_AT + 12 * MINUTE_MS,
  });
  queue.when(claimed(setStatus("PauseQueue"), 14)).then({ type: "QueuePaused" });
  assertEquals([queue.state.header.statusSince, queue.state.header.pausedAt], [
    START_AT + 14 * MINUTE_MS,
    queue.at,
  ]);
});

Deno.test("a provider's status that was set before another one comes too late", () => {
  const set = (status: "available" | "on_break", minutes: number) =>
    claimed(
      { type: "SetProviderStatus", providerId: "dr" as never, status, until: null, reasonId: null },
      minutes,
    );
  const queue = given(create(), { minutes: 10 }, set("on_break", 8));
  queue.when(set("available", 7)).refused("wrong_state", { state: "on_break", at: START_AT + 8 * MINUTE_MS });
  queue.when(set("available", 9)).then({ type: "ProviderStatusSet", status: "available" });
});
