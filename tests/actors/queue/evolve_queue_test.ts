import { assertEquals } from "@std/assert";
import { isReordering } from "../../../actors/queue/evolve_queue.ts";
import { given } from "../../support/given.ts";
import {
  act,
  callNext,
  cancel,
  change,
  CONFIG,
  create,
  HOUR_MS,
  join,
  joinAs,
  MINUTE_MS,
  move,
  patient,
  setStatus,
} from "../../support/queue_fixture.ts";

const DAY_END = { ms: 16 * HOUR_MS };
const states = (queue: ReturnType<typeof given>, ...names: readonly string[]) =>
  names.map((name) => queue.ticket(name).state);

Deno.test("dayEnded() cancels waiting, held, called and waitlisted, and carries who is being served", () => {
  const queue = given(create({ capacity: 4 }), join("s"), join("c"), join("h"), join("w"));
  queue.and(join("l", { acceptWaitlist: true }), callNext(), act("Start", "s"), DAY_END, { minutes: -10 });
  queue.and(callNext(), act("Hold", "h"), { minutes: 10 });
  queue.applyDue();
  assertEquals(states(queue, "s", "c", "h", "w", "l"), [
    "serving",
    "cancelled",
    "cancelled",
    "cancelled",
    "cancelled",
  ]);
  assertEquals(queue.ticket("l").cause, "day_ended");
  assertEquals([queue.ticket("s").isIrregular, queue.ticket("s").day], [true, "2026-03-02"]);
  assertEquals(queue.state.latestOf(patient("c"))?.cause, "day_ended");
});

Deno.test("dayEnded() of a carrying queue keeps everybody, with number, day and order", () => {
  const queue = given(create({ carriesOver: true, capacity: 2 }), join("a"), join("b"));
  queue.and(join("l", { acceptWaitlist: true }), DAY_END).applyDue();
  assertEquals(states(queue, "a", "b", "l"), ["waiting", "waiting", "waitlisted"]);
  assertEquals([queue.line, queue.ticket("b").tokenNumber, queue.ticket("b").day], [
    ["a", "b"],
    2,
    "2026-03-02",
  ]);
});

Deno.test("dayEnded() of a carrying queue leaves a removal undoable", () => {
  const queue = given(create({ carriesOver: true }), DAY_END, { minutes: -1 }, join("a"), cancel("a"), {
    minutes: 1,
  });
  queue.when(act("Undo", "a")).then({ type: "TicketRestored" });
});

Deno.test("dayOpened() begins numbers and the highest call anew", () => {
  const queue = given(
    create({ carriesOver: true }),
    join("a"),
    join("b"),
    callNext(),
    act("Start", "a"),
    DAY_END,
  );
  queue.applyDue();
  assertEquals([queue.state.header.lastTokenNumber, queue.state.header.highestTokenCalled], [0, 0]);
  // A carried number is not one of today's.
  queue.and(callNext());
  assertEquals(queue.state.header.highestTokenCalled, 0);
});

Deno.test("dayOpened() forgets what ended a day ago or longer, not a millisecond less", () => {
  const queue = given(
    create(),
    DAY_END,
    join("a"),
    cancel("a"),
    { ms: 1 },
    join("b"),
    cancel("b"),
    join("c"),
  );
  queue.at += 24 * HOUR_MS - 1;
  assertEquals(queue.applyDue().map(({ type }) => type), ["DayEnded", "DayOpened"]);
  assertEquals(states(queue, "b", "c"), ["cancelled", "cancelled"]);
  assertEquals([queue.state.ticket("a"), queue.state.byCode("code-a")], [undefined, undefined]);
  assertEquals(queue.state.latestOf(patient("a")), undefined);
});

Deno.test("dayOpened() forgets the last call with its ticket", () => {
  const queue = given(create(), join("a"), callNext(), cancel("a"), DAY_END);
  queue.applyDue();
  queue.at += 24 * HOUR_MS;
  queue.applyDue();
  assertEquals(queue.state.header.lastCalledTicketId, null);
});

Deno.test("queueChanged() to another policy gives everybody its key, but leaves emergencies first", () => {
  const queue = given(
    create(),
    join("a"),
    { minutes: 1 },
    joinAs("urgent", "b"),
    { minutes: 1 },
    joinAs("emergency", "e"),
  );
  queue.and(change({ ordering: "priority" }));
  assertEquals(queue.line, ["e", "b", "a"]);
  queue.and({ minutes: 1 }, join("c"), change({ ordering: "token" }));
  assertEquals(queue.line, ["e", "a", "b", "c"]);
});

Deno.test("queueChanged() to another policy re-keys what an undo would bring back", () => {
  const queue = given(
    create(),
    join("a"),
    { minutes: 1 },
    join("b"),
    cancel("a"),
    change({ ordering: "arrival" }),
  );
  queue.and(act("Undo", "a"));
  assertEquals(queue.line, ["a", "b"]);
});

Deno.test("queueChanged() without another policy leaves moves alone", () => {
  const queue = given(create(), join("a"), join("b"), move("b", 1), change({ name: "Other", capacity: 9 }));
  assertEquals(queue.line, ["b", "a"]);
});

Deno.test("queueChanged() weighs the work ahead with the new prior times", () => {
  const queue = given(create(), join("a", { appointmentType: "blood" }), join("b"), join("c"));
  assertEquals(queue.state.workAhead(queue.ticket("c")), { people: 2, minutes: 20, minutesSquared: 250 });
  queue.and(change({ serviceMinutes: {}, defaultServiceMinutes: 10 }));
  assertEquals(queue.state.workAhead(queue.ticket("c")).minutes, 20);
  assertEquals(queue.state.workForNewcomer(), { people: 3, minutes: 30, minutesSquared: 300 });
});

Deno.test("isReordering() looks at the policy, and at head starts where they count", () => {
  const headStartMinutes = { urgent: 40, need: 10, needsMax: 20 };
  assertEquals(isReordering(CONFIG, { ...CONFIG, name: "Other" }), false);
  assertEquals(isReordering(CONFIG, { ...CONFIG, ordering: "arrival" }), true);
  assertEquals(isReordering(CONFIG, { ...CONFIG, headStartMinutes }), false);
  const priority = { ...CONFIG, ordering: "priority" } as const;
  assertEquals(isReordering(priority, { ...priority, headStartMinutes }), true);
});

Deno.test("statusChanged() shifts what is left of grace and hold by the pause, to the millisecond", () => {
  const queue = given(create(), join("a"), join("b"), act("Hold", "b"), callNext());
  const before = [queue.ticket("a").graceEndsAt ?? 0, queue.ticket("b").holdEndsAt ?? 0];
  queue.and({ minutes: 3 }, setStatus("PauseQueue"), { ms: 7 * MINUTE_MS + 1 }, setStatus("OpenQueue"));
  const after = [queue.ticket("a").graceEndsAt ?? 0, queue.ticket("b").holdEndsAt ?? 0];
  assertEquals(after.map((at, index) => at - (before[index] ?? 0)), [7 * MINUTE_MS + 1, 7 * MINUTE_MS + 1]);
});
