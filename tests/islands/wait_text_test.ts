import { assertEquals } from "@std/assert";
import { sayIn } from "../../actors/shared/i18n.ts";
import { waitText } from "../../islands/wait_text.ts";

function inEnglish(estimatedWaitMinutes: number | null, range?: readonly [number, number]): string {
  const waitRange = range === undefined ? null : { low: range[0], high: range[1] };
  const text = waitText({ estimatedWaitMinutes, waitRange }, { say: sayIn("en"), language: "en" });
  return text.replaceAll("\u00a0", " ");
}

Deno.test("waitText() promises the range, else the headline", () => {
  assertEquals(inEnglish(25, [15, 25]), "about 15–25 min");
  assertEquals(inEnglish(25), "about 25 min");
});

Deno.test("waitText() says less than where the range begins now", () => {
  assertEquals(inEnglish(5, [0, 5]), "less than 5 min");
});

Deno.test("waitText() promises no number without an estimate, and none beyond the cap", () => {
  assertEquals(inEnglish(null), "no estimate at the moment");
  assertEquals(inEnglish(479), "about 7 hr 59 min");
  assertEquals(inEnglish(480, [300, 480]), "more than 8 hr");
});

Deno.test("waitText() lets a range break at its dash and nowhere between a number and its unit", () => {
  const waitRange = { low: 75, high: 150 };
  const text = waitText({ estimatedWaitMinutes: 120, waitRange }, { say: sayIn("en"), language: "en" });
  assertEquals(text, "about 1\u00a0hr\u00a015\u00a0min – 2\u00a0hr\u00a030\u00a0min");
});
