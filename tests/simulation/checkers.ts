/**
 * What must be true after a simulated run (SPEC §15), read from the raw store and from every process: each checker
 * throws with what it found. They share nothing with the runtime but the key and value formats they read.
 */
import { assert, assertEquals } from "@std/assert";
import type { QueueEvent, Ticket } from "../../actors/queue/schema.ts";
import type { QueueState } from "../../actors/queue/state.ts";
import { compareKeys } from "../../actors/queue/order.ts";
import { verifyState } from "../../actors/queue/verify.ts";
import { parseOwner } from "../../actors/runtime/claims.ts";
import { claimKey } from "../../actors/runtime/keys.ts";
import type { QueueId } from "../../actors/shared/ids.ts";
import { readHistory, type StoredBatch } from "./history.ts";
import type { Answered, Patrons } from "./patrons.ts";
import type { World } from "./world.ts";

/** Counts of what was really exercised, so that a run that tested nothing is seen. */
export interface CheckedRun {
  readonly events: number;
  readonly answered: number;
  readonly refused: number;
  readonly explainedRefusals: number;
  readonly replays: number;
  readonly restarts: number;
  /** Steps that were taken back, by action. */
  readonly undone: Readonly<Record<string, number>>;
  /** Leased numbers that were given, and steps that a desk did unseen. */
  readonly leased: number;
  readonly claimed: number;
}

/** Everything that the store holds of one queue, with the state after each batch rebuilt by the rules alone. */
interface QueueHistory {
  readonly queueId: QueueId;
  readonly batches: readonly StoredBatch[];
}

/** Checks properties A, B, C, D, F, H, I and S2's 8, 10, 15, 16, 25 over the whole run. */
export async function checkRun(world: World, patrons: Patrons): Promise<CheckedRun> {
  const histories: QueueHistory[] = [];
  for (const queueId of patrons.queueIds) {
    histories.push({ queueId, batches: readHistory(world, queueId) });
  }
  for (const history of histories) {
    exactlyOnce(history, patrons.answered);
    completedAndCalledTogether(history, patrons.answered);
    graceIsKept(world, history);
    await replayEqualsMemory(world, history);
  }
  const explainedRefusals = histories.reduce(
    (sum, history) => sum + checkSerialHistory(world, { history, answered: patrons.answered }),
    0,
  );
  oneLiveTicket(world, histories);
  claimsMatchTickets(world, histories);
  assertEquals(world.errors, [], "The program logged errors");
  const events = histories.flatMap(({ batches }) => batches.flatMap((batch) => batch.events));
  return {
    events: events.length,
    ...exercised(events),
    answered: patrons.answered.length,
    refused: patrons.answered.filter((one) => one.rejection !== null).length,
    explainedRefusals,
    replays: patrons.answered.filter((one) => one.tries > 1).length,
    restarts: world.restarts,
  };
}

function exercised(events: readonly QueueEvent[]): Pick<CheckedRun, "undone" | "leased" | "claimed"> {
  const undone: Record<string, number> = {};
  for (const event of events) {
    if (event.type !== "TicketRestored" || event.action === undefined) continue;
    undone[event.action] = (undone[event.action] ?? 0) + 1;
  }
  return {
    undone,
    leased: events.filter((event) => event.type === "TicketJoined" && event.lease?.fault === null).length,
    claimed: events.filter((event) => "claimedAt" in event && event.claimedAt !== undefined).length,
  };
}

