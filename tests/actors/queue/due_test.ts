import { assertEquals } from "@std/assert";
import { deadline, due, DUE_EVENTS_MAX, isTimeZone, serviceDayAt } from "../../../actors/queue/due.ts";
import type { QueueConfig } from "../../../actors/queue/schema.ts";
import { given } from "../../support/given.ts";
import {
  act,
  callNext,
  cancel,
  change,
  CONFIG,
  create,
  HOUR_MS,
  id,
  join,
  MINUTE_MS,
  setStatus,
  START_AT,
} from "../../support/queue_fixture.ts";

const zoned = (text: string): number => Temporal.ZonedDateTime.from(text).epochMilliseconds;
const types = (events: readonly { readonly type: string }[]) => events.map(({ type }) => type);
const berlin: QueueConfig = { ...CONFIG, timeZone: "Europe/Berlin", dayStartsAtMinutes: 4 * 60 };

Deno.test("serviceDayAt() begins the day at the configured hour of the facility's zone", () => {
  const before = serviceDayAt(berlin, zoned("2026-03-02T03:59:59.999[Europe/Berlin]"));
  assertEquals(before.date, "2026-03-01");
  const after = serviceDayAt(berlin, zoned("2026-03-02T04:00[Europe/Berlin]"));
  assertEquals(after, {
    date: "2026-03-02",
    startsAt: zoned("2026-03-02T04:00[Europe/Berlin]"),
    endsAt: zoned("2026-03-03T04:00[Europe/Berlin]"),
  });
});

Deno.test("serviceDayAt() follows the clock change: days of 23 and 25 hours", () => {
  const spring = serviceDayAt(berlin, zoned("2026-03-28T12:00[Europe/Berlin]"));
  assertEquals((spring.endsAt - spring.startsAt) / HOUR_MS, 23);
  const autumn = serviceDayAt(berlin, zoned("2026-10-24T12:00[Europe/Berlin]"));
  assertEquals((autumn.endsAt - autumn.startsAt) / HOUR_MS, 25);
});

Deno.test("serviceDayAt() finds a start inside the skipped hour", () => {
  const config = { ...berlin, dayStartsAtMinutes: 2 * 60 + 30 };
  const day = serviceDayAt(config, zoned("2026-03-29T12:00[Europe/Berlin]"));
  assertEquals([day.date, day.startsAt], ["2026-03-29", zoned("2026-03-29T03:30[Europe/Berlin]")]);
  assertEquals(serviceDayAt(config, day.startsAt - 1).date, "2026-03-28");
});

Deno.test("isTimeZone() knows a zone from a word", () => {
  assertEquals([isTimeZone("Asia/Kolkata"), isTimeZone("UTC"), isTimeZone("Clinic")], [true, true, false]);
});

Deno.test("due() asks nothing of a queue that does not exist, or is archived", () => {
  assertEquals(due(given().state, START_AT), []);
  assertEquals(deadline(given().state), null);
  const archived = given(create(), setStatus("ArchiveQueue"));
  assertEquals(due(archived.state, START_AT + 48 * HOUR_MS), []);
  assertEquals(deadline(archived.state), null);
});

Deno.test("due() opens the day first when none is open", () => {
  const config = CONFIG;
  const queue = given({
    type: "QueueCreated",
    at: START_AT,
    by: "staff:ann",
    queueId: given().state.header.queueId,
    config,
  });
  assertEquals(deadline(queue.state), START_AT);
  assertEquals(due(queue.state, START_AT), [
    { type: "DayOpened", at: START_AT, by: "system", ...serviceDayAt(CONFIG, START_AT) },
  ]);
});

Deno.test("due() misses a called ticket exactly when its grace passes, once", () => {
  const queue = given(create(), join("a"), callNext());
  const graceEndsAt = START_AT + 15 * MINUTE_MS;
  assertEquals(deadline(queue.state), graceEndsAt);
  assertEquals(due(queue.state, graceEndsAt - 1), []);
  queue.at = graceEndsAt;
  assertEquals(types(queue.applyDue()), ["TicketMissed"]);
  assertEquals(queue.applyDue(), []);
});

Deno.test("due() resumes a held ticket exactly when its hold expires", () => {
  const queue = given(create(), join("a"), act("Hold", "a"), { ms: 20 * MINUTE_MS - 1 });
  assertEquals(queue.applyDue(), []);
  queue.at += 1;
  assertEquals(types(queue.applyDue()), ["TicketResumed"]);
  assertEquals(queue.ticket("a").state, "waiting");
});

