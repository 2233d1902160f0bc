import { assertEquals } from "@std/assert";
import {
  patientClaim,
  prefixClaim,
  quoteAt,
  refuse,
  type Situation,
  ticketFor,
  wrongState,
} from "../../../actors/queue/situation.ts";
import { given } from "../../support/given.ts";
import { act, CONFIG, create, id, join, patient, START_AT } from "../../support/queue_fixture.ts";

function situationOf(queue: ReturnType<typeof given>): Situation {
  const turn = { at: START_AT, by: "staff:ann", heldBy: () => null };
  return { state: queue.state, config: CONFIG, turn, headline: (_state, work) => work.minutes };
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
    refuse("stale_version", `Cannot change version 4 of ticket A-001: it has version 3`, { version }),
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
    refuse("wrong_state", "Cannot start ticket A-001: it is waiting", { state: "waiting" }),
  );
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
