import { assertEquals, assertThrows } from "@std/assert";
import { orphanKey } from "../../../actors/identity/store.ts";
import { queueRecords } from "../../../actors/queue/store.ts";
import { AssertionFailed } from "../../../actors/shared/assert.ts";
import type { Effects } from "../../../actors/shared/domain.ts";
import type { QueueId } from "../../../actors/shared/ids.ts";
import { domain, given, type History } from "../../support/given.ts";
import {
  act,
  callNext,
  cancel,
  change,
  complete,
  CONFIG,
  create,
  HOUR_MS,
  id,
  join,
  patient,
  setStatus,
} from "../../support/queue_fixture.ts";

const NOTHING: Effects = { takes: [], releases: [], records: [] };
const claimOf = (name: string) => ["tenant", "patient", `p-${name}`] as const;

/** The effects of the last event that happened. */
function lastEffects(queue: History): Effects {
  const event = queue.events.at(-1);
  if (event === undefined) throw new Error("Nothing happened");
  return domain.effects(queue.state, event);
}

Deno.test("decide() fails rather than record what no replay could read", () => {
  const queue = given(create(), join("a"));
  const turn = { at: queue.at, by: "staff:ann", heldBy: () => null };
  const pay = (paidAt: number) =>
    domain.decide(queue.state, { type: "RecordPayment", ticketId: id("a"), paidAt }, turn);
  assertEquals("events" in pay(0), true);
  assertThrows(() => pay(0.5), AssertionFailed, "Cannot record PaymentRecorded");
  assertThrows(() => pay(NaN), AssertionFailed, "Cannot record PaymentRecorded");
});

Deno.test("effects() of a join take the patient's claim, unchecked and without an orphan record when new", () => {
  const known = given(create(), join("a"));
  assertEquals(lastEffects(known), {
    ...NOTHING,
    takes: [{ claim: claimOf("a"), holder: "a", isFresh: false }],
  });
  const fresh = given(create(), join("a", { isNewPatient: true }));
  assertEquals(lastEffects(fresh), {
    takes: [{ claim: claimOf("a"), holder: "a", isFresh: true }],
    releases: [],
    records: [{ key: orphanKey(CONFIG.tenantId, patient("a")), value: null }],
  });
});

Deno.test("effects() of a waitlisted join take no claim; the promotion takes it, checked", () => {
  const queue = given(
    create({ capacity: 1 }),
    join("a"),
    join("w", { isNewPatient: true, acceptWaitlist: true }),
  );
  assertEquals(lastEffects(queue).takes, []);
  assertEquals(lastEffects(queue).records.length, 1);
  queue.and(cancel("a"));
  assertEquals(lastEffects(queue).takes, [{ claim: claimOf("w"), holder: "w", isFresh: false }]);
});

Deno.test("effects() of each end release the claim, but not of a waitlisted ticket's", () => {
  const ends: readonly History[] = [
    given(create(), join("a"), act("Leave", "a")),
    given(create(), join("a"), cancel("a")),
    given(create(), join("a"), callNext(), act("NoShow", "a")),
    given(create(), join("a"), callNext(), act("Start", "a"), complete("a")),
  ];
  for (const queue of ends) assertEquals(lastEffects(queue), { ...NOTHING, releases: [claimOf("a")] });
  const waitlisted = given(
    create({ capacity: 1 }),
    join("a"),
    join("w", { acceptWaitlist: true }),
    cancel("w"),
  );
  assertEquals(lastEffects(waitlisted), NOTHING);
});

Deno.test("effects() of an undo take the claim again, unless back to the waitlist", () => {
  const queue = given(create(), join("a"), cancel("a"), act("Undo", "a"));
  assertEquals(lastEffects(queue).takes, [{ claim: claimOf("a"), holder: "a", isFresh: false }]);
  const waitlisted = given(
    create({ capacity: 1 }),
    join("a"),
    join("w", { acceptWaitlist: true }),
    cancel("w"),
  );
  assertEquals(lastEffects(waitlisted.and(act("Undo", "w"))), NOTHING);
});

