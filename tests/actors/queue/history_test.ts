/**
 * What holds over any history of a queue (SPEC §15, B, C, D, I, S2's 8, 15, 16, 25): random commands through the
 * rules, each step tried, taken back, tried again, verified.
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { leasedToken } from "../../../actors/queue/lease.ts";
import { compareKeys } from "../../../actors/queue/order.ts";
import type { QueueCommand } from "../../../actors/queue/commands.ts";
import {
  NEEDS,
  ORDERINGS,
  type QueueEvent,
  type Ticket,
  TICKET_CLASSES,
} from "../../../actors/queue/schema.ts";
import type { QueueState } from "../../../actors/queue/state.ts";
import { verifyState } from "../../../actors/queue/verify.ts";
import type { ClaimId, ClaimOwner, Turn } from "../../../actors/shared/domain.ts";
import { domain } from "../../support/given.ts";
import {
  act,
  call,
  callNext,
  cancel,
  change,
  complete,
  create,
  id,
  join,
  joinAs,
  MINUTE_MS,
  move,
  patient,
  setPriority,
  setStatus,
  START_AT,
} from "../../support/queue_fixture.ts";

const PLAIN = ["Start", "NoShow", "Hold", "Resume", "Leave", "Defer", "Undo", "Acknowledge"] as const;
const ELSEWHERE: ClaimOwner = { kind: "queue", actorId: "laboratory", holder: "ticket-there" };

const NOW = { waitMs: 0, elsewhere: null, claimedMs: null };

interface Step {
  readonly command: QueueCommand;
  readonly waitMs: number;
  readonly elsewhere: string | null;
  /** How long ago a desk says it did this; null for what it does now. */
  readonly claimedMs: number | null;
}

const name = fc.integer({ min: 0, max: 7 }).map((number) => `t${number}`);
const patientId = fc.integer({ min: 0, max: 11 }).map((number) => patient(`${number}`));
const joining = fc.record({
  name,
  patientId,
  isStaff: fc.boolean(),
  kind: fc.constantFrom(...TICKET_CLASSES),
  declaredNeeds: fc.subarray([...NEEDS]),
  appointmentType: fc.constantFrom(null, "blood", "cleared"),
  acceptWaitlist: fc.boolean(),
}).map(({ name, isStaff, kind, ...rest }) => isStaff ? joinAs(kind, name, rest) : join(name, rest));

/** With a number of one of the day's first blocks. */
const leased = fc.tuple(name, patientId, fc.integer({ min: 0, max: 2 }), fc.integer({ min: 1, max: 4 })).map(
  ([on, patientId, index, ordinal]) =>
    joinAs("routine", on, {
      patientId,
      lease: { leaseId: "", tokenNumber: leasedToken({ index }, ordinal) },
    }),
);

