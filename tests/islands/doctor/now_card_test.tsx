/** What the page says in each state, and that the one thing to do is there. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { AwayBanner, BreakPanel } from "../../../islands/doctor/break_panel.tsx";
import { NextPanel } from "../../../islands/doctor/next_panel.tsx";
import { NowCard } from "../../../islands/doctor/now_card.tsx";
import type { DeskView } from "../../../islands/desk_state.ts";
import { MINUTE_MS, NOW, row } from "../desk/desk_rows.ts";
import { called, htmlOf, line, setUp } from "./doctor_setup.ts";

type Part = typeof NowCard | typeof NextPanel | typeof BreakPanel | typeof AwayBanner;

function show(shown: DeskView, Part: Part = NowCard): string {
  const { model } = setUp(shown);
  const situation = model.situation.value;
  assert(situation !== null);
  return htmlOf(model, <Part situation={situation} />);
}

const away = (status: string, until: number | null) => ({
  working: 0,
  providers: [{ providerId: "dr", status, until: until === null ? null : new Date(until).toISOString() }],
});
const primaryIn = (html: string) => /id="doctor-primary"[^>]*data-deed="(\w+)"/.exec(html)?.[1];

Deno.test("NowCard says that nobody is here, who is next, and to call them", () => {
  const html = show(line([row("a", { class: "urgent" })]));
  assertEquals(primaryIn(html), "callNext");
  for (const part of ["Nobody is with you", "<strong>A</strong>", "Urgent", "waited 10 min"]) {
    assertStringIncludes(html, part);
  }
});

Deno.test("NowCard shows the called person with the time left, the rule of recalls, and to start", () => {
  const graceEndsAt = new Date(NOW + 12 * MINUTE_MS + 5_000).toISOString();
  const html = show(line([called("a", { graceEndsAt, room: "3", needs: ["elderly"] }), row("b")]));
  assertEquals(primaryIn(html), "start");
  for (const part of ["12:05", "room 3", "Elderly", "3 more calls are possible", "Skip", "Call another"]) {
    assertStringIncludes(html, part);
  }
});

Deno.test("NowCard shows whoever is here, to finish with or without the next", () => {
  const startedAt = new Date(NOW - 7 * MINUTE_MS).toISOString();
  const html = show(line([called("a", { status: "serving", startedAt }), row("b")]));
  assertEquals(primaryIn(html), "completeNext");
  assertStringIncludes(html, "7 min");
  assertEquals(html.match(/data-deed="complete"/g)?.length, 1);
  assert(!html.includes('data-deed="skip"'));
});

Deno.test("NowCard bars the call while nobody waits, and says who stepped out", () => {
  const html = show(line([]));
  assertEquals(primaryIn(html), "none");
  assertStringIncludes(html, 'aria-disabled="true"');
  assertStringIncludes(show(line([row("h", { status: "held" })])), "1 person stepped out");
});

Deno.test("NowCard says until when a break is, that it is over, and leads back", () => {
  const html = show(line([row("b")], away("on_break", NOW + 45 * MINUTE_MS)));
  assertEquals(primaryIn(html), "back");
  assertStringIncludes(html, "On a break until 9:45");
  assertStringIncludes(html, "Patients are told");
  assertStringIncludes(show(line([], away("on_break", NOW))), "The break was until 9:00");
  assertStringIncludes(show(line([], away("offline", null))), "Marked as not here");
});

Deno.test("NowCard says that the queue is paused and opens it", () => {
  const html = show(line([row("b")], { status: "paused" }));
  assertEquals(primaryIn(html), "open");
  assertStringIncludes(html, "The queue is paused");
});

Deno.test("NowCard lists others who are called here, with the way to bring them forward", () => {
  const html = show(line([called("a"), called("b")]));
  assertStringIncludes(html, "Show B");
});

Deno.test("AwayBanner speaks only while somebody is still here", () => {
  const onBreak = away("on_break", NOW + MINUTE_MS);
  assertStringIncludes(show(line([called("a")], onBreak), AwayBanner), "On a break until");
  assertEquals(show(line([], onBreak), AwayBanner), "");
  assertEquals(show(line([called("a")]), AwayBanner), "");
});

Deno.test("BreakPanel offers a break to a provider who works", () => {
  assertStringIncludes(show(line([]), BreakPanel), "Take a break");
  assertEquals(show(line([], away("offline", null)), BreakPanel), "");
  assertEquals(show(line([], { providers: [] }), BreakPanel), "");
});

Deno.test("NextPanel shows the next three, how many more, the longest wait and the end of the line", () => {
  const rows = ["a", "b", "c", "d"].map((name) => row(name));
  const html = show(line(rows), NextPanel);
  for (const part of ["and 1 more", "Longest wait", "10 min", "Line done by about", "9:10"]) {
    assertStringIncludes(html, part);
  }
  assert(!html.includes(">D<"));
  assertStringIncludes(show(line([]), NextPanel), "Nobody is waiting");
});
