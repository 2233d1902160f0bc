import { assertEquals } from "@std/assert";
import { parseTrack } from "../../islands/track.ts";
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
