import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { render } from "preact-render-to-string";
import { NEEDS } from "../../../actors/queue/schema.ts";
import {
  emptyFields,
  JoinForm,
  type JoinFormProps,
  NAME_CHARS_MAX,
  readForm,
} from "../../../routes/pages/join_form.tsx";

const KEY = "k".repeat(22);

function read(body: unknown) {
  return readForm(body, { language: "de" });
}

function html(over: Partial<JoinFormProps> = {}): string {
  const props: JoinFormProps = {
    action: "/join/queue",
    language: "en",
    fields: emptyFields("en", KEY),
    faults: [],
    refusal: null,
    waitlist: "none",
    ...over,
  };
  return render(<JoinForm {...props} />);
}

Deno.test("readForm() takes a name alone", () => {
  assertEquals(read({ name: "  Ada  " }).request, {
    name: "Ada",
    phone: null,
    language: "de",
    needs: [],
    mode: "in_person",
    acceptWaitlist: false,
    key: null,
  });
});

Deno.test("readForm() takes every choice", () => {
  const { request } = read({
    name: "Ada",
    phone: "+44 (20) 7946-0000",
    language: "ar",
    need: ["other", "pregnant"],
    mode: "online",
    acceptWaitlist: "true",
    key: KEY,
  });
  assertEquals(request, {
    name: "Ada",
    phone: "+442079460000",
    language: "ar",
    needs: ["pregnant", "other"],
    mode: "online",
    acceptWaitlist: true,
    key: KEY,
  });
});

Deno.test("readForm() takes a single need as it takes several", () => {
  assertEquals(read({ name: "Ada", need: "elderly" }).request?.needs, ["elderly"]);
});

Deno.test("readForm() ignores choices that nobody offered", () => {
  const { request } = read({
    name: "Ada",
    need: "royal",
    mode: "by_post",
    language: "xx",
    key: "short",
    priority: "1",
  });
  assertEquals([request?.needs, request?.mode, request?.language, request?.key], [
    [],
    "in_person",
    "de",
    null,
  ]);
});

Deno.test("readForm() says what is wrong with which field and keeps what was written", () => {
  const { request, faults, fields } = read({ name: " ", phone: "call me" });
  assertEquals(request, null);
  assertEquals(faults.map(({ field, key }) => [field, key]), [["name", "join.nameMissing"], [
    "phone",
    "join.phoneWrong",
  ]]);
  assertEquals(fields.phone, "call me");
});

Deno.test("readForm() takes a name up to its longest", () => {
  assert(read({ name: "n".repeat(NAME_CHARS_MAX) }).request !== null);
  assertEquals(read({ name: "n".repeat(NAME_CHARS_MAX + 1) }).faults[0]?.key, "join.nameLong");
});

Deno.test("readForm() takes phones of 6 to 15 digits", () => {
  for (
    const [phone, isFit] of [["12345", false], ["123456", true], ["+" + "1".repeat(15), true], [
      "1".repeat(16),
      false,
    ]] as const
  ) {
    assertEquals(read({ name: "Ada", phone }).request !== null, isFit, phone);
  }
});

Deno.test("readForm() takes anything else for an empty form", () => {
  for (const body of [null, "text", 3, { name: { first: "Ada" } }, { need: [{}] }]) {
    assertEquals(read(body).faults[0]?.key, "join.nameMissing");
  }
});

Deno.test("JoinForm posts without scripts and carries its key", () => {
  const page = html();
  assertMatch(page, /<form class="card form" method="post" action="\/join\/queue">/);
  assertStringIncludes(page, `name="key" value="${KEY}"`);
  for (const need of NEEDS) assertStringIncludes(page, `name="need" value="${need}"`);
  assert(!page.includes("acceptWaitlist"));
});

Deno.test("JoinForm ties each fault to its field", () => {
  const page = html({ faults: [{ field: "name", key: "join.nameMissing" }] });
  assertMatch(
    page,
    /<input[^>]*id="name"[^>]*aria-describedby="name-fault name-help"[^>]*aria-invalid="true"/,
  );
  assertStringIncludes(page, 'id="name-fault">Please enter your name.');
  assertEquals(page.match(/aria-invalid/g)?.length, 1);
});

Deno.test("JoinForm says why the line refused, and offers the waiting list", () => {
  const page = html({ refusal: "join.refused.fullWaitlist", waitlist: "offered" });
  assertMatch(page, /role="alert">This line has just become full/);
  assertStringIncludes(page, 'name="acceptWaitlist" value="true"');
  assertMatch(page, /<button type="submit"[^>]*>Join the waiting list/);
});

Deno.test("JoinForm says before it is sent that it leads onto the waiting list", () => {
  const page = html({ waitlist: "known" });
  assertStringIncludes(page, "This line is full. Put yourself on the waiting list");
  assert(!page.includes('role="alert"'));
});

Deno.test("JoinForm asks for a name and closes the rest, unless something of it is used or wrong", () => {
  const isOpen = (over: Partial<JoinFormProps>) => /<details class="more" open/.test(html(over));
  const fields = emptyFields("en", KEY);
  assertEquals(isOpen({}), false);
  assertEquals(html().match(/ required/g)?.length, 1);
  assert(isOpen({ fields: { ...fields, phone: "1" } }));
  assert(isOpen({ fields: { ...fields, need: ["other"] } }));
  assert(isOpen({ fields: { ...fields, mode: "online" } }));
  assert(isOpen({ faults: [{ field: "phone", key: "join.phoneWrong" }] }));
});

Deno.test("JoinForm escapes what was written", () => {
  const page = html({ fields: { ...emptyFields("en", KEY), name: `"><script>` } });
  assert(!page.includes("<script>"));
});
