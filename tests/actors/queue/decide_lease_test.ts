/** Desks that take blocks of numbers, and give them out. */
import { assertEquals } from "@std/assert";
import type { JoinCommand, QueueCommand } from "../../../actors/queue/commands.ts";
import { LEASES_OPEN_MAX } from "../../../actors/queue/decide_lease.ts";
import { domain, given, type History } from "../../support/given.ts";
import {
  act,
  callNext,
  create,
  HOUR_MS,
  join,
  MINUTE_MS,
  setStatus,
  START_AT,
} from "../../support/queue_fixture.ts";

function lease(leaseId: string, count = 3): QueueCommand {
  return { type: "LeaseNumbers", leaseId, count };
}

/** Somebody with the number `tokenNumber` of `leaseId`. */
function numbered(name: string, tokenNumber: number, changes: Partial<JoinCommand> = {}): JoinCommand {
  return join(name, { isStaff: true, lease: { leaseId: "l1", tokenNumber }, ...changes });
}

function labels(queue: History): readonly string[] {
  return queue.line.map((name) => queue.state.labelOf(queue.ticket(name)));
}

Deno.test("decideLease() gives each desk the day's next block, whatever the queue's status", () => {
  const queue = given(create(), setStatus("CloseQueue"));
  queue.when(lease("l1")).then({ type: "NumbersLeased", leaseId: "l1", index: 0, count: 3, by: "staff:ann" });
  assertEquals(queue.outcome?.lease, { leaseId: "l1", owner: "staff:ann", index: 0, count: 3, used: [] });
  queue.when(lease("l2", 50), { by: "staff:bob" }).then({ type: "NumbersLeased", index: 1 });
});

Deno.test("decideLease() refuses more numbers than a block has, and none", () => {
  const queue = given(create());
  for (const count of [0, 51]) queue.when(lease("l1", count)).refused("invalid", { field: "count" });
  queue.when(lease("l1", 50)).then({ type: "NumbersLeased", count: 50 });
  queue.and(setStatus("ArchiveQueue")).when(lease("l2")).refused("queue_archived");
});

Deno.test("decideLease() refuses while too many blocks are open, until one is used up", () => {
  const queue = given(create());
  for (let i = 0; i < LEASES_OPEN_MAX; i++) queue.and(lease(`l${i}`, 1));
  queue.when(lease("more")).refused("lease_limit", { open: LEASES_OPEN_MAX });
  queue.and(numbered("a", 1_000_101)).when(lease("more")).then({
    type: "NumbersLeased",
    index: LEASES_OPEN_MAX,
  });
});

Deno.test("decideLease() ends with the day, and steps over a block of which somebody carried over has a number", () => {
  const queue = given(create({ carriesOver: true }), lease("l0"), lease("l1"), numbered("a", 1_000_101));
  queue.and({ ms: 16 * HOUR_MS }).applyDue();
  assertEquals(queue.state.header.leases, []);
  queue.when(lease("n0")).then({ type: "NumbersLeased", index: 0 });
  queue.when(lease("n1")).then({ type: "NumbersLeased", index: 2 });
});

Deno.test("decideJoin() gives a leased number once, outside the highest number issued and called", () => {
  const queue = given(create(), lease("l0"), lease("l1"), join("a"));
  queue.when(numbered("x", 1_000_101)).then({
    type: "TicketJoined",
    tokenNumber: 1_000_101,
    claimedAt: START_AT,
    lease: { leaseId: "l1", tokenNumber: 1_000_101, fault: null },
  });
  assertEquals(queue.state.header.lastTokenNumber, 1);
  queue.and(join("b"), callNext(), callNext());
  assertEquals([queue.ticket("b").tokenNumber, queue.ticket("x").state], [2, "called"]);
  assertEquals(queue.state.header.highestTokenCalled, 1);
  assertEquals(queue.ticket("x").isIrregular, true);
});

Deno.test("decideJoin() ranks leased numbers by when the person came, not by the number", () => {
  const queue = given(create(), lease("l0"), lease("l1"), join("a"), { minutes: 10 }, join("b"), {
    minutes: 10,
  });
  const at = (minutes: number) => ({ claimedAt: START_AT + minutes * MINUTE_MS });
  queue.and(numbered("x", 1_000_102, at(15)), numbered("y", 1_000_103, at(5)), join("c"));
  assertEquals(labels(queue), ["A-001", "A-K03", "A-002", "A-K02", "A-003"]);
});

Deno.test("decideJoin() gives a fresh number for one that cannot be given, and the record says why", () => {
  const queue = given(create(), lease("l0"), lease("l1"), numbered("a", 1_000_101), { minutes: 5 });
  const asked = (name: string, changes: Partial<JoinCommand>) => numbered(name, 1_000_101, changes);
  const claimedAt = START_AT + 2 * MINUTE_MS;
  const unknown = { leaseId: "gone", tokenNumber: 1_000_101 };
  queue.when(asked("b", { claimedAt })).then({
    type: "TicketJoined",
    tokenNumber: 1,
    claimedAt,
    lease: { leaseId: "l1", tokenNumber: 1_000_101, fault: "used" },
  });
  queue.when(asked("c", { lease: unknown })).then({
    type: "TicketJoined",
    tokenNumber: 2,
    lease: { ...unknown, fault: "unknown" },
  });
  queue.when(numbered("d", 1_000_102), { by: "staff:bob" }).then({ type: "TicketJoined", tokenNumber: 3 });
  assertEquals(queue.events.at(-1), {
    ...queue.events.at(-1),
    lease: { leaseId: "l1", tokenNumber: 1_000_102, fault: "foreign" },
  } as never);
  queue.when(numbered("e", 1_000_199)).then({ type: "TicketJoined", tokenNumber: 4 });
  queue.and({ ms: 16 * HOUR_MS }).when(numbered("f", 1_000_103)).then({
    type: "TicketJoined",
    tokenNumber: 1,
  });
});

Deno.test("decideJoin() refuses a leased number of anybody but staff, and keeps it for later", () => {
  const queue = given(create(), lease("l0"), lease("l1"));
  queue.when(numbered("a", 1_000_101, { isStaff: false })).refused("forbidden");
  queue.and(setStatus("PauseQueue")).when(numbered("a", 1_000_101)).refused("queue_paused");
  queue.and(setStatus("OpenQueue")).when(numbered("a", 1_000_101)).then({
    type: "TicketJoined",
    tokenNumber: 1_000_101,
  });
});

Deno.test("a leased number goes with its ticket through an undo, and is not given again", () => {
  const queue = given(create(), lease("l0"), lease("l1"), numbered("a", 1_000_101), act("Leave", "a"));
  queue.when(numbered("b", 1_000_101)).then({ type: "TicketJoined", tokenNumber: 1 });
  queue.and(act("Undo", "a"));
  assertEquals(labels(queue), ["A-K01", "A-001"]);
});

Deno.test("recall() of a lease gives the block while its day lasts", () => {
  const queue = given(create(), lease("l1"));
  const { outcome } = queue;
  if (outcome === null) throw new TypeError("No outcome");
  const reference = domain.reference(outcome);
  assertEquals(reference, { ticketId: null, nextId: null, leaseId: "l1" });
  queue.and(numbered("a", 1_000_001));
  assertEquals(domain.recall(queue.state, reference).lease?.used, [1]);
  queue.and({ ms: 16 * HOUR_MS }).applyDue();
  assertEquals(domain.recall(queue.state, reference).lease, null);
});
