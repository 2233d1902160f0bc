import { assert, assertEquals } from "@std/assert";
import {
  BATCH_BYTES_MAX,
  BATCH_MAX,
  COMMAND_MS_MAX,
  EMPTY_OUTBOX,
  isProvisional,
  nextBatch,
  type OutboxState,
  type Pending,
  provisionalId,
  readOutbox,
  resultsIn,
  type SyncResult,
  ticketIdIn,
  TRIES_MAX,
  withCommand,
  withConflict,
  withoutCommand,
  withoutConflict,
  withoutLate,
  withQueued,
  withResults,
  withRetry,
} from "../../../islands/offline/outbox_state.ts";

const AT = Date.parse("2026-11-20T10:00:00Z");
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

function command(key: string, fields: Partial<Pending> = {}): Pending {
  return {
    key,
    path: "/tickets/t1/start",
    body: {},
    ticketId: "t1",
    what: "outbox.retry",
    label: "A-001",
    claimedAt: AT,
    isQueued: true,
    tries: 0,
    ...fields,
  };
}

function join(key: string, fields: Partial<Pending> = {}): Pending {
  return command(key, { path: "/queues/join", body: { queueId: "q" }, ticketId: null, ...fields });
}

function about(key: string, joinKey: string, action = "call"): Pending {
  const ticketId = provisionalId(joinKey);
  return command(key, { path: `/tickets/${ticketId}/${action}`, ticketId });
}

const holding = (...commands: readonly Pending[]): OutboxState => commands.reduce(withCommand, EMPTY_OUTBOX);
const keysOf = (state: OutboxState) => state.commands.map(({ key }) => key);
const result = (key: string, fields: Partial<SyncResult> = {}): SyncResult => ({
  key,
  outcome: "done",
  status: 200,
  body: {},
  ...fields,
});
const settled = (state: OutboxState, ...results: readonly SyncResult[]) =>
  withResults(state, { results, at: AT });

Deno.test("withCommand() keeps the version of the first command about a ticket and drops those of later ones", () => {
  const state = holding(
    command("a", { ifVersion: 3 }),
    command("b", { ifVersion: 3 }),
    command("c", { ticketId: "t2", ifVersion: 9 }),
  );
  assertEquals(state.commands.map(({ ifVersion }) => ifVersion), [3, undefined, 9]);
});

Deno.test("readOutbox() takes what was stored and nothing of another shape", () => {
  const state = holding(command("a"));
  assertEquals(readOutbox(JSON.parse(JSON.stringify(state))), state);
  for (const other of [null, 7, {}, { v: 2, commands: [] }]) assertEquals(readOutbox(other), EMPTY_OUTBOX);
});

Deno.test("withQueued() marks one command alone", () => {
  const state = holding(command("a", { isQueued: false }), command("b", { isQueued: false }));
  assertEquals(withQueued(state, "a").commands.map(({ isQueued }) => isQueued), [true, false]);
});

Deno.test("withoutCommand() names the ticket of a join to all that wait for it, and to those that come later", () => {
  const state = withoutCommand(holding(join("j"), about("c", "j")), { key: "j", ticketId: "real" });
  assertEquals(state.commands.map(({ path, ticketId }) => [path, ticketId]), [[
    "/tickets/real/call",
    "real",
  ]]);
  const later = withCommand(state, about("s", "j", "start"));
  assertEquals(later.commands.at(-1)?.path, "/tickets/real/start");
});

Deno.test("provisionalId() makes ids that isProvisional() knows", () => {
  assertEquals([isProvisional(provisionalId("k")), isProvisional("AbCdEfGh123")], [true, false]);
});

Deno.test("nextBatch() takes commands in order, at most as many as one request carries", () => {
  const state = holding(...Array.from({ length: BATCH_MAX + 5 }, (_, index) => command(`k${index}`)));
  const batch = nextBatch(state);
  assertEquals([batch.length, batch[0]?.key, batch.at(-1)?.key], [BATCH_MAX, "k0", `k${BATCH_MAX - 1}`]);
  assertEquals(nextBatch(state, 1).length, 1);
});

Deno.test("nextBatch() stops before a command about a ticket that has no name yet", () => {
  assertEquals(nextBatch(holding(join("j"), about("c", "j"), command("x"))).map(({ key }) => key), ["j"]);
  assertEquals(nextBatch(holding(about("c", "gone"))), []);
});

Deno.test("nextBatch() counts bytes, not characters, and sends a single large one all the same", () => {
  const large = (key: string, text: string) =>
    command(key, { body: { reason: text.repeat(BATCH_BYTES_MAX / 4) } });
  assertEquals(nextBatch(holding(large("a", "a"), large("b", "b"), large("c", "c"))).length, 3);
  assertEquals(nextBatch(holding(large("a", "ع"), large("b", "ع"), large("c", "ع"))).length, 1);
  assertEquals(nextBatch(holding(large("a", "aaaaaaaa"))).length, 1);
});

Deno.test("withoutLate() drops what is older than a day, with a note", () => {
  const old = command("a", { claimedAt: AT - COMMAND_MS_MAX - 1 });
  const sameDay = { now: AT, dayOf: () => "today" };
  const state = withoutLate(holding(old, command("b", { claimedAt: AT - COMMAND_MS_MAX })), sameDay);
  assertEquals(keysOf(state), ["b"]);
  assertEquals(state.notes.map(({ key, why, label }) => [key, why, label]), [["a", "too_old", "A-001"]]);
});

