/** A provider's part of the line, and the one thing to do about it. */
import { assertEquals } from "@std/assert";
import {
  type Looking,
  primaryOf,
  providerOf,
  type Situation,
  situationOf,
} from "../../../islands/doctor/doctor_state.ts";
import type { DeskRow, DeskView } from "../../../islands/desk_state.ts";
import { ago, MINUTE_MS, NOW, row, view } from "../desk/desk_rows.ts";

const OWN: Looking = { me: "staff:me", providerId: "dr", isOwn: true, takenId: null };
const DESK: Looking = { ...OWN, isOwn: false };

const called = (name: string, changes: Partial<DeskRow> = {}) =>
  row(name, { status: "called", providerId: "dr", calledBy: "staff:me", position: 0, ...changes });
const serving = (name: string, changes: Partial<DeskRow> = {}) =>
  called(name, { status: "serving", ...changes });

function queued(rows: readonly DeskRow[], queue: Partial<DeskView["queue"]> = {}): DeskView {
  const plain = view(rows);
  return { ...plain, queue: { ...plain.queue, ...queue } };
}

const away = (status: string, until: string | null = null) => ({
  providers: [{ providerId: "dr", status, until }],
});
const look = (rows: readonly DeskRow[], looking = OWN, queue: Partial<DeskView["queue"]> = {}) =>
  situationOf(queued(rows, queue), looking);
const labels = (
  { current, others }: Situation,
) => [current?.label ?? null, ...others.map((one) => one.label)];

Deno.test("providerOf() takes the choice, then one's own, then the only one, and else asks", () => {
  const providerIds = ["a", "b"];
  assertEquals(providerOf({ providerIds, chosenId: "b", ownId: "a" }), "b");
  assertEquals(providerOf({ providerIds, chosenId: null, ownId: "a" }), "a");
  assertEquals(providerOf({ providerIds, chosenId: "gone", ownId: "elsewhere" }), null);
  assertEquals(providerOf({ providerIds: ["a"], chosenId: "gone", ownId: null }), "a");
  assertEquals(providerOf({ providerIds: [], chosenId: null, ownId: "a" }), null);
});

Deno.test("situationOf() gives a provider in person whoever is called to them, by whomever", () => {
  const rows = [called("a", { calledBy: "staff:desk" }), called("b", { providerId: "other" })];
  assertEquals(labels(look(rows)), ["A"]);
});

Deno.test("situationOf() leaves a colleague's person to the colleague, unless taken by hand", () => {
  const rows = [serving("a", { calledBy: "staff:colleague" })];
  assertEquals(labels(look(rows, DESK)), [null, "A"]);
  assertEquals(labels(look(rows, { ...DESK, takenId: "a" })), ["A"]);
});

Deno.test("situationOf() shows whom this account called for nobody in particular", () => {
  const mine = called("a", { providerId: null });
  const theirs = called("b", { providerId: null, calledBy: "staff:colleague" });
  assertEquals(labels(look([mine, theirs])), ["A"]);
  assertEquals(labels(look([mine, theirs], { ...OWN, providerId: null, isOwn: false })), ["A"]);
});

Deno.test("situationOf() puts who is here before who is called, and of the called the latest first", () => {
  assertEquals(labels(look([called("late"), called("early"), serving("here")])), ["HERE", "LATE", "EARLY"]);
  assertEquals(labels(look([called("late"), called("early")])), ["LATE", "EARLY"]);
  const taken = { ...OWN, takenId: "early" };
  assertEquals(labels(look([called("late"), called("early")], taken)), ["EARLY", "LATE"]);
});

Deno.test("situationOf() passes over who stepped out, and counts them apart", () => {
  const rows = [
    row("held", { status: "held", joinedAt: ago(40) }),
    ...["a", "b", "c", "d"].map((name) => row(name)),
  ];
  const { next, coming, waiting, held, longestSince } = situationOf({ ...queued(rows), more: 2 }, OWN);
  assertEquals(next?.label, "A");
  assertEquals(coming.map((one) => one.label), ["A", "B", "C"]);
  assertEquals([waiting, held], [6, 1]);
  assertEquals(longestSince, NOW - 40 * MINUTE_MS);
});

Deno.test("situationOf() says when the line is through only if there is a line and an estimate", () => {
  assertEquals(look([row("a")]).lineEndAt, NOW + 10 * MINUTE_MS);
  assertEquals(look([]).lineEndAt, null);
  for (const estimatedWaitMinutes of [null, 480]) {
    assertEquals(look([row("a")], OWN, { estimatedWaitMinutes }).lineEndAt, null);
  }
});

Deno.test("situationOf() says that the provider is away, and of nobody else", () => {
  const until = new Date(NOW).toISOString();
  assertEquals(look([], OWN, away("on_break", until)).away, { status: "on_break", until: NOW });
  assertEquals(look([], OWN, away("offline")).away, { status: "offline", until: null });
  for (const status of ["available", "busy"]) assertEquals(look([], OWN, away(status)).away, null);
  assertEquals(look([], { ...OWN, providerId: "other" }, away("on_break")).away, null);
});

Deno.test("primaryOf() goes from calling over starting to finishing and calling", () => {
  const line = [row("next")];
  assertEquals(primaryOf(look(line)), "callNext");
  assertEquals(primaryOf(look([called("a"), ...line])), "start");
  assertEquals(primaryOf(look([serving("a"), ...line])), "completeNext");
  assertEquals(primaryOf(look([])), null);
});

Deno.test("primaryOf() only finishes when nobody can or need be called", () => {
  const busy = [serving("a"), row("next")];
  assertEquals(primaryOf(look([serving("a")])), "complete");
  assertEquals(primaryOf(look(busy, OWN, { status: "paused" })), "complete");
  assertEquals(primaryOf(look(busy, OWN, away("on_break"))), "complete");
  assertEquals(primaryOf(look([called("b", { calledBy: "staff:desk" }), ...busy])), "complete");
  assertEquals(primaryOf(look(busy, OWN, { status: "closed" })), "completeNext");
});

Deno.test("primaryOf() brings back who is away, then opens what is paused", () => {
  const line = [row("next")];
  assertEquals(primaryOf(look(line, OWN, away("on_break"))), "back");
  assertEquals(primaryOf(look([], OWN, { ...away("offline"), status: "paused" })), "back");
  assertEquals(primaryOf(look(line, OWN, { status: "paused" })), "open");
  assertEquals(primaryOf(look([called("a")], OWN, away("on_break"))), "start");
});
