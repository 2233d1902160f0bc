import { assertEquals } from "@std/assert";
import { type TicketFacts, ticketSignals, workingOf } from "../../islands/ticket_life.ts";
import { parseTrack } from "../../islands/track.ts";
import { trackAnswer } from "../support/track_answer.ts";

Deno.test("workingOf() reads how many work, and nothing from another event", () => {
  assertEquals(workingOf({ data: { working: 2, providers: [] } }), 2);
  assertEquals(workingOf({ data: { working: 0 } }), 0);
  for (const body of [null, 3, {}, { data: null }, { data: { working: "2" } }]) {
    assertEquals(workingOf(body), null);
  }
});

Deno.test("ticketSignals() begin as the server rendered the page, and belong to one page", () => {
  const track = parseTrack(trackAnswer());
  if (track === null) throw new TypeError("The sample is no track");
  const facts: TicketFacts = {
    track,
    queueName: "Dr Osei",
    facilityName: "Riverside",
    base: "/t/code",
    renderedAt: 5,
    notice: "changed",
    isStaffed: false,
    wasCalled: true,
  };
  const one = ticketSignals(facts);
  const other = ticketSignals(facts);
  one.now.value = 6;
  assertEquals([other.now.value, other.heardAt.value, other.notice.value], [5, 5, "changed"]);
  assertEquals([other.isStaffed.value, other.wasCalled.value, other.kept.value, other.why.value], [
    false,
    true,
    null,
    "closed",
  ]);
});
