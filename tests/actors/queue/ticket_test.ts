import { assertEquals } from "@std/assert";
import { TICKET_STATES } from "../../../actors/queue/schema.ts";
import { deadlineOf, isEnded, isInLine, isLive, makeTicket } from "../../../actors/queue/ticket.ts";
import { given } from "../../support/given.ts";
import { create, join } from "../../support/queue_fixture.ts";

const TICKET = given(create(), join("a")).ticket("a");

Deno.test("makeTicket() changes what is given, null included, and keeps the rest and the order of fields", () => {
  const changed = makeTicket(TICKET, { code: null, state: "held", holdEndsAt: 5 });
  assertEquals(changed, { ...TICKET, code: null, state: "held", holdEndsAt: 5 });
  assertEquals(Object.keys(changed), Object.keys(TICKET));
  assertEquals(makeTicket(changed, { holdEndsAt: null }).holdEndsAt, null);
});

Deno.test("isLive(), isInLine() and isEnded() divide the states", () => {
  assertEquals(TICKET_STATES.filter(isLive), ["waiting", "held", "called", "serving"]);
  assertEquals(TICKET_STATES.filter(isInLine), ["waiting", "held"]);
  assertEquals(TICKET_STATES.filter(isEnded), ["completed", "no_show", "cancelled"]);
});

Deno.test("deadlineOf() looks at grace when called and at the hold when held only", () => {
  const both = makeTicket(TICKET, { graceEndsAt: 1, holdEndsAt: 2 });
  const deadlines = TICKET_STATES.map((state) => deadlineOf(makeTicket(both, { state })));
  assertEquals(deadlines, [null, null, 2, 1, null, null, null, null]);
});
