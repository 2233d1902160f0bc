import { assertEquals } from "@std/assert";
import type { ClaimOwner } from "../../../actors/shared/domain.ts";
import { given } from "../../support/given.ts";
import {
  act,
  call,
  callNext,
  cancel,
  change,
  create,
  HOUR_MS,
  id,
  join,
  joinAs,
  MINUTE_MS,
  patient,
  setPriority,
  setStatus,
  START_AT,
} from "../../support/queue_fixture.ts";

const ELSEWHERE: ClaimOwner = { kind: "queue", actorId: "laboratory", holder: "ticket-there" };

Deno.test("decideJoin() gives the next number, the end of the line and a quote", () => {
  given(create(), join("a"), { minutes: 1 }).when(join("b"), { by: "anonymous" }).then({
    type: "TicketJoined",
    at: START_AT + MINUTE_MS,
    by: "anonymous",
    ticketId: id("b"),
    patientId: patient("b"),
    tokenNumber: 2,
    state: "waiting",
    class: "routine",
    quote: { position: 2, headlineMinutes: 2 },
  });
});

Deno.test("decideJoin() quotes the place among priorities, not the end", () => {
  given(create({ ordering: "priority" }), join("a"), join("b"), { minutes: 10 })
    .when(joinAs("urgent", "c"))
    .then({ type: "TicketJoined", quote: { position: 1, headlineMinutes: 0 } });
});

Deno.test("decideJoin() refuses a queue that was never created", () => {
  given().when(join("a")).refused("not_found");
});

Deno.test("decideJoin() refuses a second ticket of a patient, waiting or waitlisted, and says which", () => {
  const queue = given(create({ capacity: 1 }), join("a"), join("w", { acceptWaitlist: true }));
  queue.when(join("again", { patientId: patient("a") })).refused("already_waiting", {
    ticketId: "a",
    queueId: "queue",
  });
  queue.when(join("again", { patientId: patient("w") })).refused("already_waiting", { ticketId: "w" });
});

Deno.test("decideJoin() refuses a second ticket while called and serving, and lets in after the end", () => {
  const queue = given(create(), join("a"), callNext());
  const again = join("again", { patientId: patient("a") });
  queue.when(again).refused("already_waiting", { ticketId: "a" });
  queue.and(act("Start", "a")).when(again).refused("already_waiting");
  queue.and({ type: "Complete", ticketId: id("a"), callNext: null }).when(again).then({
    type: "TicketJoined",
  });
});

Deno.test("decideJoin() refuses whoever is live in another queue of the tenant", () => {
  given(create()).when(join("a"), { elsewhere: { "p-a": ELSEWHERE } }).refused("already_waiting", {
    queueId: "laboratory",
    ticketId: "ticket-there",
  });
});

Deno.test("decideJoin() lets whoever is live elsewhere onto the waitlist, not into the line", () => {
  const elsewhere = { "p-b": ELSEWHERE };
  const queue = given(create({ capacity: 1 }), join("a"));
  queue.when(join("b", { acceptWaitlist: true }), { elsewhere }).then({
    type: "TicketJoined",
    state: "waitlisted",
  });
  given(create()).when(joinAs("emergency", "b"), { elsewhere }).refused("already_waiting");
});

Deno.test("decideJoin() does not ask who holds the claim of a patient made for this join", () => {
  given(create())
    .when(join("a", { isNewPatient: true }), { elsewhere: { "p-a": ELSEWHERE } })
    .then({ type: "TicketJoined", isNewPatient: true });
});

Deno.test("decideJoin() refuses a class that is not set by staff", () => {
  given(create()).when(join("a", { class: "emergency" })).refused("forbidden");
  given(create()).when(join("a", { class: "routine" })).refused("forbidden");
});

Deno.test("decideJoin() refuses while paused, but not an emergency that staff enter", () => {
  const queue = given(create(), join("a"), setStatus("PauseQueue"));
  queue.when(join("b")).refused("queue_paused");
  queue.when(joinAs("urgent", "b")).refused("queue_paused");
  queue.when(joinAs("emergency", "b")).then({ type: "TicketJoined", class: "emergency" });
  assertEquals(queue.line, ["b", "a"]);
});

Deno.test("decideJoin() refuses when closed, emergencies too", () => {
  const queue = given(create(), setStatus("CloseQueue"));
  queue.when(join("a")).refused("queue_closed");
  queue.when(joinAs("emergency", "a")).refused("queue_closed");
});

Deno.test("decideJoin() refuses an archived queue", () => {
  given(create(), setStatus("ArchiveQueue")).when(join("a")).refused("queue_archived");
});

Deno.test("decideJoin() counts waiting, held, called and serving against the capacity", () => {
  const queue = given(create({ capacity: 4, waitlistCapacity: 0 }), join("a"), join("b"), join("c"));
  queue.and(callNext(), act("Start", "a"), callNext(), act("Hold", "c"), join("d"));
  queue.when(join("e")).refused("queue_full", { capacity: 4, inQueue: 4, waitlist: false, choices: [] });
});

