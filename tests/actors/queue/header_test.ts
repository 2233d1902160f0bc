import { assertEquals } from "@std/assert";
import {
  clockAt,
  emptyHeader,
  GIVEN_CALLERS_MAX,
  givenTo,
  presenceOf,
  withGiven,
  withoutGiven,
} from "../../../actors/queue/header.ts";
import type { ProviderId, QueueId } from "../../../actors/shared/ids.ts";
import { id } from "../../support/queue_fixture.ts";

const EMPTY = emptyHeader("queue" as QueueId);

Deno.test("withGiven() remembers the last ticket of each caller and forgets the longest unchanged beyond the bound", () => {
  let given = EMPTY.given;
  for (let i = 0; i < GIVEN_CALLERS_MAX; i++) given = withGiven(given, `desk ${i}`, id(`t${i}`));
  given = withGiven(given, "desk 0", id("again"));
  given = withGiven(given, "new", id("fresh"));
  assertEquals(Object.keys(given).length, GIVEN_CALLERS_MAX);
  const header = { ...EMPTY, given };
  assertEquals(["desk 0", "desk 1", "desk 2", "new"].map((caller) => givenTo(header, caller)), [
    id("again"),
    null,
    id("t2"),
    id("fresh"),
  ]);
});

Deno.test("withoutGiven() forgets a ticket with every caller, and nobody else's", () => {
  const given = { a: id("t1"), b: id("t2"), c: id("t1") };
  assertEquals(withoutGiven(given, id("t1")), { b: id("t2") });
  assertEquals(withoutGiven(given, id("t3")), given);
});

Deno.test("givenTo() and presenceOf() know nothing of names that every object has", () => {
  assertEquals(givenTo(EMPTY, "constructor"), null);
  assertEquals(presenceOf(EMPTY, "toString" as ProviderId).status, "available");
});

Deno.test("clockAt() stands still at the pause", () => {
  assertEquals([clockAt(EMPTY, 50), clockAt({ ...EMPTY, pausedAt: 20 }, 50)], [50, 20]);
});
