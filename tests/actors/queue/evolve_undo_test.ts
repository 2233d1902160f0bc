/** What steps leave behind, and what an undo makes of it; which of them may be used is in `decide_undo_test.ts`. */
import { assertEquals } from "@std/assert";
import {
  callOf,
  later,
  restoredChange,
  stoodFor,
  undoableAfter,
  undoableByStaff,
} from "../../../actors/queue/evolve_undo.ts";
import type { EventOf } from "../../../actors/queue/events.ts";
import { makeTicket } from "../../../actors/queue/ticket.ts";
import { given } from "../../support/given.ts";
import { act, call, callNext, create, id, join, MINUTE_MS, START_AT } from "../../support/queue_fixture.ts";

const PAUSED_AT = START_AT + 2 * MINUTE_MS;

Deno.test("undoableAfter() keeps state and key for five minutes, undoableByStaff() of staff's own steps alone", () => {
  const ticket = given(create(), join("a")).ticket("a");
  const step = { action: "hold", at: START_AT } as const;
  const undoable = {
    state: "waiting",
    key: ticket.key,
    until: START_AT + 5 * MINUTE_MS,
    action: "hold",
  } as const;
  assertEquals(undoableAfter(ticket, step), undoable);
  assertEquals(undoableAfter(ticket, { ...step, was: { calls: 2 } }), { ...undoable, was: { calls: 2 } });
  for (const by of ["staff:ann", "key:k1"]) {
    assertEquals(undoableByStaff(ticket, { ...step, by }), undoable, by);
  }
  for (const by of ["link:a", "patient:p", "system", "anonymous"]) {
    assertEquals(undoableByStaff(ticket, { ...step, by }), null, by);
  }
});

Deno.test("stoodFor() is how long a pause has held the clocks, later() puts an instant off by that", () => {
  const { header } = given(create()).state;
  const paused = { ...header, pausedAt: PAUSED_AT };
  const at = PAUSED_AT + MINUTE_MS;
  assertEquals([stoodFor(header, at), stoodFor(paused, at)], [0, MINUTE_MS]);
  assertEquals([later(5, MINUTE_MS), later(null, MINUTE_MS)], [5 + MINUTE_MS, null]);
});

Deno.test("callOf() keeps how a call stands", () => {
  const queue = given(create(), join("a"), { minutes: 1 }, call("a"), act("Acknowledge", "a"));
  const { providerId, room, calledBy, firstCalledAt, lastCalledAt, calls, graceEndsAt, acknowledgedAt } =
    queue
      .ticket("a");
  assertEquals(callOf(queue.ticket("a"), 0), {
    providerId,
    room,
    calledBy,
    firstCalledAt,
    lastCalledAt,
    calls,
    graceEndsAt,
    acknowledgedAt,
  });
  assertEquals([calls, acknowledgedAt], [1, queue.at]);
});

Deno.test("restoredChange() of what version 1 wrote gives a removed person the rest of their grace", () => {
  const queue = given(create(), join("a"), callNext());
  const called = queue.ticket("a");
  const endedAt = START_AT + 4 * MINUTE_MS;
  const undoable = { state: "called", key: called.key, until: endedAt + 5 * MINUTE_MS } as const;
  const removed = makeTicket(called, { state: "cancelled", cause: "left", endedAt, undoable });
  const event: EventOf<"TicketRestored"> = {
    type: "TicketRestored",
    at: endedAt + 3 * MINUTE_MS,
    by: "staff:ann",
    ticketId: id("a"),
    state: "called",
    key: called.key,
  };
  const change = restoredChange(queue.state.header, removed, event);
  assertEquals([change.state, change.endedAt, change.cause, change.undoable], ["called", null, null, null]);
  assertEquals(change.graceEndsAt, (called.graceEndsAt ?? 0) + 3 * MINUTE_MS);
});
