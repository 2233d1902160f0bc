import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { render } from "preact-render-to-string";
import type { QueueCard } from "../../../islands/queue_cards.ts";
import { emptyFields } from "../../../routes/pages/join_form.tsx";
import { JoinPage, type JoinPageProps, obstacleOf } from "../../../routes/pages/join_page.tsx";

const card: QueueCard = {
  id: "walk-in",
  name: "Walk-in",
  facility: "Riverside",
  timeZone: "UTC",
  status: "open",
  waiting: 3,
  estimatedWaitMinutes: 20,
  isFull: false,
  hasWaitlist: true,
  isStaffed: true,
  expectedReturnAt: null,
};
const form = { fields: emptyFields("en", ""), faults: [], refusal: null, waitlist: "none" } as const;

function html(over: Partial<JoinPageProps>): string {
  const others = [{ ...card, id: "lab", name: "Laboratory" }];
  const props: JoinPageProps = { card, others, language: "en", listPath: "/", form, obstacle: null, ...over };
  return render(<JoinPage {...props} />);
}

Deno.test("obstacleOf() knows why nobody can join now, and that a waiting list is a way in", () => {
  assertEquals(obstacleOf(card), null);
  assertEquals(obstacleOf({ ...card, isFull: true }), null);
  assertEquals(obstacleOf({ ...card, isFull: true, hasWaitlist: false }), "join.refused.full");
  assertEquals(obstacleOf({ ...card, status: "closed" }), "join.refused.closed");
  assertEquals(obstacleOf({ ...card, status: "paused" }), "join.refused.paused");
});

Deno.test("JoinPage says where, how many and how long, and offers nothing else", () => {
  const page = html({});
  for (const text of ["Riverside", "Walk-in", "3 people are waiting", "if you join now"]) {
    assertStringIncludes(page, text);
  }
  assert(!page.includes("Laboratory"));
});

Deno.test("JoinPage of a line that takes nobody says why, asks again and shows where else", () => {
  const page = html({ form: null, obstacle: "join.refused.closed" });
  for (const text of ["This line is closed", 'href="/join/walk-in">Look again', "Laboratory", "front desk"]) {
    assertStringIncludes(page, text);
  }
  assert(!page.includes("<form"));
});

Deno.test("JoinPage keeps the form beside a refusal and shows where else", () => {
  const page = html({ form: { ...form, refusal: "join.refused.paused" } });
  for (const text of ["takes nobody new", "<form", "Laboratory"]) assertStringIncludes(page, text);
});
