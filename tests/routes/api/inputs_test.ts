/** The fields that several endpoints take. */
import { assert, assertEquals } from "@std/assert";
import { flag, idField, instant, needs, patient, priority, reason } from "../../../routes/api/inputs.ts";

Deno.test("priority reads names, numbers from 1 to 10, and numbers as text", () => {
  const classes = ([1, 2, 3, 4, 10, "1", "3", "10", "urgent"] as const).map((value) => priority.parse(value));
  assertEquals(classes, [
    "emergency",
    "urgent",
    "urgent",
    "routine",
    "routine",
    "emergency",
    "urgent",
    "routine",
    "urgent",
  ]);
  for (const bad of [0, 11, 1.5, "0", "11", "01", "", "vip", null, true]) {
    assert(!priority.safeParse(bad).success, String(bad));
  }
});

Deno.test("flag reads booleans and what forms send for them", () => {
  assertEquals([true, "true", "on", "1"].map((value) => flag.parse(value)), [true, true, true, true]);
  assertEquals([false, "false", "off", "0"].map((value) => flag.parse(value)), [false, false, false, false]);
  for (const bad of ["yes", 1, null]) assert(!flag.safeParse(bad).success);
});

Deno.test("needs reads a list or one, without repetition, and no others", () => {
  assertEquals(needs.parse(["elderly", "elderly", "other"]), ["elderly", "other"]);
  assertEquals(needs.parse("pregnant"), ["pregnant"]);
  assert(!needs.safeParse(["tall"]).success);
});

Deno.test("instant reads ISO 8601 with an offset as epoch milliseconds", () => {
  assertEquals(instant.parse("1970-01-01T01:00:00+01:00"), 0);
  assertEquals(instant.parse("1970-01-01T00:00:00.5Z"), 500);
  for (const bad of ["1969-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "1970-01-01T00:00:00+01:00"]) {
    assert(!instant.safeParse(bad).success);
  }
  for (const bad of ["1970-01-01", "1970-01-01T00:00:00", "soon", 0]) assert(!instant.safeParse(bad).success);
});

Deno.test("idField and reason keep to their bounds", () => {
  assert(idField().safeParse("a".repeat(64)).success);
  for (const bad of ["", "a".repeat(65), "a b", "ä"]) assert(!idField().safeParse(bad).success, bad);
  assertEquals(reason.parse("  Because  "), "Because");
  for (const bad of ["", "   ", "x".repeat(501)]) assert(!reason.safeParse(bad).success);
});

Deno.test("patient takes a name and what people know of themselves, nothing more", () => {
  assert(patient.safeParse({ name: "Ada" }).success);
  for (const name of ["李", "7", "O’Neil-Smith", "نور‌الدين"]) {
    assert(patient.safeParse({ name }).success, name);
  }
  for (const name of ["", "   ", "\u200b", "\u2060\u00ad", "A\u0000da", "A\nda", "…!"]) {
    assert(!patient.safeParse({ name }).success, JSON.stringify(name));
  }
  assert(patient.safeParse({ name: "Ada", phone: "+49 (30) 12-34", language: "de-AT" }).success);
  for (
    const bad of [{ phone: "call me" }, { birthDate: "10.12.1990" }, { language: "German" }, { ssn: "1" }]
  ) {
    assert(!patient.safeParse({ name: "Ada", ...bad }).success, JSON.stringify(bad));
  }
});
