import { assertEquals } from "@std/assert";
import { nextOutlook, type Outlook, RISE_MINUTES_MAX } from "../../islands/rise.ts";

function shown(minutes: number | null, ahead = 2, status: "waiting" | "held" | "called" = "waiting") {
  return { status, estimatedWaitMinutes: minutes, ahead };
}

function after(...tracks: readonly Parameters<typeof nextOutlook>[1][]): Outlook | null {
  return tracks.reduce<Outlook | null>(nextOutlook, null);
}

Deno.test("nextOutlook() keeps silent up to the bound and speaks beyond it", () => {
  assertEquals(after(shown(20), shown(20 + RISE_MINUTES_MAX))?.rise, null);
  assertEquals(after(shown(20), shown(21 + RISE_MINUTES_MAX))?.rise, { minutes: 11, reason: "slow" });
});

Deno.test("nextOutlook() measures from the least that was promised, not from the last", () => {
  assertEquals(after(shown(20), shown(28), shown(35))?.rise?.minutes, 15);
  assertEquals(after(shown(40), shown(20), shown(30))?.rise, null);
});

Deno.test("nextOutlook() says people when more are before than there were", () => {
  assertEquals(after(shown(20, 2), shown(40, 5))?.rise?.reason, "people");
  assertEquals(after(shown(20, 2), shown(40, 2))?.rise?.reason, "slow");
});

Deno.test("nextOutlook() takes the word back when the wait falls again", () => {
  assertEquals(after(shown(20), shown(40), shown(25))?.rise, null);
});

Deno.test("nextOutlook() remembers the promise while there is none", () => {
  assertEquals(after(shown(20), shown(null))?.rise, null);
  assertEquals(after(shown(20), shown(null), shown(45))?.rise?.minutes, 25);
  assertEquals(after(shown(null)), null);
});

Deno.test("nextOutlook() forgets whoever is not in line", () => {
  assertEquals(after(shown(20), shown(0, 0, "called")), null);
  assertEquals(after(shown(20), shown(0, 0, "called"), shown(60))?.rise, null);
  assertEquals(after(shown(20), shown(40, 2, "held"))?.rise?.minutes, 20);
});
