/** The budget that all fan-out shares. */
import { assert, assertEquals } from "@std/assert";
import { SLICE_VIEWS_MAX } from "../../routes/stream_limits.ts";
import { Pace } from "../../routes/stream_pace.ts";

function counted(): { readonly pace: Pace; yields(): number } {
  let yields = 0;
  const pace = new Pace(() => {
    yields++;
    return Promise.resolve();
  });
  return { pace, yields: () => yields };
}

Deno.test("Pace.take() is free within a slice, and then waits for one yield", async () => {
  const { pace, yields } = counted();
  assertEquals(pace.take(SLICE_VIEWS_MAX - 1), null);
  assertEquals(pace.take(1), null);
  const turn = pace.take(1);
  assert(turn !== null);
  await turn;
  assertEquals(yields(), 1);
  assertEquals(pace.take(SLICE_VIEWS_MAX - 1), null);
});

Deno.test("Pace.take() lets several who wait share a yield only as far as it goes", async () => {
  const { pace, yields } = counted();
  pace.take(SLICE_VIEWS_MAX);
  await Promise.all([pace.take(SLICE_VIEWS_MAX), pace.take(SLICE_VIEWS_MAX), pace.take(SLICE_VIEWS_MAX)]);
  assertEquals(yields(), 3);
  await Promise.all([pace.take(100), pace.take(100)]);
  assertEquals(yields(), 4);
});
