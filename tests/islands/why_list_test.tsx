import { assert, assertStringIncludes } from "@std/assert";
import { render } from "preact-render-to-string";
import { type Language, sayIn } from "../../actors/shared/i18n.ts";
import type { PlaceExplanation } from "../../actors/queue/explain.ts";
import { WhyList } from "../../islands/why_list.tsx";

const explanation: PlaceExplanation = {
  ahead: 3,
  groups: [{ reason: "earlier", people: 2 }, { reason: "urgent", people: 1 }],
  seenBefore: { people: 1, groups: [{ reason: "emergency", people: 1 }] },
  isPartial: false,
};

function html(given: PlaceExplanation | null, language: Language = "en"): string {
  return render(<WhyList explanation={given} say={sayIn(language)} />);
}

Deno.test("WhyList says who is before and who was seen before, in categories", () => {
  const page = html(explanation);
  for (
    const text of [
      "3 people are before you",
      "2 came earlier",
      "1 more urgent",
      "1 person who came after you",
      "1 emergency",
    ]
  ) {
    assertStringIncludes(page, text);
  }
});

Deno.test("WhyList says so when nobody is before, and nothing of nobody", () => {
  const page = html({ ahead: 0, groups: [], seenBefore: { people: 0, groups: [] }, isPartial: false });
  assertStringIncludes(page, "Nobody is before you");
  assert(!page.includes("called before you") && !page.includes("<li"));
});

Deno.test("WhyList of a ticket in no line explains nothing", () => {
  assertStringIncludes(html(null), "You are not waiting in line");
});

Deno.test("WhyList uses the language's own plural", () => {
  assertStringIncludes(html(explanation, "ar"), "اثنان وصلا قبلك");
});
