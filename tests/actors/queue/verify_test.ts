import { assert, assertEquals } from "@std/assert";
import type { Ticket } from "../../../actors/queue/schema.ts";
import { makeTicket } from "../../../actors/queue/ticket.ts";
import { brokenInvariant, verifyState } from "../../../actors/queue/verify.ts";
import { given } from "../../support/given.ts";
import { act, callNext, create, join } from "../../support/queue_fixture.ts";

const queue = () =>
  given(
    create({ capacity: 3 }),
    join("a"),
    join("b"),
    join("c"),
    join("w", { acceptWaitlist: true }),
    callNext(),
  );

Deno.test("brokenInvariant() and verifyState() find nothing wrong with a sound state", () => {
  const { state } = queue().and(act("Start", "a"), act("Hold", "b"));
  assertEquals([brokenInvariant(state), verifyState(state)], [null, null]);
});

Deno.test("both notice a ticket that is ranked though it has ended", () => {
  const { state } = queue();
  const ticket = state.line.first;
  assert(ticket !== undefined);
  state.line.insert(makeTicket(ticket, { key: [1, 0, 0, ""] }));
  assert(brokenInvariant(state) !== null);
  assert(verifyState(state) !== null);
});

Deno.test("both notice an index that holds an outdated value", () => {
  const { state } = queue();
  const ticket = state.callable.first;
  assert(ticket !== undefined);
  state.putTicket(makeTicket(ticket, { room: "2" }));
  state.callable.replace(ticket, ticket);
  assertEquals(brokenInvariant(state), `Ticket ${ticket.id} is wrongly callable`);
  assert(verifyState(state) !== null);
});

Deno.test("verifyState() notices a number that was issued twice", () => {
  const { state } = queue();
  const [b, c] = ["b", "c"].map((name) => state.ticket(name));
  assert(b !== undefined && c !== undefined);
  const twin: Ticket = { ...c, tokenNumber: b.tokenNumber };
  state.putTicket(twin);
  assertEquals(brokenInvariant(state), null);
  assertEquals(verifyState(state), `Number ${b.tokenNumber} of ${b.day} was issued twice`);
});

Deno.test("verifyState() notices a missing index entry of a ticket that did not change", () => {
  const { state } = queue();
  const ticket = state.waitlist.first;
  assert(ticket !== undefined);
  state.waitlist.remove(ticket);
  assertEquals(verifyState(state), "Waitlist has 0, counts say 1");
});
