import { assertEquals } from "@std/assert";
import {
  factsOf,
  patientClaim,
  prefixClaim,
  quoteAt,
  refuse,
  type Situation,
  ticketFor,
  wrongState,
} from "../../../actors/queue/situation.ts";
import { given } from "../../support/given.ts";
import {
  act,
  callNext,
  CONFIG,
  create,
  id,
  join,
  MINUTE_MS,
  patient,
  START_AT,
} from "../../support/queue_fixture.ts";

function situationOf(queue: ReturnType<typeof given>): Situation {
  const turn = { at: START_AT, by: "staff:ann", heldBy: () => null };
  return {
    state: queue.state,
    config: CONFIG,
    turn,
    headline: (_state, work) => work.minutes,
    claimedAt: null,
  };
}

Deno.test("ticketFor() answers the ticket, or that it is unknown or changed since", () => {
  const queue = given(create(), join("a"));
  const situation = situationOf(queue);
  const { version } = queue.ticket("a");
  assertEquals(ticketFor(situation, { ticketId: id("a"), ifVersion: version }), {
    ticket: queue.ticket("a"),
  });
  assertEquals(
    ticketFor(situation, { ticketId: id("a"), ifVersion: version + 1 }),
    refuse("stale_version", `Cannot change version 4 of ticket A-001: it has version 3`, {
      version,
      state: "waiting",
      at: START_AT,
      by: null,
    }),
  );
  assertEquals(
    ticketFor(situation, { ticketId: id("x") }),
    refuse("not_found", "Cannot find ticket x in this queue"),
  );
});

Deno.test("wrongState() says what was tried and the present state", () => {
  const queue = given(create(), join("a"));
  assertEquals(
    wrongState(situationOf(queue), queue.ticket("a"), { tried: "start" }),
    refuse("wrong_state", "Cannot start ticket A-001: it is waiting", {
      state: "waiting",
      at: START_AT,
      by: null,
    }),
  );
});

Deno.test("factsOf() tells staff who brought the ticket where it is, and nobody else", () => {
  const queue = given(create(), join("a"), { minutes: 1 });
  queue.when(act("Hold", "a"), { by: "staff:bob" });
  const situation = situationOf(queue);
  const at = START_AT + MINUTE_MS;
  assertEquals(factsOf(situation, queue.ticket("a")), { state: "held", at, by: "staff:bob" });
  for (const by of ["link:a", "patient:p-a", "anonymous", "system"]) {
    const asked = { ...situation, turn: { ...situation.turn, by } };
    assertEquals(factsOf(asked, queue.ticket("a")), { state: "held", at }, by);
  }
});

Deno.test("factsOf() of a called ticket names the caller, also after the person confirmed; ticketFor() who changed it", () => {
  const queue = given(create(), join("a"), callNext(), { minutes: 2 });
  queue.when(act("Acknowledge", "a"), { by: "link:a" });
  const situation = situationOf(queue);
  const { version } = queue.ticket("a");
  const called = { state: "called", at: START_AT, by: "staff:ann" };
  assertEquals(factsOf(situation, queue.ticket("a")), called);
  const stale = ticketFor(situation, { ticketId: id("a"), ifVersion: version - 1 });
  const facts = "rejection" in stale ? stale.rejection.facts : null;
  assertEquals(facts, { version, state: "called", at: START_AT + 2 * MINUTE_MS, by: "link:a" });
});

Deno.test("quoteAt() quotes as if the events before had happened: leavers gone, the held without work", () => {
  const queue = given(
    create(),
    join("a"),
    join("b", { appointmentType: "blood" }),
    join("c"),
    act("Hold", "c"),
    join("d"),
  );
  const situation = situationOf(queue);
  const gone = (name: string) =>
    ({ type: "TicketCancelled", at: 0, by: "x", ticketId: id(name), cause: "left", reasonId: null }) as const;
  const place = queue.ticket("d");
  assertEquals(quoteAt(situation, place, { before: [] }), { position: 4, headlineMinutes: 20 });
  assertEquals(quoteAt(situation, place, { before: [gone("b")] }), { position: 3, headlineMinutes: 15 });
  assertEquals(quoteAt(situation, place, { before: [gone("c")] }), { position: 3, headlineMinutes: 20 });
  assertEquals(quoteAt(situation, queue.ticket("a"), { before: [gone("d")] }), {
    position: 1,
    headlineMinutes: 0,
  });
});

Deno.test("patientClaim() is a tenant's, prefixClaim() a facility's", () => {
  assertEquals(patientClaim(CONFIG, patient("a")), ["tenant", "patient", "p-a"]);
  assertEquals(prefixClaim(CONFIG), ["facility", "prefix", "A"]);
});
