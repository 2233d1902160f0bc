import { assertEquals } from "@std/assert";
import { EXPLAINED_PEOPLE_MAX, explainPlace } from "../../../actors/queue/explain.ts";
import { given } from "../../support/given.ts";
import {
  act,
  callNext,
  complete,
  create,
  HOUR_MS,
  id,
  join,
  joinAs,
  MINUTE_MS,
  move,
  START_AT,
} from "../../support/queue_fixture.ts";

Deno.test("explainPlace() counts who is ahead by category, never by person", () => {
  const queue = given(create({ ordering: "priority" }), join("early"), { minutes: 1 }, join("me"), {
    minutes: 1,
  });
  queue.and(joinAs("emergency", "e"), joinAs("urgent", "u"), join("n"), join("m"), join("behind"));
  queue.and({ type: "ConfirmNeeds", ticketId: id("n"), needs: ["elderly"] }, move("m", 1));
  assertEquals(explainPlace(queue.state, queue.ticket("me")), {
    ahead: 5,
    groups: [
      { reason: "emergency", people: 1 },
      { reason: "earlier", people: 1 },
      { reason: "urgent", people: 1 },
      { reason: "need", people: 1 },
      { reason: "moved", people: 1 },
    ],
    seenBefore: { people: 0, groups: [] },
    isPartial: false,
  });
});

Deno.test("explainPlace() names who joined later and was seen before, served ones too, deferred ones not", () => {
  const queue = given(
    create({ ordering: "priority" }),
    join("me"),
    joinAs("urgent", "u"),
    joinAs("emergency", "e"),
  );
  queue.and(callNext(), act("Start", "e"), complete("e"), callNext());
  const seen = () => explainPlace(queue.state, queue.ticket("me"))?.seenBefore;
  assertEquals(seen(), {
    people: 2,
    groups: [{ reason: "emergency", people: 1 }, { reason: "urgent", people: 1 }],
  });
  queue.and(act("Defer", "u"));
  assertEquals(seen()?.people, 1);
});

Deno.test("explainPlace() tells people of an earlier day from those of today", () => {
  const queue = given(
    create({ carriesOver: true }),
    join("old"),
    { ms: 16 * HOUR_MS },
    join("first"),
    join("me"),
  );
  assertEquals(explainPlace(queue.state, queue.ticket("me"))?.groups, [
    { reason: "carried", people: 1 },
    { reason: "earlier", people: 1 },
  ]);
});

Deno.test("explainPlace() explains the held too, and nobody without a rank", () => {
  const queue = given(create(), join("a"), join("b"), act("Hold", "b"), callNext());
  assertEquals(explainPlace(queue.state, queue.ticket("b"))?.ahead, 0);
  assertEquals(explainPlace(queue.state, queue.ticket("a")), null);
});

Deno.test("explainPlace() looks at a bounded number of people and says so", () => {
  const queue = given(create());
  const { state } = queue;
  // Built without the verification of each step, which would look at everybody every time.
  const first = queue.and(join("me")).ticket("me");
  for (let i = 0; i <= EXPLAINED_PEOPLE_MAX; i++) {
    const seq = first.joinedSeq + 1 + i;
    state.putTicket({
      ...first,
      id: id(`t${i}`),
      code: null,
      patientId: `p${i}` as typeof first.patientId,
      joinedSeq: seq,
      key: [1, seq, seq, ""],
    });
  }
  assertEquals(explainPlace(state, state.line.last ?? first)?.isPartial, true);
  assertEquals(explainPlace(state, state.line.last ?? first)?.ahead, EXPLAINED_PEOPLE_MAX + 1);
});

Deno.test("explainPlace() counts who came unseen before as earlier, though the queue learned of them later", () => {
  const queue = given(create(), { minutes: 10 }, join("me"), { minutes: 10 });
  queue.and(join("x", { isStaff: true, claimedAt: START_AT + 5 * MINUTE_MS }));
  assertEquals(explainPlace(queue.state, queue.ticket("me"))?.groups, [{ reason: "earlier", people: 1 }]);
});