Deno.test("effects() of the queue's own events: prefix and directory; none of a day's end", () => {
  const queue = given(create());
  const [created] = queue.events;
  if (created === undefined) throw new Error("Nothing happened");
  assertEquals(domain.effects(queue.state, created), {
    takes: [{ claim: ["facility", "prefix", "A"], holder: "queue", isFresh: false }],
    releases: [],
    records: queueRecords("queue" as QueueId, CONFIG),
  });
  assertEquals(lastEffects(queue.and(change({ name: "Other" }))), NOTHING);
  assertEquals(lastEffects(queue.and(change({ prefix: "B" }))), {
    takes: [{ claim: ["facility", "prefix", "B"], holder: "queue", isFresh: false }],
    releases: [["facility", "prefix", "A"]],
    records: [],
  });
  assertEquals(lastEffects(queue.and(setStatus("ArchiveQueue"))).releases, [["facility", "prefix", "B"]]);
  const ended = given(create(), join("a"), { ms: 16 * HOUR_MS });
  ended.applyDue();
  assertEquals(ended.events.slice(-2).map((event) => domain.effects(ended.state, event)), [NOTHING, NOTHING]);
});

Deno.test("isHolding() is true for live tickets and for the prefix of a queue that is not archived", () => {
  const queue = given(create({ capacity: 1 }), join("a"), join("w", { acceptWaitlist: true }));
  const holding = (holder: string) => domain.isHolding(queue.state, holder);
  assertEquals(["a", "w", "queue", "nobody"].map(holding), [true, false, true, false]);
  queue.and({ ms: 16 * HOUR_MS }).applyDue();
  assertEquals(holding("a"), false);
  queue.and(setStatus("ArchiveQueue"));
  assertEquals(holding("queue"), false);
  assertEquals(domain.isHolding(given().state, "queue"), false);
});

Deno.test("outcome() is the ticket with its place right after; recall() the same with present fields", () => {
  const queue = given(create(), join("a"), join("b"));
  const { outcome } = queue;
  if (outcome === null) throw new Error("No outcome");
  assertEquals([outcome.seen?.ticket.id, outcome.seen?.position, outcome.seen?.ahead, outcome.queueSeq], [
    id("b"),
    2,
    1,
    4,
  ]);
  const reference = domain.reference(outcome);
  assertEquals(reference, { ticketId: id("b"), nextId: null });
  queue.and(cancel("a"));
  assertEquals(domain.recall(queue.state, reference).seen?.position, 1);
  assertEquals(outcome.seen?.position, 2);
});

Deno.test("outcome() of a queue's command has no ticket; recall() of a forgotten one neither", () => {
  const queue = given(create());
  assertEquals(queue.outcome?.seen, null);
  assertEquals(domain.recall(queue.state, { ticketId: id("gone"), nextId: null }).seen, null);
});

Deno.test("effects() of an undo take the claim again after an end alone: whoever goes on has it", () => {
  const takenBy = (queue: ReturnType<typeof given>) => {
    queue.and(act("Undo", "a"));
    const restored = queue.events.at(-1);
    return restored === undefined ? [] : domain.effects(queue.state, restored).takes;
  };
  const claim = ["tenant", "patient", "p-a"] as const;
  const taken = [{ claim, holder: id("a"), isFresh: false }];
  const served = () => given(create(), join("a"), callNext(), act("Start", "a"));
  assertEquals(takenBy(served().and(complete("a"))), taken);
  assertEquals(takenBy(given(create(), join("a"), cancel("a"))), taken);
  assertEquals(takenBy(given(create(), join("a"), callNext(), act("NoShow", "a"))), taken);
  assertEquals(takenBy(served()), []);
  assertEquals(takenBy(given(create(), join("a"), callNext())), []);
  assertEquals(takenBy(given(create(), join("a"), act("Hold", "a"))), []);
});

Deno.test("upcast() reads today's shape, and refuses another version and a broken event", () => {
  const [event] = given(create()).events;
  assertEquals(domain.upcast(JSON.parse(JSON.stringify(event)), 1), event);
  assertEquals(domain.upcast(JSON.parse(JSON.stringify(event)), 2), event);
  assertThrows(() => domain.upcast(event, 3), RangeError);
  assertThrows(() => domain.upcast(event, 0), RangeError);
  assertThrows(() => domain.upcast({ type: "TicketJoined" }, 1));
  assertEquals(event === undefined ? null : domain.instantOf(event), event?.at);
});
