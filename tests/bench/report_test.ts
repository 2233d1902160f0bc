/** Proves what the bench writes: the five fields that scripts read, and a table that lines up. */
import { assertEquals, assertThrows } from "@std/assert";
import { assertSound, failuresOf, jsonOf, measureOf, noteOf, tableOf } from "./report.ts";
import { spreadOf } from "./statistics.ts";

const joins = measureOf("http_join", {
  spread: spreadOf([12_000, 14_000.4, 13_000]),
  unit: "joins/s",
  limit: 26_000,
});
const bare = measureOf("echo_bare", { spread: spreadOf([5]), unit: "requests/s" });

Deno.test("measureOf() gives the median, its noise and the ratio to the limit", () => {
  assertEquals(joins, {
    name: "http_join",
    value: 13_000,
    unit: "joins/s",
    limit: 26_000,
    ratio: 0.5,
    min: 12_000,
    max: 14_000,
    rounds: 3,
    note: "",
  });
});

Deno.test("measureOf() has neither limit nor ratio where there is none", () => {
  assertEquals([bare.limit, bare.ratio], [null, null]);
});

Deno.test("jsonOf() writes a list that begins with the contract's fields", () => {
  const [row] = JSON.parse(jsonOf([joins]));
  assertEquals(Object.keys(row).slice(0, 5), ["name", "value", "unit", "limit", "ratio"]);
});

Deno.test("tableOf() lines its columns up and marks what is missing", () => {
  const [head, first, second] = tableOf([joins, bare]).split("\n");
  assertEquals(head?.indexOf("unit"), first?.indexOf("joins/s"));
  assertEquals(head?.indexOf("unit"), second?.indexOf("requests/s"));
  assertEquals(second?.endsWith("–      –"), true);
});

Deno.test("failuresOf() sums up by name over all rounds", () => {
  const rounds = [{ failures: { "409 queue_full": 2 } }, { failures: { "409 queue_full": 1, "503": 4 } }];
  assertEquals(failuresOf(rounds), "3× 409 queue_full, 4× 503");
  assertEquals(failuresOf([{ failures: {} }]), "");
});

Deno.test("noteOf() leaves empty parts out", () => {
  assertEquals(noteOf(["a", "", "b"]), "a; b");
});

Deno.test("assertSound() accepts 1% of failures over all and refuses more", () => {
  assertSound([{ count: 50, failures: { "503": 1 } }, { count: 50, failures: {} }]);
  assertThrows(
    () => assertSound([{ count: 100, failures: { "503": 1, "500 internal": 1 } }]),
    Error,
    "2 of 100 requests failed (1× 503, 1× 500 internal)",
  );
});

Deno.test("assertSound() refuses a measurement without a request", () => {
  assertThrows(() => assertSound([]), Error, "0 of 0 requests failed");
});
