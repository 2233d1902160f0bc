import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { render } from "preact-render-to-string";
import { sayIn } from "../../../actors/shared/i18n.ts";
import type { Announced } from "../../../islands/display/announcer.ts";
import { Board, type BoardProps, messagesOf } from "../../../islands/display/board.tsx";
import { type Board as BoardState, type Call, callKey } from "../../../islands/display/board_state.ts";

const NOW = Date.UTC(2026, 0, 15, 9, 5);
const CALLS: readonly Call[] = [
  { label: "A-003", room: "3", calledAt: NOW },
  { label: "A-002", room: "Blue door", calledAt: NOW - 60_000 },
  { label: "A-001", room: null, calledAt: NOW - 120_000 },
];
const QUIET: Announced = { current: null, fresh: new Set() };
const JOIN = { size: 10, path: "M4 4h1v1h-1z", address: "clinic.example/join/q" };

function boardOf(over: Partial<BoardState> = {}): BoardState {
  return {
    name: "Dr Osei",
    status: "open",
    called: CALLS,
    next: ["A-004", "A-005"],
    waiting: 12,
    estimatedWaitMinutes: 25,
    expectedReturnAt: null,
    version: 9,
    updatedAt: NOW,
    ageMs: 0,
    ...over,
  };
}

function propsOf(over: Partial<BoardState> = {}, props: Partial<BoardProps> = {}): BoardProps {
  return {
    board: boardOf(over),
    announced: QUIET,
    facilityName: "Riverside Clinic",
    join: JOIN,
    notice: null,
    staleSince: null,
    now: NOW,
    say: sayIn("en"),
    language: "en",
    timeZone: "UTC",
    ...props,
  };
}

function html(over: Partial<BoardState> = {}, props: Partial<BoardProps> = {}): string {
  return render(<Board {...propsOf(over, props)} />).replace(/[\u00a0\u202f]/g, " ");
}

const labelsOf = (page: string) => [...page.matchAll(/call-label">([^<]+)/g)].map(([, label]) => label);

Deno.test("Board shows the newest call first, each with its room, and who is next", () => {
  const page = html();
  assertEquals(labelsOf(page), ["A-003", "A-002", "A-001"]);
  for (const text of ["room 3", "Blue door", "Front desk", "A-004", "A-005"]) {
    assertStringIncludes(page, text);
  }
  assertStringIncludes(page, "<strong>12</strong> people are waiting");
  assertStringIncludes(page, "<strong>about 25 min</strong>");
});

Deno.test("Board shows the call that is being announced before a newer one, and sets new ones apart", () => {
  const [, second, third] = CALLS;
  assert(second !== undefined && third !== undefined);
  const page = html({}, { announced: { current: second, fresh: new Set([callKey(second)]) } });
  assertEquals(labelsOf(page), ["A-002", "A-003", "A-001"]);
  assertEquals(page.match(/data-fresh="true"/g)?.length, 1);
  assertStringIncludes(page, ">New<");
  assert(!html().includes(">New<"));
});

Deno.test("Board shows the facility's time, in its zone", () => {
  assertStringIncludes(html({}, { timeZone: "Europe/Berlin", language: "de" }), "<time>10:05</time>");
});

Deno.test("Board says so when nobody is called and nobody waits", () => {
  const page = html({ called: [], next: [], waiting: 0 });
  assertStringIncludes(page, "Nobody is called at the moment");
  assertStringIncludes(page, "Nobody is waiting");
  assertEquals(labelsOf(page), []);
});

Deno.test("Board offers the way to join only while the queue is open and lets people join", () => {
  assertStringIncludes(html(), JOIN.path);
  assertStringIncludes(html(), "clinic.example/join/q");
  for (const page of [html({ status: "paused" }), html({ status: "closed" }), html({}, { join: null })]) {
    assert(!page.includes(JOIN.path));
  }
});

Deno.test("Board promises no wait for a new number while none are given", () => {
  for (const page of [html({ status: "paused" }), html({ estimatedWaitMinutes: null })]) {
    assert(!page.includes("Wait for a new number"));
  }
});

Deno.test("messagesOf() says what the room must know, the gravest first", () => {
  const textOf = (over: Partial<BoardState>, props: Partial<BoardProps> = {}) =>
    messagesOf(propsOf(over, props)).map(({ text }) => text.replace(/[\u00a0\u202f]/g, " "));
  assertEquals(textOf({}), []);
  assertEquals(textOf({ status: "paused" }), ["The line is paused. Your place is kept."]);
  assertEquals(textOf({ status: "closed" }).length, 1);
  assertEquals(textOf({ status: "closed", called: [], waiting: 0 }), ["Closed at the moment"]);
  assertEquals(textOf({ expectedReturnAt: NOW + 600_000 }), [
    "On a break. Calls go on at about 9:15 AM.",
  ]);
  assertEquals(
    textOf({ status: "paused" }, { notice: "Fire drill", staleSince: NOW - 300_000 }),
    [
      "This screen has not been up to date since 9:00 AM. Please ask at the desk.",
      "Fire drill",
      "The line is paused. Your place is kept.",
    ],
  );
});

Deno.test("Board does not hide what it last knew when it is stale, but marks it", () => {
  const page = html({}, { staleSince: NOW - 300_000 });
  assertStringIncludes(page, 'data-stale="true"');
  assertEquals(labelsOf(page).length, 3);
});