/** A: the key of every answered success with events is in the log exactly once, that of a refusal asked once never. */
function exactlyOnce({ queueId, batches }: QueueHistory, answered: readonly Answered[]): void {
  const found = new Map<string, number>();
  for (const key of batches.flatMap((batch) => batch.keys)) found.set(key, (found.get(key) ?? 0) + 1);
  for (const [key, count] of found) {
    assertEquals(count, 1, `Key ${key} stands ${count} times in the log of ${queueId}`);
  }
  for (const one of answered.filter((each) => each.queueId === queueId)) {
    // A refusal is not remembered: what was tried twice at once may be refused here and carried out there.
    if (one.rejection !== null) {
      assert(one.tries > 1 || !found.has(one.key), `Refused ${one.key} (${one.command.type}) is in the log`);
    } else if (one.command.type === "Join") {
      assert(found.has(one.key), `Acknowledged join ${one.key} is not in the log`);
    }
  }
  for (const one of answered) {
    const ticket = one.queueId === queueId ? one.outcome?.seen?.ticket : null;
    if (ticket === null || ticket === undefined) continue;
    const isLogged = batches.some((batch) =>
      batch.events.some((event) => "ticketId" in event && event.ticketId === ticket.id)
    );
    assert(isLogged, `Acknowledged ticket ${ticket.id} of ${one.command.type} is not in the log`);
  }
}

/** S2 8: finishing and calling the next is one commit, and nobody else is called by it. */
function completedAndCalledTogether({ queueId, batches }: QueueHistory, answered: readonly Answered[]): void {
  for (const { command, outcome, key, queueId: asked } of answered) {
    if (asked !== queueId || command.type !== "Complete" || command.callNext === null) continue;
    const next = outcome?.next?.ticket.id;
    const batch = batches.find(({ keys }) => keys.includes(key));
    if (next === undefined || batch === undefined) continue;
    const types = batch.events
      .filter((event) =>
        "ticketId" in event && (event.ticketId === command.ticketId || event.ticketId === next)
      )
      .map(({ type }) => type);
    const completedAt = types.indexOf("ServiceCompleted");
    assert(completedAt >= 0 && types.indexOf("TicketCalled", completedAt) > completedAt, `${key}: ${types}`);
  }
}

/** S2 10: once calm, nobody is still called whose grace has passed, unless the queue is paused. */
function graceIsKept(world: World, { queueId, batches }: QueueHistory): void {
  const state = rebuild(world, { queueId, batches });
  if (state.header.status === "paused") return;
  for (const ticket of state.called()) {
    const overdueMs = world.simulation.now() - (ticket.graceEndsAt ?? Infinity);
    assert(
      overdueMs < OVERDUE_MS_MAX,
      `Ticket ${ticket.id} of ${queueId} is called ${overdueMs} ms beyond its grace`,
    );
  }
}

/** A deadline is fired within a few seconds of its instant, by clocks that may be a second off. */
const OVERDUE_MS_MAX = 15_000;

/** B, F: every process holds what the log up to its position says, and no less than was there before it was asked. */
async function replayEqualsMemory(world: World, { queueId, batches }: QueueHistory): Promise<void> {
  const seqBefore = lastSeqOf(batches);
  for (const node of world.nodes()) {
    const held = await world.simulation.drive(
      node.actors.read(
        queueId,
        (state: QueueState) => ({ seq: state.header.seq, rows: rowsOf(world, state) }),
      ),
    );
    assert(
      held.seq >= seqBefore,
      `${node.process.id} reads position ${held.seq} of ${queueId}, ${seqBefore} is confirmed`,
    );
    // Reading takes virtual time, in which a deadline may pass: the log is read again, up to what was held.
    const upTo = readHistory(world, queueId).filter((batch) => batch.seq <= held.seq);
    const expected = rowsOf(world, rebuild(world, { queueId, batches: upTo }));
    const difference = held.rows.findIndex((row, index) => row !== expected[index]);
    const message = `${node.process.id} does not hold what the log of ${queueId} says`;
    assertEquals(held.rows[difference], expected[difference], message);
    assertEquals(held.rows.length, expected.length, message);
  }
}

function lastSeqOf(batches: readonly StoredBatch[]): number {
  const last = batches.at(-1);
  return last === undefined ? 0 : last.seq + last.events.length - 1;
}

function rowsOf(world: World, state: QueueState): readonly string[] {
  return [...world.domain.dump(state)].map((row) => JSON.stringify(row));
}

function rebuild(world: World, { queueId, batches }: QueueHistory): QueueState {
  const state = world.domain.create(queueId);
  for (const batch of batches) {
    batch.events.forEach((event, index) => world.domain.evolve(state, event, batch.seq + index));
  }
  return state;
}

