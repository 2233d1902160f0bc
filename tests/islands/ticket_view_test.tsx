import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { render } from "preact-render-to-string";
import { sayIn } from "../../actors/shared/i18n.ts";
import { TicketView, type TicketViewProps } from "../../islands/ticket_view.tsx";
import { newerTrack } from "../../islands/ticket.tsx";
import { parseTrack, type Track } from "../../islands/track.ts";
import { trackAnswer } from "../support/track_answer.ts";

const NOW = Date.UTC(2026, 0, 15, 9);

function trackOf(over: Parameters<typeof trackAnswer>[0]): Track {
  const track = parseTrack(trackAnswer(over));
  assert(track !== null);
  return track;
}

function html(over: Parameters<typeof trackAnswer>[0], props: Partial<TicketViewProps> = {}): string {
  return render(
    <TicketView
      track={trackOf(over)}
      say={sayIn("en")}
      language="en"
      timeZone="UTC"
      queueName="Dr Osei"
      facilityName="Riverside Clinic"
      base="/t/code"
      now={NOW}
      heardAt={NOW}
      connection="connected"
      notice={null}
      pending={null}
      {...props}
    />,
  ).replace(/[\u00a0\u202f]/g, " ");
}

const actionsOf = (page: string) =>
  [...page.matchAll(/action="\/t\/code\/(\w+)"/g)].map(([, action]) => action);

Deno.test("TicketView says number, now serving, place, wait and when to be ready", () => {
  const page = html({});
  for (
    const text of [
      "A-014",
      "A-011",
      "2 people before you",
      "about 15–25 min",
      "be ready by 9:15 AM",
      "updated just now",
    ]
  ) {
    assertStringIncludes(page, text);
  }
  assertEquals(actionsOf(page), ["hold", "leave"]);
});

Deno.test("TicketView says be ready by in steps downwards, and not for a wait that may end now or has no bound", () => {
  const offset = { updatedAt: "2026-01-15T09:03:30.000Z" };
  assertStringIncludes(html({ queue: offset }), "be ready by 9:15 AM");
  const soon = { waitRange: { low: 0, high: 5 }, estimatedWaitTime: 5 };
  const endless = { waitRange: { low: 480, high: 480 }, estimatedWaitTime: 480 };
  for (const queue of [soon, endless]) assert(!html({ queue }).includes("be ready by"));
});

Deno.test("TicketView promises no number without an estimate", () => {
  const page = html({ queue: { estimatedWaitTime: null, waitRange: null } });
  assertStringIncludes(page, "no estimate at the moment");
  assert(!page.includes("be ready by"));
});

Deno.test("TicketView keeps the place in words while the queue is paused", () => {
  assertStringIncludes(html({ queue: { status: "paused" } }), "Your place is kept.");
});

Deno.test("TicketView of a called ticket is one screen with the room and an acknowledgement", () => {
  const page = html({ ticket: { status: "called", room: "3", graceEndsAt: "2026-01-15T09:15:00.000Z" } });
  assertStringIncludes(page, "It is your turn");
  assertMatch(page, /<strong class="room[^>]*>room 3</);
  assertStringIncludes(page, "Please come by 9:15 AM.");
  assertEquals(actionsOf(page), ["acknowledge", "leave"]);
  assert(!page.includes("Now serving"));
});

Deno.test("TicketView names a room by its own name, and a call without a room by the desk", () => {
  assertMatch(
    html({ ticket: { status: "called", room: "Blue door" } }),
    /<strong class="room[^>]*>Blue door</,
  );
  assertStringIncludes(html({ ticket: { status: "called" } }), "Please come to the desk now");
  assertStringIncludes(html({ ticket: { status: "called", mode: "online" } }), "your visit starts now");
});

Deno.test("TicketView offers no second acknowledgement", () => {
  const page = html({ ticket: { status: "called", acknowledgedAt: "2026-01-15T09:00:00.000Z" } });
  assertStringIncludes(page, "We know you are on your way");
  assertEquals(actionsOf(page), ["leave"]);
});

Deno.test("TicketView of a held ticket says how long the place is kept", () => {
  const page = html({ ticket: { status: "held", holdEndsAt: "2026-01-15T09:12:00.000Z" } });
  assertStringIncludes(page, "12 min left");
  assertStringIncludes(page, "until 9:12 AM");
  assertEquals(actionsOf(page), ["resume", "leave"]);
});

Deno.test("TicketView of a hold whose time is over shows no negative minutes", () => {
  const page = html({ ticket: { status: "held", holdEndsAt: "2026-01-15T08:59:00.000Z" } });
  assert(!page.includes(" left<"));
});

Deno.test("TicketView lets the waitlisted leave and nothing else", () => {
  const page = html({ ticket: { status: "waitlisted" } });
  assertStringIncludes(page, "The line is full at the moment");
  assertEquals(actionsOf(page), ["leave"]);
});

Deno.test("TicketView of a ticket that is served or over offers no action", () => {
  for (const status of ["serving", "completed", "no_show", "cancelled"]) {
    assertEquals(actionsOf(html({ ticket: { status } })), [], status);
  }
});

Deno.test("TicketView says why a ticket ended", () => {
  const ended = (cause: string) => html({ ticket: { status: "cancelled", cause } });
  assertStringIncludes(ended("left"), "You may join again");
  assertStringIncludes(ended("staff"), "If you did not expect this");
  assertStringIncludes(ended("day_ended"), "we did not see you today");
});

Deno.test("TicketView says how old it is when offline, and when the clinic's own state is old", () => {
  const offline = html({}, { connection: "offline", heardAt: NOW - 3 * 60_000 });
  assertStringIncludes(offline, "the last we know, 3 minutes ago");
  assertStringIncludes(offline, "updated 3 minutes ago");
  assertStringIncludes(html({ queue: { ageMs: 120_000 } }), "last confirmed, 2 minutes ago");
  assert(!html({}).includes("banner"));
});

Deno.test("TicketView disables what would send twice", () => {
  const page = html({}, { pending: "hold" });
  assertEquals(page.match(/<button[^>]*disabled/g)?.length, 2);
});

Deno.test("TicketView escapes what people wrote", () => {
  const page = html({ ticket: { status: "called", room: "<b>3</b>" } }, { queueName: "<i>" });
  assert(!page.includes("<b>3") && !page.includes("<i>"));
});

Deno.test("newerTrack() never goes back", () => {
  const old = trackOf({ queue: { version: 20 } });
  const fresh = trackOf({ queue: { version: 21 } });
  assertEquals(newerTrack(fresh, old), fresh);
  assertEquals(newerTrack(old, fresh), fresh);
  assertEquals(newerTrack(old, null), old);
});