const command: fc.Arbitrary<QueueCommand> = fc.oneof(
  { weight: 16, arbitrary: joining },
  { weight: 4, arbitrary: leased },
  { weight: 1, arbitrary: fc.constant({ type: "LeaseNumbers", leaseId: "", count: 3 } as const) },
  { weight: 6, arbitrary: name.map((on) => act("Undo", on)) },
  { weight: 5, arbitrary: fc.constantFrom(callNext(), callNext({ caller: "room", after: "t1" })) },
  { weight: 10, arbitrary: fc.tuple(fc.constantFrom(...PLAIN), name).map(([type, on]) => act(type, on)) },
  { weight: 6, arbitrary: name.map((on) => complete(on, "desk")) },
  { weight: 2, arbitrary: name.map(call) },
  { weight: 1, arbitrary: name.map(cancel) },
  { weight: 3, arbitrary: fc.tuple(name, fc.integer({ min: 1, max: 9 })).map(([on, to]) => move(on, to)) },
  {
    weight: 2,
    arbitrary: fc.tuple(name, fc.constantFrom(...TICKET_CLASSES)).map(([on, to]) => setPriority(on, to)),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(name, fc.subarray([...NEEDS])).map(([on, needs]) =>
      ({ type: "ConfirmNeeds", ticketId: id(on), needs }) as const
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom("OpenQueue" as const, "PauseQueue" as const).map(
      setStatus,
    ),
  },
  { weight: 1, arbitrary: name.map((on) => ({ type: "RevokeLink", ticketId: id(on), code: null }) as const) },
  { weight: 2, arbitrary: fc.constant({ type: "Tick" } as const) },
  {
    weight: 1,
    arbitrary: fc.record({ capacity: fc.constantFrom(null, 3, 6), ordering: fc.constantFrom(...ORDERINGS) })
      .map((changes) => change(changes)),
  },
  { weight: 3, arbitrary: fc.constant(setStatus("OpenQueue")) },
  { weight: 1, arbitrary: fc.constant(setStatus("CloseQueue")) },
);

const step: fc.Arbitrary<Step> = fc.record({
  command,
  waitMs: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 2 * MINUTE_MS }) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 25 * MINUTE_MS }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 20 * 60 * MINUTE_MS }) },
  ),
  elsewhere: fc.option(patientId, { nil: null, freq: 8 }),
  claimedMs: fc.option(fc.integer({ min: 0, max: 26 * 60 * MINUTE_MS }), { nil: null, freq: 3 }),
});

const history = fc.record({
  first: fc.record({
    ordering: fc.constantFrom(...ORDERINGS),
    capacity: fc.constantFrom(null, 3, 6),
    carriesOver: fc.boolean(),
    timeZone: fc.constantFrom("UTC", "America/New_York"),
  }),
  steps: fc.array(step, { minLength: 10, maxLength: 100, size: "max" }),
});

const dump = (state: QueueState): string => JSON.stringify([...domain.dump(state)]);
const indexes = (state: QueueState): string =>
  JSON.stringify([
    [...state.line],
    [...state.callable],
    [...state.waitlist],
    [...state.deadlines],
    [...state.called()],
    [...state.serving()],
    state.recentlyCalled(5),
    state.counts,
    state.workForNewcomer(),
  ]);

/** Applies events, takes them back, applies them again; each time the state must be the same. */
function applyTwice(state: QueueState, events: readonly QueueEvent[]): void {
  const before = [dump(state), indexes(state)];
  const apply = () => {
    for (const event of events) {
      if (event.type === "TicketCalled") checkCall(state, event);
      domain.evolve(state, event, state.header.seq + 1);
    }
    assertEquals([domain.broken(state), verifyState(state)], [null, null]);
    return [dump(state), indexes(state)];
  };
  const tried = apply();
  state.rewind();
  assertEquals([dump(state), indexes(state)], before);
  assertEquals(apply(), tried);
  state.mark();
}

/** D: by call-next the least key among the callable, by name with the number it passed. */
function checkCall(state: QueueState, event: Extract<QueueEvent, { type: "TicketCalled" }>): void {
  const ticket = state.ticket(event.ticketId);
  assert(ticket !== undefined);
  const passed = [...state.callable].filter((other) => compareKeys(other.key, ticket.key) < 0).length;
  assertEquals(event.passed, passed);
  if (event.caller !== null) assertEquals(passed, 0);
}

/**
 * A join with an id of its own; a command about ticket `tN` aims at the N-th last one issued, or, for small N, at
 * one of those being served or called, so that histories get beyond the line.
 */
function aimed(state: QueueState, command: QueueCommand, issued: number): QueueCommand {
  if (command.type === "LeaseNumbers") return { ...command, leaseId: `block${state.header.seq}` };
  if (command.type === "Join") {
    const { ticketId, code } = join(`t${issued}`);
    const own = { ...command, ticketId, code };
    const index = Math.floor(((command.lease?.tokenNumber ?? 0) % 1_000) / 100);
    const leaseId = state.header.leases[index]?.leaseId ?? "none";
    return command.lease === undefined ? own : { ...own, lease: { ...command.lease, leaseId } };
  }
  if (!("ticketId" in command)) return command;
  const number = Number(command.ticketId.slice(1));
  const inHand = [...(command.type === "Complete" ? state.serving() : state.called())];
  const ticketId = inHand[number]?.id ?? id(`t${issued - 1 - number}`);
  return { ...command, ticketId };
}

