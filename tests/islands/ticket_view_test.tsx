import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { render } from "preact-render-to-string";
import { sayIn } from "../../actors/shared/i18n.ts";
import type { TicketControls, TicketViewProps } from "../../islands/ticket_parts.tsx";
import { TicketView } from "../../islands/ticket_view.tsx";
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
      kept={null}
      rise={null}
      isStaffed
      wasCalled={false}
      controls={null}
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
  const page = html({ queue: { status: "paused" } });
  assertStringIncludes(page, "The line is paused. Your place is kept");
  assertStringIncludes(page, "2 people before you");
  assert(!page.includes("about 15–25 min"));
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
    /<strong class="room room-name">Blue door</,
  );
  assertMatch(
    html({ ticket: { status: "called", room: "Treatment room" } }),
    /room-long[^>]*>Treatment room</,
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
  assertStringIncludes(html({}, { connection: "offline" }), "the last we know, just now");
});

Deno.test("TicketView disables what would send twice", () => {
  const page = html({}, { pending: "hold" });
  assertEquals(page.match(/<button type="submit"[^>]*disabled/g)?.length, 2);
});

Deno.test("TicketView escapes what people wrote", () => {
  const page = html({ ticket: { status: "called", room: "<b>3</b>" } }, { queueName: "<i>" });
  assert(!page.includes("<b>3") && !page.includes("<i>"));
});

function controls(over: Partial<TicketControls> = {}): TicketControls {
  return {
    act: () => {},
    takeBack: () => {},
    why: { isOpen: false, state: "asked", explained: null, toggle: () => {} },
    isSoundOn: false,
    turnSoundOn: () => {},
    install: null,
    ...over,
  };
}

Deno.test("TicketView says that the turn is near from the second position on, and not while paused", () => {
  const near = "Almost your turn";
  assertStringIncludes(html({ queue: { ahead: 1 } }), near);
  assertStringIncludes(html({ queue: { ahead: 0 } }), near);
  assert(!html({ queue: { ahead: 2 } }).includes(near));
  assert(!html({ queue: { ahead: 1, status: "paused" } }).includes(near));
});

Deno.test("TicketView does not call a turn near that is long in coming", () => {
  const near = (low: number) =>
    html({ queue: { ahead: 0, waitRange: { low, high: 90 } } }).includes("Almost your turn");
  assertEquals([near(0), near(15), near(16)], [true, true, false]);
});

Deno.test("TicketView says by when the person is called, rounded up to five minutes", () => {
  assertStringIncludes(html({ queue: { estimatedWaitTime: 26 } }), "most likely called by 9:30 AM");
  assert(
    !html({ queue: { estimatedWaitTime: 480, waitRange: { low: 480, high: 480 } } }).includes("called by"),
  );
});

Deno.test("TicketView says when it goes on while nobody works, and that nobody works", () => {
  const queue = { estimatedWaitTime: null, waitRange: null };
  const back = html({ queue: { ...queue, expectedReturnAt: "2026-01-15T09:40:00.000Z" } });
  assertStringIncludes(back, "It goes on at about 9:40 AM");
  assertStringIncludes(html({ queue }, { isStaffed: false }), "Nobody is seeing people at the moment");
  assertStringIncludes(html({ queue }), "no estimate at the moment");
});

Deno.test("TicketView explains a risen wait by what the line tells", () => {
  assertStringIncludes(
    html({}, { rise: { minutes: 15, reason: "slow" } }),
    "grew by about 15 min: the visits before you",
  );
  assertStringIncludes(
    html({}, { rise: { minutes: 90, reason: "people" } }),
    "1 hr 30 min: more people are before you",
  );
});

Deno.test("TicketView tells somebody who was called that they are back in line", () => {
  assertStringIncludes(html({}, { wasCalled: true }), "You were called before and are back in line");
});

Deno.test("TicketView of a closed line says that those inside are seen", () => {
  assertStringIncludes(html({ queue: { status: "closed" } }), "You are still seen");
});

Deno.test("TicketView of a missed call says when, and to come to the desk", () => {
  const page = html({ ticket: { status: "no_show", lastCalledAt: "2026-01-15T08:50:00.000Z" } });
  assertStringIncludes(page, "We called you at 8:50 AM.");
  assertStringIncludes(page, "Please come to the front desk now");
});

Deno.test("TicketView of a hold shows no running time while the line is paused", () => {
  const ticket = { status: "held", holdEndsAt: "2026-01-15T09:12:00.000Z" };
  const page = html({ ticket, queue: { status: "paused" } });
  assertStringIncludes(page, "your time does not run");
  assert(!page.includes("12 min"));
});

Deno.test("TicketView shows what waits to be sent, and does not offer it again", () => {
  const page = html({}, { kept: "hold", controls: controls() });
  assertStringIncludes(page, "Not sent yet: “I need more time”");
  assertMatch(page, /<button[^>]*disabled[^>]*>I need more time/);
});

Deno.test("TicketView links to the explanation without scripts, and opens it with them", () => {
  assertMatch(html({}), /<a class="why-link" href="\/t\/code\/explanation">/);
  const explanation = { ahead: 1, groups: [], seenBefore: { people: 0, groups: [] }, isPartial: false };
  const words = { "why.ahead": { one: "one before", other: "many before" }, "why.rule": "the rule" };
  const why = {
    isOpen: true,
    state: "known" as const,
    explained: { explanation, words },
    toggle: () => {},
  };
  const open = html({}, { controls: controls({ why }) });
  assertMatch(open, /aria-expanded="true"/);
  assertStringIncludes(open, "one before");
  assert(!html({ ticket: { status: "serving" } }).includes("/explanation"));
});

Deno.test("TicketView offers the home screen only where the browser does", () => {
  const offer = "home screen";
  assert(!html({}, { controls: controls() }).includes(offer));
  assertStringIncludes(html({}, { controls: controls({ install: () => {} }) }), offer);
});
