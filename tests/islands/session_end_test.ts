import { assertEquals } from "@std/assert";
import { letGoOfSession, onEnded, onSigningOut, sayEnded, signInAddress } from "../../islands/session_end.ts";

Deno.test("onEnded() hears of an end until it is stopped", () => {
  let heard = 0;
  const stop = onEnded(() => heard += 1);
  sayEnded();
  stop();
  sayEnded();
  assertEquals(heard, 1);
});

Deno.test("letGoOfSession() waits for whoever keeps something, and says when commands have not been sent", async () => {
  const order: string[] = [];
  const keep = (kept: "nothing" | "unsent") => async () => {
    await Promise.resolve();
    order.push(kept);
    return kept;
  };
  assertEquals(await letGoOfSession(), "nothing");
  const stops = [onSigningOut(keep("nothing")), onSigningOut(() => Promise.reject(new TypeError("No disk")))];
  assertEquals(await letGoOfSession(), "nothing");
  stops.push(onSigningOut(keep("unsent")));
  assertEquals(await letGoOfSession(), "unsent");
  assertEquals(order, ["nothing", "nothing", "unsent"]);
  stops.forEach((stop) => stop());
  assertEquals(await letGoOfSession(), "nothing");
});

Deno.test("letGoOfSession() tells the other tabs", async () => {
  const other = new BroadcastChannel("anteroom-session");
  const heard = new Promise((resolve) => void (other.onmessage = ({ data }) => resolve(data)));
  await letGoOfSession();
  assertEquals(await heard, "signed-out");
  other.close();
});

Deno.test("signInAddress() leads back to the page, query and all", () => {
  assertEquals(signInAddress("/desk/q?view=a&b=c"), "/sign-in?next=%2Fdesk%2Fq%3Fview%3Da%26b%3Dc");
});
