/** Proves that events come out whole however the bytes are cut, and that a refused stream is noticed. */
import { assertEquals, assertThrows } from "@std/assert";
import { openStream, type StreamEvent, StreamParser } from "./stream_reader.ts";

const HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
const BODY = [
  'id: 7\nevent: queue-update\ndata: {"a":1}\n\n',
  ": a comment\n\n",
  "retry: 1000\nevent: heartbeat\ndata: one\ndata: two\n\n",
];
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
const EVENTS: readonly StreamEvent[] = [
  { name: "queue-update", data: '{"a":1}' },
  { name: "heartbeat", data: "one\ntwo" },
];

Deno.test("StreamParser gives the same events for one piece and for single bytes", () => {
  const whole = HEAD + BODY.map(chunk).join("");
  assertEquals(new StreamParser().feed(whole), EVENTS);
  const parser = new StreamParser();
  assertEquals([...whole].flatMap((byte) => parser.feed(byte)), EVENTS);
});

Deno.test("StreamParser joins an event that spans two chunks", () => {
  const [first = ""] = BODY;
  const parser = new StreamParser();
  assertEquals(parser.feed(HEAD + chunk(first.slice(0, 9))), []);
  assertEquals(parser.feed(chunk(first.slice(9))), EVENTS.slice(0, 1));
});

Deno.test("StreamParser refuses a reply that is not a stream", () => {
  assertThrows(
    () => new StreamParser().feed("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"),
    Error,
    "http/1.1 400 bad request",
  );
});

Deno.test("openStream() reports events until it is closed", async () => {
  const encoder = new TextEncoder();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () =>
    new Response(
      new ReadableStream<Uint8Array>({
        start(controller) {
          for (const part of BODY) controller.enqueue(encoder.encode(part));
        },
      }),
      { headers: { "content-type": "text/event-stream" } },
    ));
  const seen: StreamEvent[] = [];
  const all = Promise.withResolvers<void>();
  const stream = await openStream({ port: server.addr.port, path: "/" }, (event) => {
    seen.push(event);
    if (seen.length === EVENTS.length) all.resolve();
  });
  await all.promise;
  stream.close();
  assertEquals(await stream.ended, "closed here");
  assertEquals(seen, EVENTS);
  await server.shutdown();
});
