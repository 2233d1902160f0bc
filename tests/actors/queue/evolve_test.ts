import { assertEquals, assertThrows } from "@std/assert";
import { evolve, freePlaces } from "../../../actors/queue/evolve.ts";
import type { QueueEvent } from "../../../actors/queue/schema.ts";
import { AssertionFailed } from "../../../actors/shared/assert.ts";
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
  MINUTE_MS,
  START_AT,
} from "../../support/queue_fixture.ts";

Deno.test("evolve() fails on an event out of order, about an unknown ticket, or before a day is open", () => {
  const { state } = given(create());
  const about = (ticketId: string): QueueEvent => ({
    type: "ServiceCompleted",
    at: START_AT,
    by: "staff:ann",
    ticketId: id(ticketId),
  });
  assertThrows(() => evolve(state, { event: about("a"), seq: state.header.seq }), AssertionFailed);
  assertThrows(() => evolve(state, { event: about("nobody"), seq: state.header.seq + 1 }), AssertionFailed);
});

Deno.test("evolve() keeps called, arrived and served apart, each with its time", () => {
  const queue = given(create(), join("a"), { minutes: 2 }, callNext(), { minutes: 6 }, call("a"), {
    minutes: 1,
  });
  queue.and(act("Acknowledge", "a"), { minutes: 1 }, act("Start", "a"), { minutes: 10 }, complete("a"));
  const { firstCalledAt, lastCalledAt, acknowledgedAt, startedAt, endedAt, calls, state } = queue.ticket("a");
  const minutes = [firstCalledAt, lastCalledAt, acknowledgedAt, startedAt, endedAt]
    .map((at) => ((at ?? 0) - START_AT) / MINUTE_MS);
  assertEquals(minutes, [2, 8, 9, 10, 20]);
  assertEquals([calls, state, queue.state.header.servicesCompleted], [2, "completed", 1]);
});

Deno.test("evolve() keeps the highest number called, not the last", () => {
  const queue = given(create(), join("a"), join("b"), join("c"), call("c"), callNext());
  assertEquals(queue.state.header.highestTokenCalled, 3);
  assertEquals(queue.state.header.lastCalledTicketId, id("a"));
});

Deno.test("evolve() gives each changed ticket the log position as version", () => {
  const queue = given(create(), join("a"), join("b"), act("Hold", "a"));
  assertEquals([queue.ticket("a").version, queue.ticket("b").version], [queue.state.header.seq, 4]);
});

Deno.test("evolve() marks what the position formula does not speak of", () => {
  const queue = given(
    create(),
    join("a"),
    join("b"),
    join("c"),
    act("Hold", "a"),
    act("Resume", "a"),
    cancel("b"),
  );
  queue.and(act("Undo", "b"));
  assertEquals(["a", "b", "c"].map((name) => queue.ticket(name).isIrregular), [true, true, false]);
});

Deno.test("freePlaces() is what the capacity leaves, never negative, infinite without one", () => {
  assertEquals(freePlaces(given(create({ capacity: 3 }), join("a")).state), 2);
  assertEquals(freePlaces(given(create()).state), Infinity);
  const over = given(create({ capacity: 1 }), join("a"), cancel("a"), join("b"), act("Undo", "a"));
  assertEquals(freePlaces(over.state), 0);
});
