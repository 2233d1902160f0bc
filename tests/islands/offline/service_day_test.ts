import { assertEquals } from "@std/assert";
import { createDayOf } from "../../../islands/offline/service_day.ts";

const at = (text: string) => Date.parse(text);

Deno.test("createDayOf() gives an instant its day in the facility's zone, not in the browser's", () => {
  const dayOf = createDayOf({ timeZone: "Australia/Sydney" });
  assertEquals(dayOf(at("2026-11-20T12:59:59Z")), "2026-11-20");
  assertEquals(dayOf(at("2026-11-20T13:00:00Z")), "2026-11-21");
});

Deno.test("createDayOf() begins a day at the hour that the facility set", () => {
  const dayOf = createDayOf({ timeZone: "UTC", dayStartsAtMinutes: 240 });
  assertEquals(dayOf(at("2026-11-20T03:59:59Z")), "2026-11-19");
  assertEquals(dayOf(at("2026-11-20T04:00:00Z")), "2026-11-20");
});
