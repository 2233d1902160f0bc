import { assertEquals } from "@std/assert";
import {
  meaningsOf,
  parseWalkIn,
  type WalkIn,
  type WalkInWords,
} from "../../../islands/desk/walk_in_line.ts";
import { LANGUAGES, sayIn } from "../../../actors/shared/i18n.ts";

const EMPTY: WalkIn = {
  name: "",
  phone: null,
  label: null,
  birthDate: null,
  class: null,
  needs: [],
  mode: "in_person",
};

const WORDS: readonly WalkInWords[] = LANGUAGES.map((language) => {
  const say = sayIn(language);
  return {
    classes: {
      emergency: say("desk.walkInWord.emergency"),
      urgent: say("desk.walkInWord.urgent"),
      routine: say("desk.walkInWord.routine"),
    },
    needs: {
      elderly: say("desk.walkInWord.elderly"),
      paediatric: say("desk.walkInWord.paediatric"),
      pregnant: say("desk.walkInWord.pregnant"),
      disability: say("desk.walkInWord.disability"),
      other: say("desk.walkInWord.other"),
    },
    online: say("desk.walkInWord.online"),
  };
});
const MEANINGS = meaningsOf(WORDS);

function understood(line: string, expected: Partial<WalkIn>): void {
  assertEquals(parseWalkIn(line, MEANINGS), { ...EMPTY, ...expected }, line);
}

Deno.test("parseWalkIn() understands name, phone, class and need in one line", () => {
  understood("Maria Lopez 0791234567 urgent wheelchair", {
    name: "Maria Lopez",
    phone: "0791234567",
    class: "urgent",
    needs: ["disability"],
  });
});

Deno.test("parseWalkIn() takes the parts in any order and any of our languages", () => {
  const maria = { name: "Maria Lopez", phone: "+49301234567", class: "urgent", needs: ["pregnant"] } as const;
  understood("dringend schwanger +49 30 1234567 Maria Lopez", maria);
  understood("Maria schwanger Lopez, +49-30-1234567, DRINGEND", maria);
  understood("ماريا لوبيز ٠٧٩١٢٣٤٥٦٧ عاجل كرسي", {
    name: "ماريا لوبيز",
    phone: "0791234567",
    class: "urgent",
    needs: ["disability"],
  });
});

Deno.test("parseWalkIn() reads Arabic words with and without their marks", () => {
  understood("ليلى إعاقة", { name: "ليلى", needs: ["disability"] });
  understood("ليلى اعاقة", { name: "ليلى", needs: ["disability"] });
});

Deno.test("parseWalkIn() takes birth dates, and no day that is not in the calendar", () => {
  understood("Ada 1958-03-12", { name: "Ada", birthDate: "1958-03-12" });
  understood("Ada 2.3.1958", { name: "Ada", birthDate: "1958-03-02" });
  assertEquals(parseWalkIn("Ada 1958-02-30", MEANINGS).birthDate, null);
});

Deno.test("parseWalkIn() keeps numbers that are no phone in the name", () => {
  understood("Henry 8", { name: "Henry 8" });
  understood("Room 12 1234567890123456", { name: "Room 12 1234567890123456" });
});

Deno.test("parseWalkIn() takes a quoted name as it is", () => {
  understood('"Peter Kind" notfall', { name: "Peter Kind", class: "emergency" });
  understood("Peter Kind", { name: "Peter", needs: ["paediatric"] });
});

Deno.test("parseWalkIn() says each need once and the last class", () => {
  understood("Ada urgent emergency wheelchair disabled", {
    name: "Ada",
    class: "emergency",
    needs: ["disability"],
  });
});

Deno.test("parseWalkIn() of nothing, or of no name, has no name", () => {
  understood("", {});
  understood("   ", {});
  understood("urgent 0791234567", { class: "urgent", phone: "0791234567" });
});

Deno.test("parseWalkIn() takes the number of a printed list, in either case and once", () => {
  understood("w-045 Ada", { label: "W-045", name: "Ada" });
  understood("Ada W-R06", { label: "W-R06", name: "Ada" });
  understood("Ada W-045 W-046", { label: "W-045", name: "Ada W-046" });
});

Deno.test("parseWalkIn() sees who comes online", () => {
  understood("Ada online", { name: "Ada", mode: "online" });
});

Deno.test("meaningsOf() lets an earlier language win", () => {
  const word = (urgent: string, routine: string): WalkInWords => ({
    classes: { emergency: "", urgent, routine },
    needs: { elderly: "", paediatric: "", pregnant: "", disability: "", other: "" },
    online: "",
  });
  assertEquals(meaningsOf([word("x", ""), word("", "x")]).get("x"), { kind: "class", value: "urgent" });
});
