/** What a facility may be. */
import { FacilityFields, isTimeZone } from "../../../actors/facility/schema.ts";
import { assert } from "@std/assert";

Deno.test("isTimeZone() knows IANA names and nothing else", () => {
  for (const name of ["Europe/Berlin", "UTC", "Asia/Kolkata"]) assert(isTimeZone(name), name);
  for (const name of ["Mars/Olympus", "", "+02:00", "Berlin"]) assert(!isTimeZone(name), name);
});

Deno.test("FacilityFields refuses unknown zones, unknown fields and impossible hours", () => {
  const good = {
    name: "Riverside",
    address: null,
    timeZone: "Europe/Berlin",
    languages: ["en"],
    dayStartsAtMinutes: 240,
  };
  assert(FacilityFields.safeParse(good).success);
  for (const bad of [{ timeZone: "Nowhere" }, { dayStartsAtMinutes: 1440 }, { owner: "x" }, { name: " " }]) {
    assert(!FacilityFields.safeParse({ ...good, ...bad }).success, JSON.stringify(bad));
  }
});
