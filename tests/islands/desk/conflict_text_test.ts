import { assertEquals } from "@std/assert";
import { sayIn } from "../../../actors/shared/i18n.ts";
import { refusalText } from "../../../islands/desk/conflict_text.ts";
import type { Activity } from "../../../islands/desk/activity.ts";

const AT = Date.UTC(2026, 0, 15, 10, 32);
const LAST: Activity = {
  id: "1",
  ticketId: "t",
  label: "A-014",
  deed: "completed",
  at: AT,
  by: "staff:anna",
  room: null,
};

function text(
  code: string,
  facts: Readonly<Record<string, unknown>> = {},
  { last = null, language = "en" as const }: {
    readonly last?: Activity | null;
    readonly language?: "en" | "de";
  } = {},
): string {
  return refusalText({ status: 409, code, detail: "", facts }, {
    say: sayIn(language),
    language,
    timeZone: "UTC",
    label: "A-014",
    last,
    nameOf: (by) => by === "staff:anna" ? "Anna" : "A colleague",
  }).replace(/[\u00a0\u202f]/g, " ");
}

const CALLED = { calledBy: "staff:anna", calledAt: AT };

Deno.test("refusalText() of a lost call says who called whom where and when", () => {
  assertEquals(
    text("already_called", { ...CALLED, room: "2" }),
    "Anna called A-014 to room 2 at 10:32 AM. Nothing was changed.",
  );
  assertEquals(
    text("already_called", { ...CALLED, room: null }),
    "Anna called A-014 at 10:32 AM. Nothing was changed.",
  );
  assertEquals(
    text("already_called", { ...CALLED, room: "Labor" }, { language: "de" }),
    "Anna: A-014 um 10:32 aufgerufen, Labor. Nichts wurde geändert.",
  );
});

Deno.test("refusalText() of a step that came too late says what was done before", () => {
  assertEquals(
    text("wrong_state", { state: "completed" }, { last: LAST }),
    "Anna finished A-014 at 10:32 AM. Nothing was changed.",
  );
});

Deno.test("refusalText() does not tell of an older step when the refusal knows a newer one", () => {
  const at = new Date(AT + 60_000).toISOString();
  assertEquals(
    text("wrong_state", { state: "no_show", by: "staff:anna", at }, { last: { ...LAST, deed: "called" } }),
    "A-014 is now: Did not come (Anna, 10:33 AM). Nothing was changed.",
  );
  assertEquals(
    text("wrong_state", { state: "completed", by: "staff:ben", at: new Date(AT).toISOString() }, {
      last: LAST,
    }),
    "Anna finished A-014 at 10:32 AM. Nothing was changed.",
  );
});

Deno.test("refusalText() of a step that came too late says at least how it stands", () => {
  assertEquals(text("wrong_state", { state: "serving" }), "A-014 is now: Being seen. Nothing was changed.");
  assertEquals(
    text("wrong_state", { state: "held", by: "staff:anna", at: new Date(AT).toISOString() }),
    "A-014 is now: Stepped out (Anna, 10:32 AM). Nothing was changed.",
  );
  assertEquals(text("stale_version"), "A-014 changed in the meantime. This is how it stands now.");
});

Deno.test("refusalText() says when somebody can be called again", () => {
  assertEquals(text("recall_too_soon", { retryAt: AT }), "A-014 can be called again at 10:32 AM.");
});

Deno.test("refusalText() has a sentence for what the rules say, and for what nobody foresaw", () => {
  assertEquals(text("queue_empty"), "Nobody is waiting.");
  assertEquals(text("no_such_code"), "That did not work. Please try again.");
  assertEquals(text("already_called"), "That did not work. Please try again.");
});
