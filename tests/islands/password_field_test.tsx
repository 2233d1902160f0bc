import { assert, assertMatch } from "@std/assert";
import { render } from "preact-render-to-string";
import { wordsFor } from "../../actors/shared/i18n.ts";
import { PasswordField, type PasswordFieldProps } from "../../islands/password_field.tsx";

function html(props: Partial<PasswordFieldProps> = {}): string {
  return render(
    <PasswordField
      language="en"
      words={wordsFor("en", ["sign.password"])}
      charsMax={200}
      describedBy={null}
      isFocused={false}
      {...props}
    />,
  );
}

Deno.test("PasswordField hides what is typed and offers to show it only where scripts run", () => {
  const page = html();
  assertMatch(page, /<label for="password">Password<\/label>/);
  assertMatch(page, /<input [^>]*type="password"|type="password"/);
  assertMatch(page, /autocomplete="current-password"/);
  assertMatch(page, /<button type="button" class="password-show needs-script" aria-pressed="false"/);
  assert(!page.includes("aria-invalid") && !page.includes("value="));
});

Deno.test("PasswordField says where its fault is described", () => {
  assertMatch(html({ describedBy: "notice" }), /aria-invalid="true" aria-describedby="notice"/);
});
