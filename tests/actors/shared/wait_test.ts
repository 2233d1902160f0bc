import { assertEquals } from "@std/assert";
import { headlineOf, rangeLowOf } from "../../../actors/shared/wait.ts";

Deno.test("headlineOf() rounds up to 1 below 5, to 5 below 60, to 15 above", () => {
  assertEquals([3.2, 4.9, 5, 5.1, 59, 60, 61, 76].map(headlineOf), [4, 5, 5, 10, 60, 60, 75, 90]);
});

Deno.test("headlineOf() is never below 1 nor above 480", () => {
  assertEquals([0, 0.1, 479, 480, 100_000].map(headlineOf), [1, 1, 480, 480, 480]);
});

Deno.test("rangeLowOf() rounds down by the same steps, to 0 at least and 480 at most", () => {
  assertEquals([0.4, 4.9, 9.9, 59, 74, 10_000].map(rangeLowOf), [0, 4, 5, 55, 60, 480]);
});
