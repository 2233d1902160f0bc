import { assertStringIncludes } from "@std/assert";
import { render } from "preact-render-to-string";
import { type Language, sayIn } from "../../actors/shared/i18n.ts";
import { UnsentQuestion } from "../../islands/unsent_question.tsx";

function html(count: number, language: Language = "en"): string {
  return render(<UnsentQuestion count={count} say={sayIn(language)} onAnswer={() => {}} />);
}

Deno.test("UnsentQuestion says how many actions have not been sent, in the forms of each language", () => {
  assertStringIncludes(html(1), "1 action has not been sent yet");
  assertStringIncludes(html(3), "3 actions have not been sent yet");
  assertStringIncludes(html(1, "de"), "1 Aktion ist noch nicht gesendet");
  assertStringIncludes(html(2, "ar"), "إجراءان لم يُرسلا بعد");
});

Deno.test("UnsentQuestion offers to stay first", () => {
  const page = html(2);
  assertStringIncludes(page, "Stay signed in");
  assertStringIncludes(page.slice(page.indexOf("Stay signed in")), "Sign out anyway");
});