/**
 * C, D, H, S2 8, 10, 15, 16, 25: walks the log, checks each step, and finds for each refusal a moment between its
 * asking and its answer at which the rules refuse it with that code. Returns how many refusals it explained.
 */
function checkSerialHistory(
  world: World,
  { history, answered }: { readonly history: QueueHistory; readonly answered: readonly Answered[] },
): number {
  const { queueId, batches } = history;
  const open = new Set(answered.filter((one) => one.queueId === queueId && isExplainable(one)));
  const total = open.size;
  const state = world.domain.create(queueId);
  let isRegularDay = true;
  batches.forEach((batch, index) => {
    batch.events.forEach((event, offset) => {
      checkCall(state, event);
      if (event.type === "DayOpened") isRegularDay = true;
      if (breaksFormula(event)) isRegularDay = false;
      world.domain.evolve(state, event, batch.seq + offset);
      checkClaimedRank(state, event);
      checkInstants(state, event);
    });
    state.mark();
    assertEquals(verifyState(state), null, `After position ${batch.seq} of ${queueId}`);
    checkPositions(state, { isRegularDay });
    explain(world, {
      state,
      open,
      fromAt: batch.landedAt,
      untilAt: batches[index + 1]?.landedAt ?? Infinity,
    });
  });
  const [left] = open;
  assert(
    left === undefined,
    `No moment explains the refusal of ${left?.command.type}: ${left?.rejection?.code} (${queueId})`,
  );
  return total;
}

/** Refusals that depend on this queue alone; those of claims are checked by `oneLiveTicket`. */
function isExplainable(one: Answered): boolean {
  if (one.rejection === null) return false;
  return one.rejection.code !== "already_waiting" && one.rejection.code !== "undo_impossible";
}

function explain(
  world: World,
  moment: {
    readonly state: QueueState;
    readonly open: Set<Answered>;
    readonly fromAt: number;
    readonly untilAt: number;
  },
): void {
  for (const one of moment.open) {
    if (one.answeredAt < moment.fromAt || one.askedAt > moment.untilAt) continue;
    const earliest = Math.max(one.askedAt, moment.fromAt);
    const latest = Math.min(one.answeredAt, moment.untilAt);
    const isExplained = [earliest - CLOCK_MS, earliest, latest, latest + CLOCK_MS].some((at) => {
      const decision = world.domain.decide(moment.state, one.command, {
        at: Math.floor(at),
        by: one.by,
        heldBy: () => null,
      });
      return "rejection" in decision && decision.rejection.code === one.rejection?.code;
    });
    if (isExplained) moment.open.delete(one);
  }
}

/** Clocks of simulated processes are wrong by up to this. */
const CLOCK_MS = 1_000;

/** D: a call takes the least key among the callable; a call by name records how many it passed. */
function checkCall(state: QueueState, event: QueueEvent): void {
  if (event.type !== "TicketCalled") return;
  const ticket = state.ticket(event.ticketId);
  assert(ticket !== undefined && ticket.state === "waiting", `Called ${event.ticketId} was not waiting`);
  assertEquals(
    state.callable.rank(ticket),
    event.passed,
    `The call of ${event.ticketId} passed over others unrecorded`,
  );
}

/** Who came while a desk had no connection stands among those who came in touch by when each of them came. */
function checkClaimedRank(state: QueueState, event: QueueEvent): void {
  if (event.type !== "TicketJoined" || event.claimedAt === undefined || event.class !== "routine") return;
  const ticket = state.ticket(event.ticketId);
  assert(ticket !== undefined && ticket.claimedAt === event.claimedAt);
  for (const other of state.line) {
    if (other.isIrregular || other.class !== "routine" || other.needs.length > 0) continue;
    assertEquals(
      compareKeys(other.key, ticket.key) < 0,
      other.joinedAt <= ticket.joinedAt,
      `${event.ticketId} does not stand where it came`,
    );
  }
}

