/** When a kiosk asks and when it forgets. */
import { assertEquals } from "@std/assert";
import { ASK_AFTER_MS, DONE_MS, idleAfter, WIPE_AFTER_MS } from "../../../islands/kiosk/idle.ts";

const FINE = { kind: "fine", secondsLeft: 0 } as const;

Deno.test("idleAfter() leaves a person alone, then asks, then wipes", () => {
  assertEquals(idleAfter(0, { isDone: false }), FINE);
  assertEquals(idleAfter(ASK_AFTER_MS - 1, { isDone: false }), FINE);
  assertEquals(idleAfter(ASK_AFTER_MS, { isDone: false }), {
    kind: "ask",
    secondsLeft: WIPE_AFTER_MS / 1_000,
  });
  assertEquals(idleAfter(ASK_AFTER_MS + WIPE_AFTER_MS - 1, { isDone: false }), {
    kind: "ask",
    secondsLeft: 1,
  });
  assertEquals(idleAfter(ASK_AFTER_MS + WIPE_AFTER_MS, { isDone: false }).kind, "wipe");
});

Deno.test("idleAfter() lets a given number stand for its own time", () => {
  assertEquals(idleAfter(DONE_MS - 1, { isDone: true }), FINE);
  assertEquals(idleAfter(DONE_MS, { isDone: true }).kind, "ask");
  assertEquals(idleAfter(DONE_MS + WIPE_AFTER_MS, { isDone: true }).kind, "wipe");
});