Deno.test("due() answers in the order of deadlines", () => {
  const queue = given(create(), join("a"), join("b"), join("c"), act("Hold", "c"), callNext(), {
    minutes: 1,
  });
  queue.and(callNext()).at += HOUR_MS;
  assertEquals(
    queue.applyDue().map((event) => "ticketId" in event ? event.ticketId : null),
    ["a", "b", "c"].map(id),
  );
});

Deno.test("due() starts no grace clock while paused, and goes on with the rest when opened or closed", () => {
  for (const type of ["OpenQueue", "CloseQueue"] as const) {
    const queue = given(create(), join("a"), join("b"), act("Hold", "b"), callNext(), { minutes: 10 });
    queue.and(setStatus("PauseQueue"), { minutes: 120 });
    assertEquals(queue.applyDue(), []);
    queue.and(setStatus(type), { ms: 5 * MINUTE_MS - 1 });
    assertEquals(queue.applyDue(), []);
    queue.at += 1;
    assertEquals(types(queue.applyDue()), ["TicketMissed"]);
    queue.at += 5 * MINUTE_MS;
    assertEquals(types(queue.applyDue()), ["TicketResumed"]);
  }
});

Deno.test("due() gives a whole grace and hold to what begins during a pause", () => {
  const queue = given(create(), join("a"), setStatus("PauseQueue"), { minutes: 30 }, act("Hold", "a"), {
    minutes: 5,
  });
  queue.and(setStatus("OpenQueue"));
  assertEquals(queue.ticket("a").holdEndsAt, queue.at + 20 * MINUTE_MS);
});

Deno.test("deadline() is the earliest of grace, hold and day end; paused, only the day end", () => {
  const queue = given(create(), join("a"), join("b"), act("Hold", "b"));
  const endsAt = START_AT + 16 * HOUR_MS;
  assertEquals(deadline(queue.state), START_AT + 20 * MINUTE_MS);
  queue.and(callNext());
  assertEquals(deadline(queue.state), START_AT + 15 * MINUTE_MS);
  queue.and(setStatus("PauseQueue"));
  assertEquals(deadline(queue.state), endsAt);
  queue.and(cancel("a"), cancel("b"), setStatus("OpenQueue"));
  assertEquals(deadline(queue.state), endsAt);
});

Deno.test("due() ends the day and opens the next in one go, and skips days on which nothing ran", () => {
  const queue = given(create(), join("a"));
  queue.at = START_AT + 16 * HOUR_MS - 1;
  assertEquals(queue.applyDue(), []);
  queue.at += 1 + 72 * HOUR_MS;
  const events = queue.applyDue();
  assertEquals(types(events), ["DayEnded", "DayOpened"]);
  assertEquals(queue.state.header.day?.date, "2026-03-06");
});

Deno.test("due() takes what passed before the day's end first, and leaves the rest to the day's end", () => {
  const queue = given(
    create(),
    { ms: 16 * HOUR_MS - 18 * MINUTE_MS },
    join("a"),
    join("b"),
    callNext(),
    act("Hold", "b"),
  );
  queue.at += 48 * HOUR_MS;
  assertEquals(types(queue.applyDue()), ["TicketMissed", "DayEnded", "DayOpened"]);
  assertEquals([queue.ticket("a").cause, queue.ticket("b").cause], ["grace", "day_ended"]);
});

Deno.test("due() is bounded a call and finishes over several", () => {
  const queue = given(create());
  const people = DUE_EVENTS_MAX + 5;
  for (let i = 0; i < people; i++) queue.and(join(`t${i}`), act("Hold", `t${i}`));
  queue.at += 48 * HOUR_MS;
  assertEquals(due(queue.state, queue.at).length, DUE_EVENTS_MAX);
  const events = queue.applyDue();
  assertEquals(events.length, people + 2);
  assertEquals(types(events).slice(-2), ["DayEnded", "DayOpened"]);
});

Deno.test("due() opens the next date early rather than the ended one twice", () => {
  const queue = given(create(), join("a"), change({ dayStartsAtMinutes: 5 * 60 }));
  queue.at = START_AT + 16 * HOUR_MS;
  queue.applyDue();
  assertEquals(queue.state.header.day, {
    date: "2026-03-03",
    startsAt: queue.at,
    endsAt: Date.UTC(2026, 2, 4, 5),
  });
});
