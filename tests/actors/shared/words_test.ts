import { assertEquals } from "@std/assert";
import { createSay, localeOf } from "../../../actors/shared/words.ts";

const WORDS = {
  plain: "Take a number",
  named: "Hello {name}, {name}",
  people: { "=0": "nobody", one: "{count} person", other: "{count} people" },
  onlyOther: { other: "{count} things" },
};

Deno.test("createSay() puts parameters in every place of their name", () => {
  const say = createSay("en", WORDS);
  assertEquals(say("plain"), "Take a number");
  assertEquals(say("named", { name: "A" }), "Hello A, A");
});

Deno.test("createSay() leaves a place without a parameter as written", () => {
  assertEquals(createSay("en", WORDS)("named"), "Hello {name}, {name}");
});

Deno.test("createSay() answers the key when the dictionary lacks it", () => {
  assertEquals(createSay("en", WORDS)("missing"), "missing");
});

Deno.test("createSay() takes the exact form for zero before the category", () => {
  const say = createSay("en", WORDS);
  assertEquals(say("people", { count: 0 }), "nobody");
  assertEquals(say("people", { count: 1 }), "1 person");
  assertEquals(say("people", { count: 2 }), "2 people");
});

Deno.test("createSay() falls back to other where a category has no form", () => {
  assertEquals(createSay("en", WORDS)("onlyOther", { count: 1 }), "1 things");
});

Deno.test("createSay() chooses among the six forms of Arabic", () => {
  const forms = { zero: "z", one: "o", two: "t", few: "f", many: "m", other: "x" };
  const say = createSay("ar", { forms });
  assertEquals([0, 1, 2, 3, 11, 100].map((count) => say("forms", { count })), ["z", "o", "t", "f", "m", "x"]);
});

Deno.test("createSay() groups digits as the language does, in Latin digits", () => {
  assertEquals(createSay("de", WORDS)("people", { count: 1234 }), "1.234 people");
  assertEquals(localeOf("ar"), "ar-u-nu-latn");
  assertEquals(createSay("ar", WORDS)("named", { name: 12 }), "Hello 12, 12");
});

Deno.test("createSay() does not read a parameter's own braces as places", () => {
  assertEquals(createSay("en", WORDS)("named", { name: "{name}" }), "Hello {name}, {name}");
});
