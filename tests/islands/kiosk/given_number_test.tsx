/** The number as a kiosk gives it. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { render } from "preact-render-to-string";
import { sayIn } from "../../../actors/shared/i18n.ts";
import { GivenNumber } from "../../../islands/kiosk/given_number.tsx";
import { type KioskTicket, START } from "../../../islands/kiosk/kiosk_flow.ts";

const TICKET: KioskTicket = {
  label: "A-003",
  isWaitlisted: false,
  ahead: 0,
  estimatedWaitMinutes: null,
  waitRange: null,
  qr: { size: 29, path: "M4 4h1v1h-1z" },
};

function shown(ticket: KioskTicket | null): string {
  return render(
    <GivenNumber
      state={{ ...START, question: "done", ticket }}
      say={sayIn("en")}
      language="en"
      onAct={() => {}}
    />,
  );
}

Deno.test("GivenNumber() says who is before, and a wait only when there is one", () => {
  assertStringIncludes(shown(TICKET), "You are next");
  assert(!shown(TICKET).includes("min"));
  assertStringIncludes(shown({ ...TICKET, ahead: 2, estimatedWaitMinutes: 15 }), "about 15");
});

Deno.test("GivenNumber() says that a place is on the waiting list", () => {
  assertStringIncludes(
    shown({ ...TICKET, isWaitlisted: true, ahead: null }),
    sayIn("en")("kiosk.waitlisted"),
  );
});

Deno.test("GivenNumber() shows nothing without a number", () => {
  assertEquals(shown(null), "");
});
