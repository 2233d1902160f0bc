import { assertStringIncludes } from "@std/assert";
import { render } from "preact-render-to-string";
import { WhyPage } from "../../../routes/pages/why_page.tsx";

Deno.test("WhyPage shows the ticket's own label, the reasons and the way back", () => {
  const explanation = {
    ahead: 1,
    groups: [{ reason: "urgent", people: 1 }],
    seenBefore: { people: 0, groups: [] },
    isPartial: false,
  } as const;
  const html = render(<WhyPage explanation={explanation} language="en" label="A-014" base="/t/code" />);
  for (const text of ["A-014", "1 more urgent", 'href="/t/code"']) assertStringIncludes(html, text);
});