Deno.test("decideJoin() offers the waitlist when full, and fills it to its capacity only", () => {
  const queue = given(create({ capacity: 1, waitlistCapacity: 1 }), join("a"));
  queue.when(join("b")).refused("queue_full", { waitlist: true, choices: ["waitlist"] });
  queue.when(join("b", { acceptWaitlist: true })).then({
    type: "TicketJoined",
    state: "waitlisted",
    tokenNumber: 2,
    quote: null,
  });
  queue.when(join("c", { acceptWaitlist: true })).refused("queue_full", { waitlist: false, inQueue: 1 });
});

Deno.test("decideJoin() lets an emergency that staff enter pass the capacity", () => {
  const queue = given(create({ capacity: 1, waitlistCapacity: 0 }), join("a"));
  queue.when(joinAs("emergency", "b")).then({ type: "TicketJoined", state: "waiting" });
  assertEquals(queue.state.inQueue(), 2);
});

Deno.test("decideJoin() puts newcomers behind a waitlist that has yet to be asked", () => {
  const queue = given(create({ capacity: 2, waitlistCapacity: 20 }), join("a"), join("b"));
  for (let i = 0; i < 12; i++) queue.and(join(`w${i}`, { acceptWaitlist: true }));
  // Ten places at once: more than one command fills.
  queue.when(change({ capacity: 12, waitlistCapacity: 20 }));
  assertEquals(queue.state.waitlist.count, 4);
  queue.when(join("late")).refused("queue_full", { inQueue: 10 });
  queue.when(join("late", { acceptWaitlist: true })).then(
    { type: "TicketPromoted", ticketId: id("w8") },
    { type: "TicketPromoted", ticketId: id("w9"), quote: { position: 12, headlineMinutes: 22 } },
    { type: "TicketJoined", state: "waitlisted" },
  );
  assertEquals(queue.ticket("late").key[2], queue.ticket("late").joinedSeq);
});

Deno.test("decideJoin() fills the last places from the waitlist first, then the newcomer's", () => {
  const queue = given(create({ capacity: 1, waitlistCapacity: 20 }), join("a"));
  for (let i = 0; i < 9; i++) queue.and(join(`w${i}`, { acceptWaitlist: true }));
  queue.when(change({ capacity: 20, waitlistCapacity: 20 }));
  queue.when(join("late")).then(
    { type: "TicketPromoted", ticketId: id("w8") },
    { type: "TicketJoined", state: "waiting", quote: { position: 11, headlineMinutes: 20 } },
  );
});

Deno.test("decideJoin() confirms at once what needs the staff enter, and ranks by them", () => {
  const queue = given(create({ ordering: "priority" }), join("a"), { minutes: 5 });
  queue.when(join("b", { isStaff: true, declaredNeeds: ["elderly", "elderly"] })).then(
    { type: "TicketJoined", declaredNeeds: ["elderly"], quote: { position: 1, headlineMinutes: 0 } },
    { type: "NeedsConfirmed", needs: ["elderly"] },
  );
  assertEquals(queue.line, ["b", "a"]);
});

Deno.test("decideJoin() ranks nobody by what they only declare", () => {
  const queue = given(create({ ordering: "priority" }), join("a"), { minutes: 5 });
  queue.when(join("b", { declaredNeeds: ["pregnant"] })).then({
    type: "TicketJoined",
    declaredNeeds: ["pregnant"],
  });
  assertEquals(queue.line, ["a", "b"]);
  assertEquals(queue.ticket("b").needs, []);
});

Deno.test("decideJoin() numbers a new day from 1 and steps over numbers carried over", () => {
  const queue = given(create({ carriesOver: true }), join("a"), join("b"), join("c"), cancel("a"), {
    ms: 16 * HOUR_MS,
  });
  const numbers = ["d", "e", "f"].map((name) => queue.and(join(name)).ticket(name).tokenNumber);
  assertEquals(numbers, [1, 4, 5]);
  assertEquals([queue.ticket("b").day, queue.ticket("d").day], ["2026-03-02", "2026-03-03"]);
  assertEquals(queue.line, ["b", "c", "d", "e", "f"]);
});

Deno.test("decideJoin() steps over the number of somebody of yesterday who may still come back", () => {
  const queue = given(create({ carriesOver: true }), join("a"), join("b"), { ms: 16 * HOUR_MS - MINUTE_MS });
  queue.and(cancel("a"), { minutes: 2 }, join("c"), act("Undo", "a"));
  assertEquals([queue.ticket("a").tokenNumber, queue.ticket("c").tokenNumber], [1, 3]);
  queue.and(cancel("b"), join("d"));
  assertEquals(queue.ticket("d").tokenNumber, 4);
});

Deno.test("decideJoin() never reuses the number of a ticket that ended", () => {
  const queue = given(
    create(),
    join("a"),
    act("Leave", "a"),
    join("b"),
    join("c"),
    setPriority("b", "urgent"),
  );
  queue.and(call("c"), join("d"));
  assertEquals(["a", "b", "c", "d"].map((name) => queue.ticket(name).tokenNumber), [1, 2, 3, 4]);
});