/** As a desk without a connection gave it, for the commands that such a desk may give. */
function claimed(command: QueueCommand, claimedAt: number | null): QueueCommand {
  const isForDesks = command.type !== "Join" || command.isStaff;
  return claimedAt === null || !isForDesks ? command : { ...command, claimedAt } as QueueCommand;
}

/** The ticket without what no undo gives back: that it changed, and that it was undone. */
function bare(ticket: Ticket | undefined): unknown {
  if (ticket === undefined) return undefined;
  const { version: _v, changedAt: _a, changedBy: _b, isIrregular: _i, undoable: _u, ...rest } = ticket;
  return rest;
}

/** Tries an undo of what was done to a ticket just now, which gives it back as it was; then takes the undo back. */
function checkUndo(state: QueueState, before: Ticket | undefined, turn: Turn): void {
  const ticket = before === undefined ? undefined : state.ticket(before.id);
  if (before === undefined || ticket === undefined || ticket.undoable === before.undoable) return;
  if (ticket.undoable === null) return;
  const decision = domain.decide(state, { type: "Undo", ticketId: ticket.id }, turn);
  assert("events" in decision, `Cannot undo ${ticket.undoable.action}: ${JSON.stringify(decision)}`);
  for (const event of decision.events) domain.evolve(state, event, state.header.seq + 1);
  assertEquals([domain.broken(state), verifyState(state)], [null, null]);
  // A missed person waits again, called anew (SPEC §2).
  if (ticket.state === "no_show") assertEquals(state.ticket(ticket.id)?.state, "waiting");
  else assertEquals(bare(state.ticket(ticket.id)), bare(before));
  state.rewind();
}

function run(
  first: Parameters<typeof create>[0],
  steps: readonly Step[],
): { state: QueueState; events: QueueEvent[] } {
  const state = domain.create("queue");
  const events: QueueEvent[] = [];
  let at = START_AT;
  const commit = (happened: readonly QueueEvent[]) => {
    const stored = happened.map((event) => JSON.parse(JSON.stringify(event)));
    applyTwice(state, stored.map((event) => domain.upcast(event, domain.eventVersion)));
    events.push(...happened);
  };
  for (const step of [{ ...NOW, command: create(first) }, ...steps]) {
    at += step.waitMs;
    for (let due = domain.due(state, at); due.length > 0; due = domain.due(state, at)) commit(due);
    const issued = events.filter(({ type }) => type === "TicketJoined").length;
    const heldBy = ([, , held]: ClaimId) => held === step.elsewhere ? ELSEWHERE : null;
    const before = dump(state);
    const turn = { at, by: "staff:ann", heldBy };
    const claimedAt = step.claimedMs === null ? null : at - step.claimedMs;
    const command = claimed(aimed(state, step.command, issued), claimedAt);
    const decision = domain.decide(state, command, turn);
    assertEquals(dump(state), before, "decide() changed the state");
    const ticketBefore = "ticketId" in command ? state.ticket(command.ticketId) : undefined;
    if (!("events" in decision)) continue;
    commit(decision.events);
    checkUndo(state, ticketBefore, { ...turn, heldBy: () => null });
  }
  return { state, events };
}

Deno.test("any history keeps the invariants at each step, and each step can be taken back", () => {
  fc.assert(
    fc.property(history, ({ first, steps }) => {
      run(first, steps);
    }),
    { numRuns: 120 },
  );
});

