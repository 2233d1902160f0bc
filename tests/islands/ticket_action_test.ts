import { assert, assertEquals } from "@std/assert";
import { type Fate, fateOf, TICKET_ACTIONS, type TicketAction } from "../../islands/ticket_action.ts";
import { parseTrack, TICKET_STATUSES } from "../../islands/track.ts";
import { trackAnswer } from "../support/track_answer.ts";

function fate(action: TicketAction, ticket: Parameters<typeof trackAnswer>[0]): Fate {
  const track = parseTrack(trackAnswer(ticket));
  assert(track !== null);
  return fateOf(action, track);
}

function sentFrom(action: TicketAction): readonly string[] {
  return TICKET_STATUSES.filter((status) => fate(action, { ticket: { status } }) === "send");
}

Deno.test("fateOf() sends an action only from where the rules take it", () => {
  assertEquals(sentFrom("leave"), ["waitlisted", "waiting", "held", "called"]);
  assertEquals(sentFrom("hold"), ["waiting"]);
  assertEquals(sentFrom("resume"), ["held"]);
  assertEquals(sentFrom("acknowledge"), ["called"]);
});

Deno.test("fateOf() knows what is done already", () => {
  assertEquals(fate("hold", { ticket: { status: "held" } }), "done");
  assertEquals(fate("resume", { ticket: { status: "waiting" } }), "done");
  assertEquals(fate("leave", { ticket: { status: "cancelled", cause: "left" } }), "done");
  const acknowledged = { status: "called", acknowledgedAt: "2026-01-15T09:00:00.000Z" };
  assertEquals(fate("acknowledge", { ticket: acknowledged }), "done");
});

Deno.test("fateOf() drops what something else overtook", () => {
  assertEquals(fate("hold", { ticket: { status: "called" } }), "overtaken");
  assertEquals(fate("leave", { ticket: { status: "cancelled", cause: "staff" } }), "overtaken");
  for (const action of TICKET_ACTIONS) {
    assertEquals(fate(action, { ticket: { status: "completed" } }), "overtaken", action);
  }
});
