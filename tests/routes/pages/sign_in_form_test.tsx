import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { render } from "preact-render-to-string";
import { goalOf, readSignIn, SignInForm } from "../../../routes/pages/sign_in_form.tsx";

Deno.test("goalOf() takes pages of ours and nothing that leads elsewhere or back here", () => {
  for (const path of ["/desk", "/desk/walk-in", "/doctor/q_1?tab=notes&x=%20y", "/admin"]) {
    assertEquals(goalOf(path), path);
  }
  for (
    const path of [
      undefined,
      "",
      "/",
      "desk",
      "//evil.example",
      "/\\evil.example",
      "/.//evil.example",
      "/../desk",
      "/desk/",
      "/desk//x",
      "/desk\n",
      "/desk#x",
      "/desk?next=//evil.example",
      "https://evil.example/desk",
      "/sign-in",
      "/sign-in?next=/desk",
      "/sign-out",
      "/api/v1/me",
      "/t/code",
      "/static/styles.css",
      `/${"x".repeat(400)}`,
    ]
  ) {
    assertEquals(goalOf(path), null, path);
  }
});

Deno.test("readSignIn() reads the form and counts what is no text or too long as not given", () => {
  const fields = { tenant: "demo", username: "ada", password: " kept as typed ", next: "/desk" };
  assertEquals(readSignIn({ ...fields, more: "x" }), fields);
  const none = { tenant: "", username: "", password: "", next: "" };
  assertEquals(readSignIn({ username: ["a", "b"], password: "x".repeat(201) }), none);
  for (const body of [null, "x", []]) assertEquals(readSignIn(body), none);
});

const FIELDS = { tenant: "", username: "", next: "" };

Deno.test("SignInForm puts the focus where typing goes on", () => {
  const focused = (
    tenant: { readonly id: string; readonly name: string } | null,
    fields: Partial<typeof FIELDS> = {},
  ) => {
    const props = { language: "en", tenant, fields: { ...FIELDS, ...fields }, notice: null } as const;
    const page = render(<SignInForm {...props} />);
    return [...page.matchAll(/<input[^>]*>/g)].map(([input]) => input)
      .filter((input) => input.includes("autofocus"))
      .map((input) => / name="(\w+)"/.exec(input)?.[1]);
  };
  const here = { id: "demo", name: "Riverside" };
  assertEquals(focused(here), ["username"]);
  assertEquals(focused(here, { username: "ada" }), ["password"]);
  assertEquals(focused(null), ["tenant"]);
  assertEquals(focused(null, { tenant: "demo" }), ["username"]);
});

Deno.test("SignInForm ties a refusal to its fields, and a mere notice to none", () => {
  const page = (tone: "urgent" | "soon") =>
    render(
      <SignInForm language="en" tenant={null} fields={FIELDS} notice={{ tone, text: "Said <kindly>" }} />,
    );
  const refused = page("urgent");
  assertStringIncludes(refused, 'id="sign-in-notice" role="alert">Said &lt;kindly>');
  assertEquals(refused.match(/aria-describedby="sign-in-notice"/g)?.length, 3);
  assert(!page("soon").includes("aria-describedby"));
  assertStringIncludes(page("soon"), 'role="status"');
});