/** What a ticket goes through never goes back in time, whatever desks claim. */
function checkInstants(state: QueueState, event: QueueEvent): void {
  const ticket = "ticketId" in event ? state.ticket(event.ticketId) : undefined;
  if (ticket === undefined) return;
  const { joinedAt, firstCalledAt, lastCalledAt, startedAt, endedAt } = ticket;
  const instants = [joinedAt, firstCalledAt, lastCalledAt, startedAt, endedAt].filter((at) => at !== null);
  assertEquals(instants, instants.toSorted((a, b) => a - b), `${ticket.id} goes back in time: ${event.type}`);
}

/** C, S2 15, 25: places are 1…n, and the position formula holds on regular days of token queues. */
function checkPositions(state: QueueState, { isRegularDay }: { readonly isRegularDay: boolean }): void {
  const places = [...state.line.from(0)].map((ticket) => state.position(ticket));
  assertEquals(places, places.map((_, index) => index + 1));
  if (state.header.config?.ordering !== "token" || !isRegularDay) return;
  const tickets = [...state.issued];
  if (tickets.some((ticket) => !keepsFormula(ticket, state))) return;
  for (const ticket of tickets.filter((each) => each.state === "waiting")) {
    assertEquals(state.position(ticket), Math.max(0, ticket.tokenNumber - state.header.highestTokenCalled));
  }
}

/** Does the position formula say nothing of a day with this event (SPEC §1, Position)? */
function breaksFormula(event: QueueEvent): boolean {
  return event.type === "TicketPromoted" || (event.type === "TicketCalled" && event.passed > 0);
}

/** May the position formula speak of a day on which this ticket was issued? */
function keepsFormula(ticket: Ticket, state: QueueState): boolean {
  const isCalledOrWaiting = ticket.calls > 0 || ticket.state === "waiting";
  return isCalledOrWaiting && !ticket.isIrregular && ticket.class !== "emergency" &&
    ticket.day === state.header.day?.date;
}

/** I: once calm, each live ticket holds its patient's claim in the store, and no claim outlives its ticket. */
function claimsMatchTickets(world: World, histories: readonly QueueHistory[]): void {
  const live = new Map<string, string>();
  for (const { queueId } of histories) {
    const state = rebuild(world, { queueId, batches: readHistory(world, queueId) });
    for (const ticket of state.issued) {
      if (state.liveOf(ticket.patientId) === ticket) live.set(ticket.patientId, `${queueId} ${ticket.id}`);
    }
  }
  const prefix = claimKey(["", "", ""]).slice(0, 1);
  const held = new Map<string, string>();
  for (const { key, value } of world.store.peek({ prefix })) {
    const owner = parseOwner(value);
    if (key[2] === "patient" && owner !== null) held.set(String(key[3]), `${owner.actorId} ${owner.holder}`);
  }
  assertEquals(held, live);
}

/** I: merging the logs by the store's own order, no patient ever holds two live tickets. */
function oneLiveTicket(world: World, histories: readonly QueueHistory[]): void {
  const states = new Map(histories.map(({ queueId }) => [queueId, world.domain.create(queueId)]));
  const merged = histories.flatMap(({ queueId, batches }) => batches.map((batch) => ({ queueId, batch })));
  merged.sort((a, b) => a.batch.versionstamp < b.batch.versionstamp ? -1 : 1);
  for (const { queueId, batch } of merged) {
    const state = states.get(queueId);
    if (state === undefined) continue;
    batch.events.forEach((event, index) => world.domain.evolve(state, event, batch.seq + index));
    state.mark();
    for (const event of batch.events) {
      const mayBeLive = event.type === "TicketJoined" || event.type === "TicketRestored" ||
        event.type === "TicketPromoted";
      const patientId = mayBeLive ? state.ticket(event.ticketId)?.patientId : undefined;
      if (patientId === undefined) continue;
      const live = [...states.values()].filter((each) => each.liveOf(patientId) !== undefined);
      assert(
        live.length <= 1,
        `${patientId} holds live tickets in ${live.length} queues (${world.simulation.describe()})`,
      );
    }
  }
}
