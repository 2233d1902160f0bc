/** The kiosk's questions: their order, what each needs, and that nothing of a person stays. */
import { assert, assertEquals } from "@std/assert";
import {
  ASKED,
  canGoOn,
  follow,
  type KioskAct,
  type KioskState,
  type KioskTicket,
  NAME_CHARS_MAX,
  PHONE_DIGITS_MAX,
  START,
} from "../../../islands/kiosk/kiosk_flow.ts";

const TICKET: KioskTicket = {
  label: "W-007",
  isWaitlisted: false,
  ahead: 3,
  estimatedWaitMinutes: 20,
  waitRange: { low: 10, high: 20 },
  qr: { size: 29, path: "M0 0h1v1h-1z" },
};

function after(...acts: readonly KioskAct[]): KioskState {
  return acts.reduce(follow, START);
}

const toName: readonly KioskAct[] = [{ type: "chooseLanguage" }, { type: "chooseQueue", queueId: "q" }];
const toPhone: readonly KioskAct[] = [...toName, { type: "typeName", name: "Maria" }, { type: "next" }];
const toSending: readonly KioskAct[] = [...toPhone, { type: "next" }, { type: "next" }];

Deno.test("follow() asks one question after another and then sends", () => {
  const seen: string[] = [];
  let state = START;
  for (const act of toSending) seen.push((state = follow(state, act)).question);
  assertEquals(seen, ["service", "name", "name", "phone", "needs", "sending"]);
});

Deno.test("follow() stays at a question that is not answered", () => {
  assertEquals(after(...toName, { type: "next" }).question, "name");
  assertEquals(after(...toName, { type: "typeName", name: " - " }, { type: "next" }).question, "name");
  assertEquals(after(...toPhone, { type: "typePhone", phone: "12345" }, { type: "next" }).question, "phone");
  assertEquals(after(...toPhone, { type: "typePhone", phone: "123456" }, { type: "next" }).question, "needs");
});

Deno.test("canGoOn() takes no phone for an answer", () => {
  assert(canGoOn(after(...toPhone)));
});

Deno.test("follow() goes back through the questions, and from the first forgets everything", () => {
  let state = after(...toPhone, { type: "next" });
  const seen: string[] = [];
  for (let step = 0; step < 4; step++) seen.push((state = follow(state, { type: "back" })).question);
  assertEquals(seen, ["phone", "name", "service", "language"]);
  assertEquals(state, START);
});

Deno.test("follow() keeps a name and a phone within their bounds", () => {
  const state = after(
    { type: "typeName", name: "x".repeat(NAME_CHARS_MAX + 1) },
    { type: "typePhone", phone: `+${"1 ".repeat(PHONE_DIGITS_MAX + 1)}` },
  );
  assertEquals(state.name.length, NAME_CHARS_MAX);
  assertEquals(state.phone, "1".repeat(PHONE_DIGITS_MAX));
});

Deno.test("follow() takes a need and takes it away again", () => {
  const once = follow(START, { type: "toggleNeed", need: "elderly" });
  assertEquals(once.needs, ["elderly"]);
  assertEquals(follow(once, { type: "toggleNeed", need: "elderly" }).needs, []);
});

Deno.test("follow() forgets the answers as soon as the number is given", () => {
  const state = after(...toSending, { type: "given", ticket: TICKET });
  assertEquals(state, { ...START, question: "done", ticket: TICKET });
});

Deno.test("follow() gives a late answer to nobody after a restart", () => {
  for (
    const late of [
      { type: "given", ticket: TICKET },
      { type: "refused", refusal: "full" },
      { type: "unreachable" },
    ] as const
  ) {
    assertEquals(after(...toSending, { type: "restart" }, late), START);
  }
});

Deno.test("follow() returns from asking a person to where it was, with the answers", () => {
  const before = after(...toPhone);
  const asked = follow(before, { type: "askPerson" });
  assertEquals(asked.question, "person");
  assertEquals(follow(asked, { type: "askPerson" }).from, "phone");
  assertEquals(follow(asked, { type: "back" }).question, "phone");
  assertEquals(follow(asked, { type: "back" }).name, "Maria");
});

Deno.test("follow() offers another line after a refusal, and the waiting list with consent", () => {
  const refused = after(...toSending, { type: "refused", refusal: "fullWaitlist" });
  assertEquals(refused.question, "refused");
  const other = follow(refused, { type: "back" });
  assertEquals([other.question, other.queueId, other.refusal], ["service", null, null]);
  const waitlisted = follow(refused, { type: "acceptWaitlist" });
  assertEquals([waitlisted.question, waitlisted.acceptsWaitlist], ["sending", true]);
});

Deno.test("follow() sends again when the server could not be reached, and only then", () => {
  const stuck = after(...toSending, { type: "unreachable" });
  assertEquals(stuck.question, "stuck");
  assertEquals(follow(stuck, { type: "retry" }).question, "sending");
  assertEquals(after(...toName, { type: "retry" }).question, "name");
});

Deno.test("ASKED names every question with an answer of a person", () => {
  assertEquals(ASKED, ["service", "name", "phone", "needs"]);
});
