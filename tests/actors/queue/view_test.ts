/** What each audience may see of a queue, field by field where it matters. */
import { seeTicket } from "../../../actors/queue/seen.ts";
import { assert, assertEquals, assertNotMatch, assertThrows } from "@std/assert";
import { createEstimator } from "../../../actors/prediction/estimate.ts";
import type { Ticket } from "../../../actors/queue/schema.ts";
import {
  configOf,
  DISPLAY_CALLED_MAX,
  DISPLAY_NEXT_MAX,
  displayView,
  isoOf,
  providersView,
  queueSummary,
  statusView,
  ticketView,
  trackView,
  trackViewer,
} from "../../../actors/queue/view.ts";
import { AssertionFailed } from "../../../actors/shared/assert.ts";
import type { ProviderId } from "../../../actors/shared/ids.ts";
import { History } from "../../support/given.ts";
import { act, callNext, create, id, join, joinAs, setStatus, START_AT } from "../../support/queue_fixture.ts";

const estimate = createEstimator(() => START_AT);
const DR = "dr" as ProviderId;
const TRACK = { estimate, language: "en", ageMs: 0, at: START_AT } as const;

function queueWith(...names: readonly string[]): History {
  return new History().and(create({ serviceMinutes: {} }), ...names.map((name) => join(name)));
}

function ticketOf({ state }: History, name: string): Ticket {
  const ticket = state.ticket(id(name));
  assert(ticket !== undefined);
  return ticket;
}

function track(history: History, name: string) {
  return trackView(history.state, ticketOf(history, name), TRACK);
}

Deno.test("ticketView() shows place, wait and the ids under all their names", () => {
  const history = queueWith("ann", "bob", "cat");
  const view = ticketView(seeTicket(history.state, ticketOf(history, "cat"), estimate));
  assertEquals([view.ticketId, view.id, view.appointmentId], ["cat", "cat", "cat"]);
  assertEquals([view.label, view.tokenNumber, view.position, view.ahead], ["A-003", 3, 3, 2]);
  assertEquals(view.joinedAt, isoOf(START_AT));
  const { estimatedWaitMinutes: minutes, waitRange: range } = view;
  assert(minutes !== null && range !== null);
  assert(range.low < minutes && minutes <= range.high && minutes >= 30);
  assertEquals(view.quote, { position: 3, headlineMinutes: 4 });
});

Deno.test("ticketView() has no secret in it", () => {
  const history = queueWith("ann");
  const json = JSON.stringify(ticketView(seeTicket(history.state, ticketOf(history, "ann"), estimate)));
  assertNotMatch(json, /code-|linkVersion|calledBy|undoable|"key"/);
});

Deno.test("ticketView() waits 0 minutes once called, and has no wait once ended", () => {
  const history = queueWith("ann", "bob").and(callNext());
  const called = ticketView(seeTicket(history.state, ticketOf(history, "ann"), estimate));
  assertEquals([called.status, called.position, called.estimatedWaitMinutes, called.waitRange], [
    "called",
    0,
    0,
    null,
  ]);
  assertEquals(called.calledAt, isoOf(START_AT));
  history.and(act("Leave", "ann"));
  const left = ticketView(seeTicket(history.state, ticketOf(history, "ann"), estimate));
  assertEquals([left.status, left.position, left.ahead, left.estimatedWaitMinutes], [
    "cancelled",
    null,
    null,
    null,
  ]);
});

Deno.test("trackView() shows the ticket, its place and who is served, in the person's language", () => {
  const history = queueWith("ann", "bob", "cat").and(callNext());
  const { ticket, queue } = track(history, "cat");
  assertEquals([ticket.id, ticket.label, ticket.tokenNumber, ticket.status], ["cat", "A-003", 3, "waiting"]);
  assertEquals([queue.position, queue.ahead, queue.nowServing, queue.status], [2, 1, "A-001", "open"]);
  assertEquals(queue.queueStatus, "1 person before you");
  assertEquals(queue.version, history.state.header.seq);
  assertEquals(queue.updatedAt, isoOf(START_AT));
  const german = trackView(history.state, ticketOf(history, "cat"), { ...TRACK, language: "de" });
  assert(german.queue.queueStatus !== queue.queueStatus);
});

Deno.test("trackView() shows nothing of other people and nothing medical", () => {
  const history = queueWith("ann").and(
    joinAs("urgent", "bob", { declaredNeeds: ["pregnant"], appointmentType: "blood" }),
    join("cat"),
  );
  const json = JSON.stringify(track(history, "bob"));
  assertNotMatch(json, /ann|cat|p-bob|patientId|urgent|pregnant|blood|code-/);
});

Deno.test("trackView() serves nobody before the first call and after the last has gone", () => {
  const history = queueWith("ann", "bob");
  assertEquals(track(history, "bob").queue.nowServing, null);
  history.and(callNext(), act("Leave", "ann"));
  assertEquals(track(history, "bob").queue.nowServing, null);
});

Deno.test("trackView() tells how old the confirmation is", () => {
  const history = queueWith("ann");
  const view = trackView(history.state, ticketOf(history, "ann"), { ...TRACK, ageMs: 4_000 });
  assertEquals(view.queue.ageMs, 4_000);
});

