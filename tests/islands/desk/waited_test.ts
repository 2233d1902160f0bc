import { assertEquals } from "@std/assert";
import { flagsOf, graceLeftMs, waitedOf } from "../../../islands/desk/waited.ts";
import { ago, MINUTE_MS, NOW, row } from "./desk_rows.ts";

const promised = (headlineMinutes: number | null) => ({ position: 1, headlineMinutes });
const kinds = (changes: Parameters<typeof row>[1], isPaymentUsed = false) =>
  flagsOf(row("a", changes), { now: NOW, isPaymentUsed }).map((flag) =>
    "need" in flag ? `${flag.kind} ${flag.need}` : flag.kind
  );

Deno.test("waitedOf() measures the wait by the promise, in whole minutes", () => {
  const waited = (minutes: number) =>
    waitedOf(row("a", { joinedAt: ago(minutes), quote: promised(20) }), NOW);
  assertEquals(waited(10), { minutes: 10, promisedMinutes: 20, share: 0.5, tone: "ok" });
  assertEquals([15.9, 16, 20, 21, 29, 30].map((minutes) => waited(minutes).tone), [
    "ok",
    "soon",
    "soon",
    "late",
    "late",
    "urgent",
  ]);
});

Deno.test("waitedOf() judges nothing where nothing was promised", () => {
  for (const quote of [null, promised(null), promised(0)]) {
    assertEquals(waitedOf(row("a", { joinedAt: ago(90), quote }), NOW), {
      minutes: 90,
      promisedMinutes: null,
      share: 0,
      tone: "neutral",
    });
  }
});

Deno.test("waitedOf() ends with the call, and is never negative", () => {
  assertEquals(waitedOf(row("a", { joinedAt: ago(30), calledAt: ago(25) }), NOW).minutes, 5);
  assertEquals(waitedOf(row("a", { joinedAt: ago(-2) }), NOW).minutes, 0);
});

Deno.test("flagsOf() of an ordinary person is empty", () => {
  assertEquals(kinds({}), []);
});

Deno.test("flagsOf() tells confirmed needs from declared ones", () => {
  assertEquals(kinds({ needs: ["pregnant"], declaredNeeds: ["pregnant", "other"] }), [
    "need pregnant",
    "declared other",
  ]);
});

Deno.test("flagsOf() notices who did not confirm a call, then who may be away", () => {
  const called = (minutes: number, acknowledgedAt: string | null = null) =>
    kinds({ status: "called", calledAt: ago(minutes), acknowledgedAt });
  assertEquals(called(0.9), []);
  assertEquals(called(1), ["unseen"]);
  assertEquals(called(5), ["away"]);
  assertEquals(called(9, ago(8)), []);
});

Deno.test("flagsOf() says late in the line only, and unpaid only where people pay", () => {
  assertEquals(kinds({ joinedAt: ago(25) }), ["late"]);
  assertEquals(kinds({ joinedAt: ago(25), status: "serving", calledAt: ago(1) }), []);
  assertEquals(kinds({}, true), ["unpaid"]);
  assertEquals(kinds({ paidAt: ago(1) }, true), []);
});

Deno.test("flagsOf() says online, called again and let others first", () => {
  assertEquals(kinds({ mode: "online", calls: 2, deferrals: 1 }), ["online", "recalled", "deferred"]);
});

Deno.test("graceLeftMs() runs for the called alone and goes below zero", () => {
  const graceEndsAt = ago(-3);
  assertEquals(graceLeftMs(row("a", { status: "called", graceEndsAt }), NOW), 3 * MINUTE_MS);
  assertEquals(graceLeftMs(row("a", { status: "called", graceEndsAt: ago(1) }), NOW), -MINUTE_MS);
  assertEquals(graceLeftMs(row("a", { status: "waiting", graceEndsAt }), NOW), null);
});
