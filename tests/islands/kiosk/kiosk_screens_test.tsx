/** Each question of a kiosk as it is shown, in each language. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { render } from "preact-render-to-string";
import { direction, type Language, LANGUAGES, sayIn } from "../../../actors/shared/i18n.ts";
import { type KioskState, START } from "../../../islands/kiosk/kiosk_flow.ts";
import { KioskScreen } from "../../../islands/kiosk/kiosk_screens.tsx";
import type { QueueCard } from "../../../islands/queue_cards.ts";

const QUEUE: QueueCard = {
  id: "q",
  name: "Laboratory",
  facility: "Riverside",
  timeZone: "UTC",
  status: "open",
  waiting: 2,
  estimatedWaitMinutes: 15,
  isFull: false,
  hasWaitlist: false,
  isStaffed: true,
  expectedReturnAt: null,
};
const TICKET = {
  label: "L-012",
  isWaitlisted: false,
  ahead: 2,
  estimatedWaitMinutes: 15,
  waitRange: { low: 5, high: 15 },
  qr: { size: 29, path: "M4 4h1v1h-1z" },
};

function shown(
  state: Partial<KioskState>,
  { language = "en", queues = [QUEUE], secondsLeft = 0 }: {
    readonly language?: Language;
    readonly queues?: readonly QueueCard[];
    readonly secondsLeft?: number;
  } = {},
): string {
  return render(
    <KioskScreen
      state={{ ...START, ...state }}
      say={sayIn(language)}
      language={language}
      languages={LANGUAGES.map((tag) => ({
        tag,
        name: sayIn(tag)("language.name"),
        direction: direction(tag),
        welcome: sayIn(tag)("kiosk.welcome"),
        begin: sayIn(tag)("kiosk.begin"),
        ask: sayIn(tag)("kiosk.ask"),
      }))}
      facilityName="Riverside Clinic"
      queues={queues}
      idle={{ kind: secondsLeft > 0 ? "ask" : "fine", secondsLeft }}
      onLanguage={() => {}}
      onAct={() => {}}
    />,
  );
}

Deno.test("KioskScreen() begins with the languages, each in its own words, and somebody to ask", () => {
  const html = shown({});
  for (const language of LANGUAGES) {
    assertStringIncludes(html, sayIn(language)("language.name"));
    assertStringIncludes(html, sayIn(language)("kiosk.begin"));
    assertStringIncludes(html, sayIn(language)("kiosk.ask"));
  }
  assertStringIncludes(html, 'dir="rtl"');
});

Deno.test("KioskScreen() offers somebody to ask on every question, in every language", () => {
  const questions = ["service", "name", "phone", "needs", "sending", "done", "refused", "stuck"] as const;
  for (const language of LANGUAGES) {
    for (const question of questions) {
      const html = shown({ question, ticket: TICKET, refusal: "full" }, { language });
      assertStringIncludes(html, sayIn(language)("kiosk.ask"), `${question} in ${language}`);
      assertEquals(html.match(/<h1/g)?.length, 1);
    }
  }
});

Deno.test("KioskScreen() lets only lines be chosen that take people", () => {
  const choices = (queue: Partial<QueueCard>) =>
    shown({ question: "service" }, { queues: [{ ...QUEUE, ...queue }] });
  assert(!/<button[^>]*kiosk-choice[^>]*disabled/.test(choices({})));
  assert(/<button[^>]*kiosk-choice[^>]*disabled/.test(choices({ status: "closed" })));
  assert(/<button[^>]*kiosk-choice[^>]*disabled/.test(choices({ isFull: true })));
  assertStringIncludes(choices({ isFull: true, hasWaitlist: true }), sayIn("en")("kiosk.onlyWaitlist"));
  assertStringIncludes(shown({ question: "service" }, { queues: [] }), sayIn("en")("kiosk.none"));
});

Deno.test("KioskScreen() goes on from a name only when there is one", () => {
  const next = /<button[^>]*kiosk-next[^>]*disabled/;
  assert(next.test(shown({ question: "name" })));
  assert(!next.test(shown({ question: "name", name: "Maria" })));
});

Deno.test("KioskScreen() shows the number with its code, and no name", () => {
  const html = shown({ question: "done", ticket: TICKET, name: "Maria" });
  assertStringIncludes(html, "L-012");
  assertStringIncludes(html, TICKET.qr.path);
  assert(!html.includes("Maria"));
});

Deno.test("KioskScreen() offers the waiting list when there is one", () => {
  const word = sayIn("en")("kiosk.joinWaitlist");
  assertStringIncludes(shown({ question: "refused", refusal: "fullWaitlist" }), word);
  assert(!shown({ question: "refused", refusal: "full" }).includes(word));
});

Deno.test("KioskScreen() asks whether somebody is still there", () => {
  assertStringIncludes(shown({ question: "name" }, { secondsLeft: 7 }), "7 seconds");
  assert(!shown({ question: "name" }).includes("alertdialog"));
});
