/** Proves how changes and views are paired: conflated views count for each change they contain, lost ones show. */
import { assertEquals } from "@std/assert";
import { delaysOf } from "./fan_out.ts";

const changes = [{ plannedAt: 100, version: 5 }, { plannedAt: 600, version: 8 }];

Deno.test("delaysOf() counts from the planned start to the first view with the version", () => {
  assertEquals(delaysOf(changes, { versions: [4, 5, 8], times: [90, 130, 650] }), [30, 50]);
});

Deno.test("delaysOf() counts a view that contains both changes for both", () => {
  assertEquals(delaysOf(changes, { versions: [4, 9], times: [90, 700] }), [600, 100]);
});

Deno.test("delaysOf() says null for a change that no view contains", () => {
  assertEquals(delaysOf(changes, { versions: [4, 6], times: [90, 130] }), [30, null]);
  assertEquals(delaysOf(changes, { versions: [], times: [] }), [null, null]);
});
