import { assertEquals } from "@std/assert";
import type { ClaimOwner } from "../../../actors/shared/domain.ts";
import type { Need } from "../../../actors/queue/schema.ts";
import { given } from "../../support/given.ts";
import {
  act,
  callNext,
  complete,
  create,
  id,
  join,
  joinAs,
  MINUTE_MS,
  move,
  setPriority,
  START_AT,
} from "../../support/queue_fixture.ts";

const ELSEWHERE: ClaimOwner = { kind: "queue", actorId: "laboratory", holder: "ticket-there" };
const confirm = (name: string, ...needs: Need[]) =>
  ({ type: "ConfirmNeeds", ticketId: id(name), needs }) as const;
const four = () => given(create(), join("a"), join("b"), join("c"), join("d"));

Deno.test("decideMove() moves up, down, to the first and to the last position", () => {
  assertEquals(four().and(move("d", 2)).line, ["a", "d", "b", "c"]);
  assertEquals(four().and(move("a", 3)).line, ["b", "c", "a", "d"]);
  assertEquals(four().and(move("c", 1)).line, ["c", "a", "b", "d"]);
  assertEquals(four().and(move("b", 4)).line, ["a", "c", "d", "b"]);
});

Deno.test("decideMove() records the position it gave, cut to the line", () => {
  four().when(move("a", 99)).then({ type: "TicketMoved", position: 4 });
  four().when(move("d", 0)).then({ type: "TicketMoved", position: 1 });
});

Deno.test("decideMove() to the present position changes nothing", () => {
  four().when(move("b", 2)).then();
  given(create(), join("a")).when(move("a", 5)).then();
});

Deno.test("decideMove() stays behind emergencies, and keeps an emergency ahead of all", () => {
  const queue = four().and(joinAs("emergency", "e"), joinAs("emergency", "f"));
  queue.when(move("d", 1)).then({ type: "TicketMoved", position: 3 });
  assertEquals(queue.line, ["e", "f", "d", "a", "b", "c"]);
  queue.when(move("e", 6)).then({ type: "TicketMoved", position: 2 });
  assertEquals(queue.line, ["f", "e", "d", "a", "b", "c"]);
});

Deno.test("decideMove() moves the held, refuses the called, the ended and the unknown", () => {
  const queue = four().and(act("Hold", "b"), move("b", 1));
  assertEquals(queue.line, ["b", "a", "c", "d"]);
  queue.and(callNext()).when(move("a", 2)).refused("wrong_state", { state: "called" });
  queue.and(act("Leave", "c")).when(move("c", 1)).refused("wrong_state", { state: "cancelled" });
  queue.when(move("x", 1)).refused("not_found");
  queue.when({ ...move("d", 1), ifVersion: 1 } as ReturnType<typeof move>).refused("stale_version");
});

Deno.test("decideMove() keeps newcomers behind whom they would have been behind", () => {
  assertEquals(four().and(move("a", 4), join("e")).line, ["b", "c", "d", "a", "e"]);
});

Deno.test("decidePriority() makes an emergency first, in the order they became one", () => {
  const queue = four().and(
    { minutes: 1 },
    setPriority("d", "emergency"),
    { minutes: 1 },
    setPriority("b", "emergency"),
  );
  assertEquals(queue.line, ["d", "b", "a", "c"]);
  assertEquals(queue.ticket("d").key.slice(0, 2), [0, START_AT + MINUTE_MS]);
  queue.when(setPriority("d", "routine")).then({ type: "TicketReclassed", class: "routine" });
  assertEquals(queue.line, ["b", "a", "c", "d"]);
});

Deno.test("decidePriority() gives urgent its head start in a priority queue only", () => {
  const token = four();
  token.when(setPriority("d", "urgent")).then({ type: "TicketReclassed", key: token.ticket("d").key });
  assertEquals(token.line, ["a", "b", "c", "d"]);
  const priority = given(create({ ordering: "priority" }), join("a"), { minutes: 29 }, join("b"), {
    minutes: 2,
  }, join("c"));
  priority.and(setPriority("c", "urgent"));
  assertEquals(priority.line, ["a", "c", "b"]);
  priority.and(setPriority("b", "urgent"));
  assertEquals(priority.line, ["b", "a", "c"]);
});

Deno.test("decidePriority() twice changes nothing, and refuses the served and the ended", () => {
  const queue = four().and(setPriority("a", "urgent"));
  queue.when(setPriority("a", "urgent")).then();
  queue.and(callNext()).when(setPriority("a", "emergency")).then({ type: "TicketReclassed" });
  queue.and(act("Start", "a")).when(setPriority("a", "routine")).refused("wrong_state", { state: "serving" });
  queue.and(complete("a")).when(setPriority("a", "routine")).refused("wrong_state", { state: "completed" });
});

Deno.test("decidePriority() lets a waitlisted emergency in at once, unless live elsewhere", () => {
  const full = () => given(create({ capacity: 1 }), join("a"), join("w", { acceptWaitlist: true }));
  const queue = full();
  queue.when(setPriority("w", "emergency")).then(
    { type: "TicketReclassed" },
    { type: "TicketPromoted", quote: { position: 1, headlineMinutes: 0 } },
  );
  assertEquals(queue.line, ["w", "a"]);
  full().when(setPriority("w", "urgent")).then({ type: "TicketReclassed" });
  full().when(setPriority("w", "emergency"), { elsewhere: { "p-w": ELSEWHERE } }).then(
    { type: "TicketReclassed" },
    { type: "PromotionSkipped" },
  );
});

Deno.test("decideNeeds() gives 10 minutes a need and 20 at most", () => {
  const queue = given(
    create({ ordering: "priority" }),
    join("a"),
    { minutes: 9 },
    join("b"),
    { minutes: 10 },
    join("c"),
  );
  queue.and(confirm("b", "elderly"));
  assertEquals(queue.line, ["b", "a", "c"]);
  queue.and(confirm("c", "elderly", "pregnant", "disability"));
  assertEquals(queue.line, ["b", "c", "a"]);
  assertEquals(queue.ticket("c").key[1], START_AT - MINUTE_MS);
});

Deno.test("decideNeeds() adds to the head start of urgent, and is taken back whole", () => {
  const queue = given(create({ ordering: "priority" }), joinAs("urgent", "a"), confirm("a", "other"));
  assertEquals(queue.ticket("a").key[1], START_AT - 40 * MINUTE_MS);
  queue.and(setPriority("a", "routine"), confirm("a"));
  assertEquals(queue.ticket("a").key[1], START_AT);
});

Deno.test("decideNeeds() again changes nothing, whatever the order; without priorities the rank stays", () => {
  const queue = given(create(), join("a"), join("b"), confirm("b", "elderly", "other"));
  assertEquals(queue.line, ["a", "b"]);
  queue.when(confirm("b", "other", "elderly", "other")).then();
  queue.and(callNext(), act("Start", "a")).when(confirm("a", "other")).refused("wrong_state", {
    state: "serving",
  });
  queue.when(confirm("x")).refused("not_found");
});

Deno.test("decideNeeds() keeps what a move made of the rank", () => {
  const queue = given(create({ ordering: "priority" }), join("a"), { minutes: 60 }, join("b"), {
    minutes: 60,
  }, join("c"));
  queue.and(move("a", 3), confirm("a", "elderly"));
  assertEquals(queue.line, ["b", "a", "c"]);
});
