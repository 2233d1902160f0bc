import { assertEquals } from "@std/assert";
import { PROMOTIONS_PER_COMMAND_MAX } from "../../../actors/queue/promote.ts";
import type { ClaimOwner } from "../../../actors/shared/domain.ts";
import { domain, given, type History } from "../../support/given.ts";
import { act, callNext, cancel, change, complete, create, id, join } from "../../support/queue_fixture.ts";

const ELSEWHERE: ClaimOwner = { kind: "queue", actorId: "laboratory", holder: "ticket-there" };

function fullWith(waitlisted: number, capacity = 2): History {
  const queue = given(create({ capacity, waitlistCapacity: 50 }));
  for (let i = 0; i < capacity; i++) queue.and(join(`in${i}`));
  for (let i = 0; i < waitlisted; i++) queue.and(join(`w${i}`, { acceptWaitlist: true }));
  return queue;
}

Deno.test("promote() fills the place of whoever leaves, is removed, missed or completed, in order", () => {
  fullWith(2).when(act("Leave", "in0")).then({ type: "TicketCancelled" }, {
    type: "TicketPromoted",
    ticketId: id("w0"),
  });
  fullWith(2).when(cancel("in1")).then({ type: "TicketCancelled" }, {
    type: "TicketPromoted",
    ticketId: id("w0"),
  });
  fullWith(1).and(callNext()).when(act("NoShow", "in0")).then({ type: "TicketMissed" }, {
    type: "TicketPromoted",
  });
  fullWith(1).and(callNext(), act("Start", "in0")).when(complete("in0", "desk")).then(
    { type: "ServiceCompleted" },
    { type: "TicketCalled", ticketId: id("in1") },
    { type: "TicketPromoted", quote: { position: 1, headlineMinutes: 0 } },
  );
});

Deno.test("promote() quotes the line as it will be: without the leaver, with those promoted before", () => {
  fullWith(1).when(act("Leave", "in0")).then({ type: "TicketCancelled" }, {
    type: "TicketPromoted",
    quote: { position: 2, headlineMinutes: 2 },
  });
  fullWith(2).when(change({ capacity: 4 })).then(
    { type: "QueueChanged" },
    { type: "TicketPromoted", quote: { position: 3, headlineMinutes: 4 } },
    { type: "TicketPromoted", quote: { position: 4, headlineMinutes: 6 } },
  );
});

Deno.test("promote() does not fill for a waitlisted who leaves, a hold, or an undo", () => {
  fullWith(2).when(act("Leave", "w0")).then({ type: "TicketCancelled" });
  fullWith(2).when(act("Hold", "in0")).then({ type: "TicketHeld" });
  const undone = fullWith(1).and(cancel("in0"));
  undone.when(act("Undo", "in0")).then({ type: "TicketRestored" });
  // One too many now: the next to leave frees nothing.
  undone.and(join("x", { acceptWaitlist: true })).when(cancel("in1")).then({ type: "TicketCancelled" });
});

Deno.test("promote() offers a free place to whoever an undo puts back on the waitlist, before any newcomer", () => {
  const queue = fullWith(1, 1).and(cancel("w0"), callNext(), act("Start", "in0"), complete("in0"));
  queue.when(act("Undo", "w0")).then({ type: "TicketRestored", state: "waitlisted" });
  assertEquals(domain.deadline(queue.state), queue.at);
  queue.when({ type: "Tick" }).then({ type: "TicketPromoted", ticketId: id("w0") });
  queue.when(join("late")).refused("queue_full");
  // Nothing is offered while there is no place.
  const full = fullWith(1, 1).and(cancel("w0"), act("Undo", "w0"));
  assertEquals([full.state.header.promotion, full.ticket("w0").state], [null, "waitlisted"]);
});

Deno.test("promote() skips whoever is live elsewhere and tries the next", () => {
  const queue = fullWith(2);
  queue.when(act("Leave", "in0"), { elsewhere: { "p-w0": ELSEWHERE } }).then(
    { type: "TicketCancelled" },
    { type: "PromotionSkipped", ticketId: id("w0") },
    { type: "TicketPromoted", ticketId: id("w1") },
  );
  queue.when(act("Leave", "in1")).then({ type: "TicketCancelled" }, {
    type: "TicketPromoted",
    ticketId: id("w0"),
  });
});

Deno.test("promote() asks a skipped person again at the next free place only", () => {
  const queue = fullWith(1);
  const elsewhere = { "p-w0": ELSEWHERE };
  queue.when(act("Leave", "in0"), { elsewhere }).then({ type: "TicketCancelled" }, {
    type: "PromotionSkipped",
  });
  queue.when(act("Hold", "in1")).then({ type: "TicketHeld" });
  queue.when({ type: "Tick" }).then();
  queue.when(join("new")).then({ type: "TicketJoined", state: "waiting" });
  queue.when(act("Leave", "in1")).then({ type: "TicketCancelled" }, {
    type: "TicketPromoted",
    ticketId: id("w0"),
  });
});

Deno.test("promote() is bounded in a command; ticks that the deadline asks for go on", () => {
  const queue = fullWith(20);
  queue.when(change({ capacity: 30, waitlistCapacity: 50 }));
  assertEquals(queue.state.waitlist.count, 20 - PROMOTIONS_PER_COMMAND_MAX);
  let ticks = 0;
  for (
    let at = domain.deadline(queue.state);
    at !== null && at <= queue.at;
    at = domain.deadline(queue.state)
  ) {
    queue.and({ type: "Tick" });
    ticks += 1;
  }
  assertEquals([queue.state.waitlist.count, ticks], [0, 2]);
  assertEquals(queue.line.slice(-2), ["w18", "w19"]);
});

Deno.test("promote() goes on behind those skipped when more than a command's share are live elsewhere", () => {
  const queue = fullWith(12);
  const elsewhere = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`p-w${i}`, ELSEWHERE]));
  queue.when(act("Leave", "in0"), { elsewhere });
  queue.when({ type: "Tick" }, { elsewhere }).then(
    { type: "PromotionSkipped", ticketId: id("w8") },
    { type: "PromotionSkipped", ticketId: id("w9") },
    { type: "TicketPromoted", ticketId: id("w10") },
  );
  assertEquals(queue.state.header.promotion, null);
});

Deno.test("promote() fills a place that time freed with the next command", () => {
  const queue = fullWith(1).and(callNext(), { minutes: 15 });
  queue.when({ type: "Tick" }).then({ type: "TicketPromoted", ticketId: id("w0") });
});
