/** Proves the talk between the bench and its clients: order, errors and lines cut anywhere. */
import { assertEquals } from "@std/assert";
import { linesOf } from "./lines.ts";

function streamOf(parts: readonly string[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  return ReadableStream.from(parts.map((part) => new TextEncoder().encode(part)));
}

Deno.test("linesOf() joins what was cut and gives the last line without its end", async () => {
  assertEquals(await Array.fromAsync(linesOf(streamOf(["on", "e\ntwo\nth", "ree"]))), [
    "one",
    "two",
    "three",
  ]);
  assertEquals(await Array.fromAsync(linesOf(streamOf(["one\n"]))), ["one"]);
  assertEquals(await Array.fromAsync(linesOf(streamOf([]))), []);
});
