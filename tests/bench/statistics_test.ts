/** Proves the arithmetic of the bench on values small enough to check by hand. */
import { assertEquals, assertThrows } from "@std/assert";
import { latenciesOf, median, quantile, spreadOf } from "./statistics.ts";

Deno.test("median() takes the middle of an odd number, whatever their order", () => {
  assertEquals(median([9, 1, 5]), 5);
  assertEquals(median([7]), 7);
});

Deno.test("median() takes the mean of the two middle ones of an even number", () => {
  assertEquals(median([4, 1, 3, 2]), 2.5);
});

Deno.test("median() refuses nothing", () => {
  assertThrows(() => median([]), RangeError, "median of nothing");
});

Deno.test("quantile() takes the nearest rank", () => {
  const sorted = Array.from({ length: 100 }, (_, index) => index + 1);
  assertEquals(quantile(sorted, 0.5), 50);
  assertEquals(quantile(sorted, 0.95), 95);
  assertEquals(quantile(sorted, 0.951), 96);
  assertEquals(quantile(sorted, 1), 100);
});

Deno.test("quantile() refuses a share outside (0, 1]", () => {
  assertThrows(() => quantile([1], 0), RangeError, "not in (0, 1]");
  assertThrows(() => quantile([1], 1.1), RangeError, "not in (0, 1]");
});

Deno.test("latenciesOf() sorts by number and not by text", () => {
  assertEquals(latenciesOf([100, 9, 20]), { count: 3, p50: 20, p95: 100, p99: 100, max: 100 });
});

Deno.test("latenciesOf() is all zero without a request", () => {
  assertEquals(latenciesOf([]), { count: 0, p50: 0, p95: 0, p99: 0, max: 0 });
});

Deno.test("spreadOf() keeps the median and the noise", () => {
  assertEquals(spreadOf([3, 1, 2]), { median: 2, min: 1, max: 3, rounds: 3 });
});
