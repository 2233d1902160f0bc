import { assertEquals } from "@std/assert";
import { sayIn } from "../../../actors/shared/i18n.ts";
import { pickVoice, placeOf, spokenCall, spokenLabel } from "../../../islands/display/spoken.ts";

const say = sayIn("en");

Deno.test("spokenLabel() is read as people say it: letters one by one, no leading zeros", () => {
  assertEquals(spokenLabel("A-014"), "A 14");
  assertEquals(spokenLabel("LAB-1203"), "L A B 1203");
  assertEquals(spokenLabel("A-100"), "A 100");
});

Deno.test("placeOf() calls a bare number a room, keeps a name, and has a word for no room", () => {
  assertEquals(placeOf("3", say), "room 3");
  assertEquals(placeOf("12B", say), "room 12B");
  assertEquals(placeOf("Blue door", say), "Blue door");
  assertEquals(placeOf(null, say), "Front desk");
});

Deno.test("spokenCall() says the number and where to go, in the language", () => {
  const call = { label: "A-014", room: "3", calledAt: 1 };
  assertEquals(spokenCall(call, say), "Number A 14, please go to room 3");
  assertEquals(spokenCall(call, sayIn("de")), "Nummer A 14, bitte gehen Sie zu Raum 3");
  assertEquals(
    spokenCall({ ...call, room: null }, say),
    "Number A 14, please come to the front desk",
  );
});

Deno.test("pickVoice() takes the machine's own voice of the language, another one if it must, or none", () => {
  const network = { lang: "de-DE", localService: false };
  const own = { lang: "de_AT", localService: true };
  const other = { lang: "den-CA", localService: true };
  assertEquals(pickVoice([network, own], "de"), own);
  assertEquals(pickVoice([other, network], "de"), network);
  assertEquals(pickVoice([other], "de"), null);
  assertEquals(pickVoice([], "ar"), null);
});
