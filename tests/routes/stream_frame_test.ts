/** The text of server-sent events, and positions that go out and come back. */
import { assertEquals } from "@std/assert";
import {
  bytesOf,
  eventText,
  formatPosition,
  frameAt,
  frameOf,
  joinBytes,
  parsePosition,
  retryText,
  withoutId,
} from "../../routes/stream_frame.ts";

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

Deno.test("parsePosition() reads what formatPosition() wrote, and nothing else", () => {
  assertEquals(parsePosition(formatPosition({ seq: 1234, step: 9 })), { seq: 1234, step: 9 });
  for (const id of ["", "12", "12.", ".1", "-1.1", "1.10", "1.1\n", "1e3.1", "9".repeat(16) + ".1"]) {
    assertEquals(parsePosition(id), null, JSON.stringify(id));
  }
});

Deno.test("frameAt() writes one event with its id first, and withoutId() leaves the id out", () => {
  const frame = frameAt({ seq: 7, step: 1 }, { name: "your-turn", json: '{"label":"Ä-1"}' });
  assertEquals(textOf(frame.bytes), 'id: 7.1\nevent: your-turn\ndata: {"label":"Ä-1"}\n\n');
  assertEquals(textOf(withoutId(frame)), 'event: your-turn\ndata: {"label":"Ä-1"}\n\n');
});

Deno.test("frameOf() writes an event without an id", () => {
  const frame = frameOf("queue-status", "{}");
  assertEquals(textOf(frame.bytes), "event: queue-status\ndata: {}\n\n");
  assertEquals(textOf(withoutId(frame)), textOf(frame.bytes));
});

Deno.test("eventText() keeps text with line breaks on one line", () => {
  const text = eventText("error", JSON.stringify({ message: "one\ntwo\r\nthree" }));
  assertEquals(text.split("\n").length, 4);
});

Deno.test("retryText() is whole milliseconds", () => {
  assertEquals(retryText(2345.6), "retry: 2346\n\n");
});

Deno.test("joinBytes() joins in order and does not copy a single part", () => {
  const one = bytesOf("one");
  assertEquals(joinBytes([one]), one);
  assertEquals(joinBytes([one]) === one, true);
  assertEquals(textOf(joinBytes([one, bytesOf(" "), bytesOf("two")])), "one two");
  assertEquals(joinBytes([]).length, 0);
});