Deno.test("trackViewer() makes the same views as trackView()", () => {
  const history = queueWith("ann", "bob", "cat").and(callNext(), act("Hold", "bob"));
  const viewer = trackViewer(history.state, TRACK);
  for (const name of ["ann", "bob", "cat"]) {
    assertEquals(viewer(ticketOf(history, name)), track(history, name));
  }
});

Deno.test("every view says when somebody is back while nobody works, and nothing of it otherwise", () => {
  const history = queueWith("ann", "bob").and(callNext());
  const told = () => [
    ticketView(seeTicket(history.state, ticketOf(history, "bob"), estimate)).expectedReturnAt,
    track(history, "bob").queue.expectedReturnAt,
    queueSummary(history.state, { estimate }).expectedReturnAt,
    displayView(history.state, { estimate, at: history.at, ageMs: 0 }).expectedReturnAt,
  ];
  assertEquals(told(), [null, null, null, null]);
  const until = START_AT + 3_600_000;
  const away = (status: "on_break" | "available", at: number | null) =>
    history.and({ type: "SetProviderStatus", providerId: DR, status, until: at, reasonId: null });
  away("on_break", until);
  assertEquals(told(), Array(4).fill(isoOf(until)));
  assertEquals(track(history, "bob").queue.estimatedWaitTime, null);
  assertEquals(track(history, "ann").queue.expectedReturnAt, null);
  away("on_break", null);
  assertEquals(told(), [null, null, null, null]);
  away("available", until);
  assertEquals(told(), [null, null, null, null]);
});

Deno.test("queueSummary() gives a newcomer's wait and counts those who stepped out", () => {
  const history = queueWith("ann", "bob").and(act("Hold", "ann"));
  const summary = queueSummary(history.state, { estimate });
  assertEquals([summary.prefix, summary.status, summary.selfJoin, summary.waiting], ["A", "open", true, 2]);
  const newcomer = track(history.and(join("cat")), "cat").queue.estimatedWaitTime;
  assertEquals(summary.estimatedWaitMinutes, newcomer);
});

Deno.test("displayView() shows labels and rooms, the latest call first, bounded", () => {
  const names = Array.from({ length: 30 }, (_, index) => `n${index}`);
  const history = queueWith(...names);
  for (let index = 0; index < DISPLAY_CALLED_MAX + 2; index++) {
    history.and({ minutes: 1 }, callNext({ caller: `desk${index}` }));
  }
  const view = displayView(history.state, { estimate, at: history.at, ageMs: 0 });
  assertEquals(view.called.length, DISPLAY_CALLED_MAX);
  assertEquals(view.called[0]?.label, "A-008");
  assertEquals(view.next.length, DISPLAY_NEXT_MAX);
  assertEquals(view.next[0], "A-009");
  assertEquals(view.waiting, 22);
  assertNotMatch(JSON.stringify(view), /"n\d|p-n|patient|ticket/);
});

Deno.test("displayView() shows whoever has still to come before whoever is being seen", () => {
  const history = queueWith("ann", "bob", "cat");
  history.and(callNext({ caller: "one" }), { minutes: 1 }, callNext({ caller: "two" }), act("Start", "bob"));
  const { called } = displayView(history.state, { estimate, at: history.at, ageMs: 0 });
  assertEquals(called.map(({ label }) => label), ["A-001", "A-002"]);
});

Deno.test("displayView() says how old it is", () => {
  const view = displayView(queueWith("ann").state, { estimate, at: START_AT, ageMs: 4_000 });
  assertEquals([view.ageMs, view.updatedAt], [4_000, isoOf(START_AT)]);
});

Deno.test("statusView() says whether the queue is open, since when", () => {
  const history = queueWith("ann").and({ minutes: 5 }, setStatus("PauseQueue"));
  const view = statusView(history.state, { language: "en" });
  assertEquals([view.status, view.statusSince, view.queueStatus], ["paused", isoOf(history.at), "Paused"]);
});

Deno.test("providersView() lists every provider, one who never reported as available", () => {
  const history = queueWith("ann");
  assertEquals(providersView(history.state), {
    working: 1,
    providers: [{ providerId: "dr", status: "available", until: null }],
  });
});

Deno.test("configOf() fails loudly for a queue that was never created", () => {
  assertThrows(() => configOf(new History().state), AssertionFailed, "never created");
});

Deno.test("ticketView() tells which step an undo takes back and until when, and nothing where there is none", () => {
  const history = queueWith("a");
  const undo = () => ticketView(seeTicket(history.state, history.ticket("a"), estimate)).undo;
  assertEquals(undo(), null);
  const until = isoOf(START_AT + 5 * 60_000);
  for (
    const [step, action] of [
      [act("Hold", "a"), "hold"],
      [act("Leave", "a"), "leave"],
    ] as const
  ) {
    history.and(step);
    assertEquals(undo(), { action, until });
    history.and(act("Undo", "a"));
    assertEquals(undo(), null);
  }
  history.and(callNext(), act("NoShow", "a"));
  assertEquals(undo()?.action, "no-show");
});
