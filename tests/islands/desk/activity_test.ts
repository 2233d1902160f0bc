import { assertEquals, assertStrictEquals } from "@std/assert";
import {
  type Activity,
  ACTIVITY_MAX,
  activityOf,
  isUndoable,
  lastOf,
  lastUndoable,
  UNDO_MS,
  withActivity,
} from "../../../islands/desk/activity.ts";
import { NOW } from "./desk_rows.ts";

const ME = "staff:me";

function entry(changes: Partial<Activity> = {}): Activity {
  return { id: "1", ticketId: "t", label: "A-1", deed: "called", at: NOW, by: ME, room: null, ...changes };
}

Deno.test("activityOf() reads a ticket's event, in an envelope or without", () => {
  const event = { ticketId: "t", label: "A-1", type: "TicketCalled", at: NOW, by: "staff:anna", room: "2" };
  const expected = {
    id: `t/TicketCalled/${NOW}`,
    ticketId: "t",
    label: "A-1",
    deed: "called",
    at: NOW,
    by: "staff:anna",
    room: "2",
  };
  assertEquals<unknown>(activityOf(event), expected);
  assertEquals<unknown>(activityOf({ data: event }), expected);
  assertEquals<unknown>(activityOf({ ...event, at: new Date(NOW).toISOString() }), expected);
});

Deno.test("activityOf() tells who left from who was removed", () => {
  const event = { ticketId: "t", label: "A-1", type: "TicketCancelled", at: NOW };
  assertEquals(activityOf({ ...event, by: "link:t" })?.deed, "left");
  assertEquals(activityOf({ ...event, by: "staff:anna" })?.deed, "removed");
});

Deno.test("activityOf() is silent about what staff need not read, and about nonsense", () => {
  const event = { ticketId: "t", label: "A-1", type: "PaymentRecorded", at: NOW, by: ME };
  for (const body of [event, { ...event, type: 3 }, { type: "TicketCalled" }, null, "x"]) {
    assertEquals(activityOf(body), null);
  }
});

Deno.test("withActivity() takes the stream's word of an own step for the step itself", () => {
  const own = entry({ id: "own" });
  const list = withActivity([], own);
  assertStrictEquals(withActivity(list, entry({ id: "stream", at: NOW + 400 })), list);
  assertEquals(withActivity(list, entry({ id: "other", by: "staff:anna" })).length, 2);
  assertEquals(withActivity(list, entry({ id: "later", at: NOW + 60_000 })).length, 2);
});

Deno.test("withActivity() is newest first and bounded", () => {
  let list: readonly Activity[] = [];
  for (let index = 0; index < ACTIVITY_MAX + 5; index += 1) {
    list = withActivity(list, entry({ id: `${index}`, ticketId: `t${index}`, at: NOW + index }));
  }
  assertEquals([list.length, list[0]?.ticketId], [ACTIVITY_MAX, `t${ACTIVITY_MAX + 4}`]);
});

Deno.test("isUndoable() holds for the last step of a ticket within its time", () => {
  const called = entry({ id: "1" });
  const started = entry({ id: "2", deed: "started", at: NOW + 1 });
  const list = [started, called];
  assertEquals(isUndoable(started, { list, now: NOW }), true);
  assertEquals(isUndoable(called, { list, now: NOW }), false);
  assertEquals(isUndoable(started, { list, now: NOW + 1 + UNDO_MS }), false);
  const restored = entry({ deed: "restored" });
  assertEquals(isUndoable(restored, { list: [restored], now: NOW }), false);
});

Deno.test("lastUndoable() goes on behind what was taken back, and never past what cannot be", () => {
  const moved = entry({ id: "1", ticketId: "a", deed: "moved" });
  const held = entry({ id: "2", ticketId: "b", deed: "held", at: NOW + 1 });
  const restored = entry({ id: "3", ticketId: "b", deed: "restored", at: NOW + 2 });
  assertEquals(lastUndoable([held, moved], { me: ME, now: NOW + 3 }), held);
  assertEquals(lastUndoable([restored, held, moved], { me: ME, now: NOW + 3 }), moved);
  const resumed = entry({ id: "4", ticketId: "c", deed: "resumed", at: NOW + 3 });
  assertEquals(lastUndoable([resumed, restored, held, moved], { me: ME, now: NOW + 3 }), null);
});

Deno.test("lastUndoable() takes back who was entered, with needs confirmed or without", () => {
  const joined = entry({ id: "1", deed: "joined" });
  const needs = entry({ id: "2", deed: "needs", at: NOW + 1 });
  assertEquals(lastUndoable([needs, joined], { me: ME, now: NOW + 2 }), joined);
});

Deno.test("lastUndoable() is this account's alone, lastOf() anybody's", () => {
  const others = entry({ id: "2", ticketId: "u", by: "staff:anna", at: NOW + 1 });
  const mine = entry({ id: "1" });
  assertEquals(lastUndoable([others, mine], { me: ME, now: NOW }), mine);
  assertEquals(lastUndoable([others], { me: ME, now: NOW }), null);
  assertEquals(lastOf([others, mine], "u"), others);
  assertEquals(lastOf([others, mine], "x"), null);
});
