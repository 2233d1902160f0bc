import { assert, assertEquals } from "@std/assert";
import { hasEnded, newerTrack, parseTrack, TICKET_STATUSES } from "../../islands/track.ts";
import { trackAnswer } from "../support/track_answer.ts";

Deno.test("parseTrack() reads an answer and an event alike", () => {
  const answer = trackAnswer({ ticket: { holdEndsAt: "2026-01-15T10:00:00.000Z" } });
  const track = parseTrack(answer);
  assertEquals(track?.label, "A-014");
  assertEquals(track?.holdEndsAt, Date.UTC(2026, 0, 15, 10));
  assertEquals(track?.waitRange, { low: 15, high: 25 });
  assertEquals(parseTrack(answer.data), track);
});

Deno.test("parseTrack() answers null for whatever is no track", () => {
  for (
    const value of [null, undefined, 3, "text", [], {}, { data: null }, { data: { ticket: {}, queue: {} } }]
  ) {
    assertEquals(parseTrack(value), null);
  }
  assertEquals(parseTrack(trackAnswer({ ticket: { status: "dancing" } })), null);
  assertEquals(parseTrack(trackAnswer({ queue: { queueStatus: "" } })), null);
});

Deno.test("parseTrack() takes what is missing or unfit for unknown", () => {
  const track = parseTrack(trackAnswer({
    ticket: { room: 3, acknowledgedAt: null, mode: "online" },
    queue: { ahead: "2", waitRange: { low: 1 }, estimatedWaitTime: null, nowServing: null, status: "weird" },
  }));
  assertEquals(track?.room, null);
  assertEquals(track?.ahead, null);
  assertEquals(track?.waitRange, null);
  assertEquals([track?.isAcknowledged, track?.isOnline, track?.queueStatus], [false, true, "open"]);
});

Deno.test("parseTrack() reads the last call and the expected return", () => {
  const at = "2026-01-15T10:00:00.000Z";
  const called = parseTrack(
    trackAnswer({ ticket: { calledAt: "2026-01-15T09:00:00.000Z", lastCalledAt: at } }),
  );
  assertEquals(called?.calledAt, Date.parse(at));
  assertEquals(
    parseTrack(trackAnswer({ queue: { expectedReturnAt: at } }))?.expectedReturnAt,
    Date.parse(at),
  );
  assertEquals(parseTrack(trackAnswer())?.expectedReturnAt, null);
});

Deno.test("newerTrack() never goes back", () => {
  const old = parseTrack(trackAnswer({ queue: { version: 20 } }));
  const fresh = parseTrack(trackAnswer({ queue: { version: 21 } }));
  assert(old !== null && fresh !== null);
  assertEquals(newerTrack(fresh, old), fresh);
  assertEquals(newerTrack(old, fresh), fresh);
  assertEquals(newerTrack(old, null), old);
});

Deno.test("hasEnded() tells the ends from everything before", () => {
  assertEquals(TICKET_STATUSES.filter((status) => hasEnded({ status })), [
    "completed",
    "no_show",
    "cancelled",
  ]);
});
