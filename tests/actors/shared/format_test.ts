import { assertEquals } from "@std/assert";
import {
  formatAge,
  formatLongestWait,
  formatMinutes,
  formatMinutesRange,
  formatTime,
  JUST_NOW_MS,
} from "../../../actors/shared/format.ts";

/** Formatting uses narrow spaces that no person tells from others. */
const plain = (text: string | null) => text?.replace(/\s/g, " ");

Deno.test("formatMinutes() says hours apart from minutes", () => {
  assertEquals([0, 1, 25, 59].map((minutes) => plain(formatMinutes(minutes, "en"))), [
    "0 min",
    "1 min",
    "25 min",
    "59 min",
  ]);
  assertEquals(plain(formatMinutes(60, "en")), "1 hr");
  assertEquals(plain(formatMinutes(75, "en")), "1 hr 15 min");
  assertEquals(plain(formatMinutes(120, "de")), "2 Std.");
});

Deno.test("formatMinutes() spells units out in Arabic, with Latin digits", () => {
  assertEquals(plain(formatMinutes(25, "ar")), "25 دقيقة");
});

Deno.test("formatMinutesRange() joins a range, below and above an hour", () => {
  assertEquals(plain(formatMinutesRange({ low: 15, high: 25 }, "en")), "15–25 min");
  assertEquals(plain(formatMinutesRange({ low: 45, high: 75 }, "en")), "45 min – 1 hr 15 min");
});

Deno.test("formatMinutesRange() says one value where both ends agree or cross", () => {
  assertEquals(plain(formatMinutesRange({ low: 5, high: 5 }, "en")), "5 min");
  assertEquals(plain(formatMinutesRange({ low: 9, high: 5 }, "en")), "5 min");
});

Deno.test("formatLongestWait() is the cap of every promise", () => {
  assertEquals(plain(formatLongestWait("en")), "8 hr");
});

Deno.test("formatTime() reads the facility's clock, whatever the reader's", () => {
  const instant = Date.UTC(2026, 0, 15, 9, 40);
  assertEquals(plain(formatTime(instant, { language: "en", timeZone: "Europe/Berlin" })), "10:40 AM");
  assertEquals(plain(formatTime(instant, { language: "de", timeZone: "Europe/Berlin" })), "10:40");
  assertEquals(plain(formatTime(instant, { language: "de", timeZone: "UTC" })), "9:40");
});

Deno.test("formatAge() is null while it is just now, then minutes, then hours", () => {
  assertEquals(formatAge(0, "en"), null);
  assertEquals(formatAge(JUST_NOW_MS - 1, "en"), null);
  assertEquals(formatAge(JUST_NOW_MS, "en"), "1 minute ago");
  assertEquals(formatAge(3 * 60_000, "de"), "vor 3 Minuten");
  assertEquals(formatAge(59.4 * 60_000, "en"), "59 minutes ago");
  assertEquals(formatAge(2 * 3_600_000, "en"), "2 hours ago");
});
