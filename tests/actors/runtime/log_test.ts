/** The log's values: size limits, segments, the chain of hashes. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { EMPTY_HEAD } from "../../../actors/runtime/head.ts";
import { decodeValue, encodeBatch, type EventText, hashOf, textBytes } from "../../../actors/runtime/log.ts";

const address = { kind: "toy", actorId: "a" };

function texts(...events: readonly unknown[]): EventText[] {
  return events.map((event) => {
    const text = JSON.stringify(event);
    return { text, bytes: textBytes(text), keyText: null, startsSegment: event === "new" };
  });
}

function encode(events: readonly EventText[], valueBytesMax = 60_000) {
  return encodeBatch(events, { address, head: EMPTY_HEAD, attemptId: "p.1", version: 3, valueBytesMax });
}

function decodeAll(values: ReturnType<typeof encode>["values"]) {
  return values.map(({ key, bytes }) => decodeValue({ key, value: bytes, versionstamp: "01" }));
}

Deno.test("encodeBatch() and decodeValue() give back events, keys and version", () => {
  const events = texts({ n: 1 }, "two — ü");
  const last = events[1];
  assert(last !== undefined);
  last.keyText = JSON.stringify(["k", "h", { seq: 2 }]);
  const { values, seq, hash } = encode(events);
  const [value] = decodeAll(values);
  assertEquals([values.length, seq, value?.hash], [1, 2, hash]);
  assertEquals(value?.events, [{ n: 1 }, "two — ü"]);
  assertEquals(value?.keys, [["k", "h", { seq: 2 }]]);
  assertEquals([value?.version, value?.attemptId, value?.previousHash, value?.firstSeq], [3, "p.1", "", 1]);
});

Deno.test("encodeBatch() keeps every value below its limit and chains them", () => {
  const { values } = encode(texts(...Array.from({ length: 30 }, () => "ü".repeat(300))), 4_000);
  assert(values.length > 3);
  assert(values.every(({ bytes }) => bytes.byteLength <= 4_000));
  const decoded = decodeAll(values);
  assertEquals(decoded.flatMap(({ events }) => events).length, 30);
  decoded.forEach(({ previousHash, firstSeq }, index) => {
    const before = decoded[index - 1];
    assertEquals(previousHash, before?.hash ?? "");
    assertEquals(firstSeq, before === undefined ? 1 : before.firstSeq + before.events.length);
  });
});

Deno.test("encodeBatch() begins a value and a segment at the event that opens one", () => {
  const { values, segment, segmentSeq } = encode(texts("a", "new", "b", "new"));
  assertEquals(values.map(({ key }) => key.slice(3)), [[0, 1], [1, 2], [2, 4]]);
  assertEquals([segment, segmentSeq], [2, 4]);
});

Deno.test("encodeBatch() of nothing leaves the head as it is", () => {
  const { values, seq, hash } = encode([]);
  assertEquals([values, seq, hash], [[], 0, ""]);
});

Deno.test("decodeValue() refuses what is no value of a log", () => {
  const key = ["log", "toy", "a", 0, 1];
  for (const value of [null, {}, new Uint8Array([1, 2]), new TextEncoder().encode("{}")]) {
    assertThrows(() => decodeValue({ key, value, versionstamp: "01" }));
  }
});

Deno.test("textBytes() is exact for ASCII and never too small", () => {
  assertEquals(textBytes("abc"), 3);
  for (const text of ["ü", "漢字", "🙂"]) {
    assert(textBytes(text) >= new TextEncoder().encode(text).byteLength);
  }
});

Deno.test("hashOf() is SHA-256 in base64", () => {
  assertEquals(hashOf(new Uint8Array()), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
});
