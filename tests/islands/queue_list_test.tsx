import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { render } from "preact-render-to-string";
import { sayIn } from "../../actors/shared/i18n.ts";
import type { QueueCard } from "../../islands/queue_cards.ts";
import { newcomerText, QueueList } from "../../islands/queue_list.tsx";

const card: QueueCard = {
  id: "walk in",
  name: "Walk-in",
  facility: "Riverside",
  timeZone: "Europe/London",
  status: "open",
  waiting: 3,
  estimatedWaitMinutes: 20,
  isFull: false,
  hasWaitlist: true,
  isStaffed: true,
  expectedReturnAt: null,
};
const spoken = { say: sayIn("en"), language: "en" };

function text(over: Partial<QueueCard>): string | null {
  return newcomerText({ ...card, ...over }, spoken)?.replace(/[\u00a0\u202f]/g, " ") ?? null;
}

function html(...cards: readonly Partial<QueueCard>[]): string {
  return render(<QueueList cards={cards.map((over) => ({ ...card, ...over }))} {...spoken} />);
}

Deno.test("newcomerText() says how long it takes", () => {
  assertEquals(text({}), "if you join now: about 20 min");
  assertEquals(text({ waiting: 0, estimatedWaitMinutes: 1 }), "No wait right now");
});

Deno.test("newcomerText() says when it goes on while nobody works, on the facility's clock", () => {
  const away = { estimatedWaitMinutes: null, isStaffed: false };
  assertEquals(text({ ...away, expectedReturnAt: Date.UTC(2026, 6, 1, 9, 30) }), "Goes on at about 10:30 AM");
  assertEquals(text(away), "Nobody is seeing people at the moment");
  assertEquals(text({ estimatedWaitMinutes: null }), null);
});

Deno.test("newcomerText() promises nothing where nobody can join", () => {
  assertEquals([text({ status: "paused" }), text({ status: "closed" }), text({ isFull: true })], [
    null,
    null,
    null,
  ]);
});

Deno.test("QueueList leads into each line that takes people, and onto a waiting list", () => {
  assertMatch(html({}), /<a class="button primary" href="\/join\/walk%20in">Take a number/);
  assertMatch(html({ isFull: true }), /Full<\/p>.*<a class="button plain"[^>]*>Join the waiting list/);
  for (
    const shut of [{ status: "closed" }, { status: "paused" }, { isFull: true, hasWaitlist: false }] as const
  ) {
    assert(!html(shut).includes("<a "), JSON.stringify(shut));
  }
  assertStringIncludes(html({ status: "paused" }), "Takes nobody new at the moment");
});

Deno.test("QueueList names facilities when there are several", () => {
  assert(!html({}, { id: "b" }).includes("Riverside"));
  const two = html({}, { id: "b", facility: "Harbour" });
  for (const name of ["Riverside", "Harbour"]) assertStringIncludes(two, name);
});
