/** When somebody is back, on the facility's clock. */
import { assertEquals } from "@std/assert";
import { backAt, backIn } from "../../../islands/doctor/break_time.ts";

const at = (text: string): number => Date.parse(`2026-03-02T${text}Z`);
const NOW = at("09:20:30");

Deno.test("backAt() finds the next time that the facility's clock shows", () => {
  assertEquals(backAt("10:45", { now: NOW, timeZone: "UTC" }), at("10:45:00"));
  assertEquals(backAt("10:45", { now: NOW, timeZone: "Europe/Berlin" }), at("09:45:00"));
});

Deno.test("backAt() goes over midnight, and not further than half a day", () => {
  const now = at("23:50:00");
  assertEquals(backAt("00:20", { now, timeZone: "UTC" }), at("23:50:00") + 30 * 60_000);
  assertEquals(backAt("11:50", { now, timeZone: "UTC" }), at("23:50:00") + 12 * 3_600_000);
  assertEquals(backAt("11:51", { now, timeZone: "UTC" }), null);
});

Deno.test("backAt() refuses this very minute, the past and what is no time", () => {
  for (const time of ["09:20", "09:19", "", "9:30", "24:00", "10:60"]) {
    assertEquals(backAt(time, { now: NOW, timeZone: "UTC" }), null, time);
  }
});

Deno.test("backIn() counts minutes", () => assertEquals(backIn(15, NOW), NOW + 900_000));
