/** What an answer keeps of a ticket: the moment of its command, whatever happens to the state afterwards. */
import { assertEquals } from "@std/assert";
import { createEstimator } from "../../../actors/prediction/estimate.ts";
import { expectedReturnOf, seeTicket, waitOf } from "../../../actors/queue/seen.ts";
import type { ProviderId } from "../../../actors/shared/ids.ts";
import { given } from "../../support/given.ts";
import { act, callNext, create, HOUR_MS, join, START_AT } from "../../support/queue_fixture.ts";

const estimate = createEstimator(() => START_AT);
const LUNCH_ENDS_AT = START_AT + HOUR_MS;

Deno.test("seeTicket() keeps the moment: place, wait and label stay when the line moves on", () => {
  const queue = given(create(), join("a"), join("b"));
  const seen = seeTicket(queue.state, queue.ticket("b"), estimate);
  queue.and(callNext());
  assertEquals([seen.position, seen.ahead, seen.label, seen.ticket.state], [2, 1, "A-002", "waiting"]);
  assertEquals(seeTicket(queue.state, queue.ticket("b"), estimate).position, 1);
  assertEquals(seen.dayEndsAt, queue.state.header.day?.endsAt ?? null);
});

Deno.test("waitOf() promises to those who wait or stepped out, and to nobody else", () => {
  const queue = given(create(), join("a"), join("b"), join("c"), callNext(), act("Hold", "b"));
  const promised = ["a", "b", "c"].map((name) => waitOf(queue.state, queue.ticket(name), estimate) !== null);
  assertEquals(promised, [false, true, true]);
});

Deno.test("expectedReturnOf() tells the first return to whoever waits without a promise, to nobody else", () => {
  const [early, late] = ["early" as ProviderId, "late" as ProviderId];
  const queue = given(create({ providerIds: [late, early] }), join("a"), join("b"));
  const away = (providerId: ProviderId, until: number) =>
    ({ type: "SetProviderStatus", providerId, status: "offline", until, reasonId: null }) as const;
  queue.and(away(late, LUNCH_ENDS_AT + HOUR_MS));
  const told = (name: string) => {
    const ticket = queue.ticket(name);
    return expectedReturnOf(queue.state, { ticket, wait: waitOf(queue.state, ticket, estimate) });
  };
  assertEquals(told("a"), null);
  queue.and(away(early, LUNCH_ENDS_AT), act("Leave", "b"));
  assertEquals([told("a"), told("b")], [LUNCH_ENDS_AT, null]);
});