Deno.test("withoutLate() drops what belongs to another service day, and what depended on it", () => {
  const yesterday = AT - 11 * 3_600_000;
  const state = withoutLate(holding(join("j", { claimedAt: yesterday }), about("c", "j"), command("x")), {
    now: AT,
    dayOf,
  });
  assertEquals(keysOf(state), ["x"]);
  assertEquals(state.notes.map(({ key, why }) => [key, why]), [["j", "another_day"], ["c", "another_day"]]);
});

Deno.test("withoutLate() answers the very state when nothing is late", () => {
  const state = holding(command("a"));
  assert(withoutLate(state, { now: AT + 1, dayOf }) === state);
});

Deno.test("withResults() settles what was done, had been done, or had one answer", () => {
  const outcomes = ["done", "repeated", "resolved"] as const;
  const state = holding(...outcomes.map((outcome) => command(outcome)), command("left"));
  const after = settled(state, ...outcomes.map((outcome) => result(outcome, { outcome })));
  assertEquals([keysOf(after), after.conflicts], [["left"], []]);
});

Deno.test("withResults() puts conflicts and refusals before a person, with who did what", () => {
  const body = { code: "already_called", detail: "Cannot call", calledBy: "staff:ben" };
  const state = settled(
    holding(command("a"), command("b")),
    result("a", { outcome: "conflict", status: 409, body }),
    result("b", { outcome: "refused", status: 422, body: { code: "invalid", detail: "" } }),
  );
  assertEquals(keysOf(state), []);
  assertEquals(state.conflicts.map(({ key, problem, at }) => [key, problem.code, at]), [
    ["a", "already_called", AT],
    ["b", "invalid", AT],
  ]);
  assertEquals(state.conflicts[0]?.problem.facts, { calledBy: "staff:ben" });
});

Deno.test("withResults() ignores results of nothing and keeps commands without one", () => {
  const state = holding(command("a"));
  assertEquals(settled(state, result("other")), state);
  assertEquals(settled(state), state);
});

Deno.test("withResults() tries again what the server cannot do now, and asks a person in the end", () => {
  const busy = result("a", { outcome: "refused", status: 503, body: { code: "overloaded" } });
  let state = holding(command("a"));
  for (let tries = 1; tries < TRIES_MAX; tries++) {
    state = settled(state, busy);
    assertEquals([keysOf(state), state.commands[0]?.tries], [["a"], tries]);
  }
  state = settled(state, busy);
  assertEquals([keysOf(state), state.conflicts.length], [[], 1]);
});

Deno.test("withResults() keeps a command that the server asks to sign in for", () => {
  const state = holding(command("a"));
  assertEquals(settled(state, result("a", { outcome: "refused", status: 401 })), state);
});

Deno.test("withResults() takes what depends on a refused join along, and nothing else", () => {
  const state = settled(
    holding(join("j"), about("c", "j"), about("s", "j", "start"), command("x")),
    result("j", { outcome: "conflict", status: 409, body: { code: "queue_full" } }),
  );
  assertEquals(keysOf(state), ["x"]);
  assertEquals(state.conflicts[0]?.dependents.map(({ key }) => key), ["c", "s"]);
});

Deno.test("withRetry() gives a join anew with its own moment, and what depends on it behind", () => {
  const state = settled(
    holding(join("j"), about("c", "j")),
    result("j", { outcome: "conflict", status: 409, body: {} }),
  );
  let minted = 0;
  const again = withRetry(state, { key: "j", now: AT + 60_000, mintKey: () => `new${++minted}` });
  assertEquals(again.conflicts, []);
  assertEquals(again.commands.map(({ key, path, claimedAt }) => [key, path, claimedAt]), [
    ["new1", "/queues/join", AT],
    ["new2", `/tickets/${provisionalId("new1")}/call`, AT],
  ]);
});

Deno.test("withRetry() gives a step as one of now, about whatever the ticket has become", () => {
  const state = withConflict(holding(command("a", { ifVersion: 3 })), {
    key: "a",
    problem: { status: 412, code: "stale_version", detail: "", facts: {} },
    at: AT,
  });
  const [again] = withRetry(state, { key: "a", now: AT + 5, mintKey: () => "new" }).commands;
  assertEquals([again?.key, again?.claimedAt, again?.ifVersion], ["new", AT + 5, undefined]);
  assertEquals(withRetry(state, { key: "other", now: AT, mintKey: () => "new" }), state);
});

Deno.test("withoutConflict() leaves the others", () => {
  const problem = { status: 409, code: "wrong_state", detail: "", facts: {} };
  const state = ["a", "b"].reduce(
    (current, key) => withConflict(current, { key, problem, at: AT }),
    holding(command("a"), command("b")),
  );
  assertEquals(withoutConflict(state, "a").conflicts.map(({ key }) => key), ["b"]);
});

Deno.test("resultsIn() reads what it can and leaves the rest", () => {
  const good = { key: "a", outcome: "done" as const, status: 200, body: { data: {} } };
  assertEquals(resultsIn({ data: { results: [good, { key: "b", outcome: "maybe", status: 200 }, null] } }), [
    good,
  ]);
  for (const other of [null, {}, { data: [] }, { data: { results: 4 } }]) assertEquals(resultsIn(other), []);
});

Deno.test("ticketIdIn() finds the ticket in an answer and in a refusal that names the place that there was", () => {
  assertEquals(ticketIdIn({ data: { ticketId: "t" } }), "t");
  assertEquals(ticketIdIn({ code: "already_waiting", ticketId: "t" }), "t");
  assertEquals(ticketIdIn({ existing: { ticketId: "t" } }), "t");
  assertEquals(ticketIdIn({ data: {} }), null);
});
