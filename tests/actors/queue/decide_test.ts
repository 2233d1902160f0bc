import { assertEquals } from "@std/assert";
import type { TrackingCode } from "../../../actors/shared/ids.ts";
import { domain, given } from "../../support/given.ts";
import {
  act,
  callNext,
  create,
  id,
  join,
  MINUTE_MS,
  setStatus,
  START_AT,
} from "../../support/queue_fixture.ts";

Deno.test("decide() answers Tick with what is due, and with nothing the second time", () => {
  const queue = given(create(), join("a"), callNext());
  const tick = (at: number) =>
    domain.decide(queue.state, { type: "Tick" }, { at, by: "system", heldBy: () => null });
  const graceEndsAt = START_AT + 15 * MINUTE_MS;
  assertEquals(tick(graceEndsAt - 1), { events: [] });
  assertEquals(tick(graceEndsAt), {
    events: [{ type: "TicketMissed", at: graceEndsAt, by: "system", ticketId: id("a"), cause: "grace" }],
  });
  queue.and({ minutes: 15 }, { type: "Tick" });
  assertEquals(tick(graceEndsAt), { events: [] });
});

Deno.test("decide() records a payment, takes it back, and changes nothing the second time", () => {
  const queue = given(create(), join("a"));
  const pay = (paidAt: number | null) => ({ type: "RecordPayment", ticketId: id("a"), paidAt }) as const;
  queue.when(pay(START_AT)).then({ type: "PaymentRecorded", paidAt: START_AT });
  queue.when(pay(START_AT)).then();
  queue.when(pay(null)).then({ type: "PaymentRecorded", paidAt: null });
  queue.when({ ...pay(START_AT), ifVersion: 1 }).refused("stale_version");
  queue.when(pay(-1)).then({ type: "PaymentRecorded", paidAt: -1 });
});

Deno.test("decide() revokes a link, with or without a new code, after the end too", () => {
  const queue = given(create(), join("a"));
  queue.when({ type: "RevokeLink", ticketId: id("a"), code: "fresh" as TrackingCode }).then({
    type: "LinkRevoked",
  });
  assertEquals([queue.state.byCode("code-a"), queue.state.byCode("fresh")?.id], [undefined, id("a")]);
  queue.and(act("Leave", "a")).when({ type: "RevokeLink", ticketId: id("a"), code: null });
  assertEquals([queue.state.byCode("fresh"), queue.ticket("a").linkVersion], [undefined, 3]);
  queue.when({ type: "RevokeLink", ticketId: id("x"), code: null }).refused("not_found");
});

Deno.test("decide() lets everything but joins and calls go on while paused", () => {
  const queue = given(
    create(),
    join("a"),
    join("b"),
    join("c"),
    join("d"),
    callNext(),
    callNext(),
    setStatus("PauseQueue"),
  );
  queue.when(act("Start", "a")).then({ type: "ServiceStarted" });
  queue.when(act("Acknowledge", "b")).then({ type: "TicketAcknowledged" });
  queue.when(act("Defer", "b")).then({ type: "TicketDeferred" });
  queue.when(act("Hold", "c")).then({ type: "TicketHeld" });
  queue.when(act("Resume", "c")).then({ type: "TicketResumed" });
  queue.when(act("Leave", "d")).then({ type: "TicketCancelled" });
  queue.when(act("Undo", "d")).then({ type: "TicketRestored" });
});