Deno.test("replaying the events, and loading what was dumped, give the state", () => {
  fc.assert(
    fc.property(history, ({ first, steps }) => {
      const { state, events } = run(first, steps);
      const replayed = domain.create("queue");
      events.forEach((event, index) => domain.evolve(replayed, event, index + 1));
      const loaded = domain.load(
        "queue",
        [...domain.dump(state)].map((row) => JSON.parse(JSON.stringify(row))),
      );
      for (const other of [replayed, loaded]) {
        assertEquals([dump(other), indexes(other)], [dump(state), indexes(state)]);
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("random histories reach every event", () => {
  const reached = new Set<string>();
  const sample = fc.sample(history, { numRuns: 150, seed: 12 });
  for (const { first, steps } of sample) for (const { type } of run(first, steps).events) reached.add(type);
  const missing = [
    "DayEnded",
    "NeedsConfirmed",
    "NumbersLeased",
    "PromotionSkipped",
    "QueueChanged",
    "QueueClosed",
    "QueueOpened",
    "QueuePaused",
    "ServiceCompleted",
    "TicketAcknowledged",
    "TicketCalled",
    "TicketCancelled",
    "TicketDeferred",
    "TicketHeld",
    "TicketMissed",
    "TicketMoved",
    "TicketPromoted",
    "TicketReclassed",
    "TicketRecalled",
    "TicketRestored",
    "TicketResumed",
  ].filter((type) => !reached.has(type));
  assertEquals(missing, []);
});

Deno.test("S2 15: on a regular day position is the token less the highest token called", () => {
  const moves = fc.array(fc.constantFrom("join", "join", "next"), { maxLength: 60 });
  fc.assert(fc.property(moves, (kinds) => {
    const state = domain.create("queue");
    const turn = { at: START_AT, by: "staff:ann", heldBy: () => null };
    const send = (command: QueueCommand) => {
      const decision = domain.decide(state, command, turn);
      if ("rejection" in decision) return;
      for (const event of decision.events) domain.evolve(state, event, state.header.seq + 1);
    };
    send(create());
    kinds.forEach((kind, index) => send(kind === "join" ? join(`t${index}`) : callNext()));
    for (const ticket of state.tickets()) {
      assertEquals(state.position(ticket), Math.max(0, ticket.tokenNumber - state.header.highestTokenCalled));
    }
  }));
});

Deno.test("S2 25: who joins in one instant stands in the order of tokens, under every policy", () => {
  for (const ordering of ORDERINGS) {
    const names = Array.from({ length: 30 }, (_, i) => `t${i}`);
    const { state } = run(
      { ordering },
      names.map((name) => ({ ...NOW, command: join(name) })),
    );
    assertEquals([...state.line].map((ticket) => ticket.tokenNumber), names.map((_, i) => i + 1));
  }
});

Deno.test("D: nobody is passed by one who arrived later than the largest head start", () => {
  const HEAD_START_MS_MAX = 50 * MINUTE_MS;
  const arrival = fc.record({
    gapMs: fc.integer({ min: 0, max: 20 * MINUTE_MS }),
    isUrgent: fc.boolean(),
    declaredNeeds: fc.subarray([...NEEDS]),
    calls: fc.integer({ min: 0, max: 2 }),
  });
  fc.assert(
    fc.property(fc.array(arrival, { maxLength: 30 }), (arrivals) => {
      const steps = arrivals.flatMap(({ gapMs, isUrgent, declaredNeeds, calls }, index): Step[] => [
        {
          command: joinAs(isUrgent ? "urgent" : "routine", `t${index}`, { declaredNeeds }),
          ...NOW,
          waitMs: gapMs,
        },
        ...Array.from({ length: calls }, () => ({ ...NOW, command: callNext() })),
      ]);
      const { events } = run({ ordering: "priority" }, steps);
      const waiting = new Map<string, number>();
      for (const event of events) {
        if (event.type === "TicketJoined") waiting.set(event.ticketId, event.at);
        if (event.type !== "TicketCalled") continue;
        const joinedAt = waiting.get(event.ticketId) ?? 0;
        waiting.delete(event.ticketId);
        for (const other of waiting.values()) assert(joinedAt - other <= HEAD_START_MS_MAX);
      }
    }),
    { numRuns: 60 },
  );
});
