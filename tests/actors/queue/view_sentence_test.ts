/** One sentence for every way a ticket can stand. */
import { assertEquals } from "@std/assert";
import type { QueueStatus, Ticket } from "../../../actors/queue/schema.ts";
import { ticketSentence } from "../../../actors/queue/view_sentence.ts";
import { LANGUAGES, sayIn } from "../../../actors/shared/i18n.ts";
import { History } from "../../support/given.ts";
import { create, id, join } from "../../support/queue_fixture.ts";

const { state } = new History().and(create(), join("ann"));
const waiting = state.ticket(id("ann"));

function sentence(
  change: Partial<Ticket>,
  { status = "open", ahead = 0, language = "en" as (typeof LANGUAGES)[number] }: {
    status?: QueueStatus;
    ahead?: number | null;
    language?: (typeof LANGUAGES)[number];
  } = {},
): string {
  if (waiting === undefined) throw new TypeError("No ticket");
  return ticketSentence({ ...waiting, ...change }, { say: sayIn(language), status, ahead });
}

Deno.test("ticketSentence() counts the people before, and says when there is nobody", () => {
  assertEquals(sentence({}, { ahead: 0 }), "You are next");
  assertEquals(sentence({}, { ahead: 1 }), "1 person before you");
  assertEquals(sentence({}, { ahead: 12 }), "12 people before you");
});

Deno.test("ticketSentence() says that the line is paused or closed to newcomers", () => {
  assertEquals(sentence({}, { status: "paused", ahead: 2 }), "The line is paused. 2 people before you");
  assertEquals(
    sentence({}, { status: "closed", ahead: 2 }),
    "Closed to newcomers, you are still seen. 2 people before you",
  );
});

Deno.test("ticketSentence() names the room as people say it", () => {
  assertEquals(sentence({ state: "called" }), "It is your turn");
  assertEquals(sentence({ state: "called", room: "3" }), "It is your turn, room 3");
  assertEquals(sentence({ state: "called", room: "Blue door" }), "It is your turn, Blue door");
});

Deno.test("ticketSentence() tells the ways of ending apart", () => {
  const ends = [
    sentence({ state: "completed" }),
    sentence({ state: "no_show", cause: "grace" }),
    sentence({ state: "cancelled", cause: "left" }),
    sentence({ state: "cancelled", cause: "staff" }),
    sentence({ state: "cancelled", cause: "day_ended" }),
  ];
  assertEquals(new Set(ends).size, 5);
  assertEquals(
    sentence({ state: "cancelled", cause: "patient" }),
    sentence({ state: "cancelled", cause: "left" }),
  );
});

Deno.test("ticketSentence() has words for every state in every language", () => {
  for (const language of LANGUAGES) {
    for (
      const state of [
        "waitlisted",
        "waiting",
        "held",
        "called",
        "serving",
        "completed",
        "no_show",
        "cancelled",
      ] as const
    ) {
      const said = sentence({ state, room: "2" }, { language });
      assertEquals(said.includes("status."), false, `${language} ${state}: ${said}`);
      assertEquals(said.endsWith("."), false, `${language} ${state}: ${said}`);
    }
  }
});
