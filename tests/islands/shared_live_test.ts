import { assert, assertEquals } from "@std/assert";
import { FROZEN_MS, HELLO_MS_MAX, PATIENCE_MS, resumeUrl } from "../../islands/shared_live.ts";
import { CROWDED_POLL_MS, POLLED } from "../../islands/live.ts";
import { PATCHES_MAX } from "../../islands/shared_message.ts";
import { SimulatedTabs, type Tab } from "../support/simulated_tabs.ts";

const CLOSED = 2;
/** More than any jitter of a takeover. */
const TAKEOVER_MS = FROZEN_MS + 3_500;
const whole = (version: number) => ({ data: { view: "window", version } });
const patch = (version: number) => ({ data: { view: "patch", version } });

async function openTabs(tabs: SimulatedTabs, count: number): Promise<readonly [Tab, Tab, ...Tab[]]> {
  const [first, second, ...others] = await Array.fromAsync({ length: count }, () => tabs.open());
  assert(first !== undefined && second !== undefined);
  return [first, second, ...others];
}

Deno.test("SharedSource lets two tabs of one address hear from one stream", async () => {
  const tabs = new SimulatedTabs();
  const [first, second] = await openTabs(tabs, 2);
  assertEquals(tabs.streams.length, 1);
  await tabs.say("queue-update", whole(1));
  await tabs.say("your-turn", { label: "A-001" });
  for (const tab of [first, second]) {
    assertEquals(tab.states, [["queue-update", whole(1)], ["your-turn", { label: "A-001" }]]);
    assertEquals(tab.connections.at(-1), "connected");
  }
});

Deno.test("SharedSource keeps seven tabs of one address on one stream for an hour", async () => {
  const tabs = new SimulatedTabs({ opening: () => whole(1) });
  const all = await openTabs(tabs, 7);
  await tabs.pass(3_600_000);
  await tabs.say("queue-update", whole(2));
  assertEquals(tabs.streams.length, 1);
  for (const tab of all) {
    assertEquals(tab.newest, whole(2));
    assertEquals(new Set(tab.connections), new Set(["connected"]));
    assertEquals(tab.polls, []);
  }
});

Deno.test("SharedSource tells a late tab the whole state at once, patches in their order", async () => {
  const tabs = new SimulatedTabs({ opening: () => whole(1) });
  await tabs.open();
  await tabs.say("queue-update", patch(2));
  await tabs.say("your-turn", { label: "A-001" });
  await tabs.say("queue-update", patch(3));
  const late = await tabs.open();
  assertEquals(late.states.map(([, body]) => body), [whole(1), patch(2), patch(3)]);
  await tabs.say("queue-update", patch(4));
  assertEquals(late.newest, patch(4));
  assertEquals(tabs.streams.length, 1);
});

Deno.test("SharedSource opens its stream anew for a late tab when there were too many patches to keep", async () => {
  const tabs = new SimulatedTabs({ opening: () => whole(1) });
  const first = await tabs.open();
  for (let version = 2; version < PATCHES_MAX + 4; version++) await tabs.say("queue-update", patch(version));
  const late = await tabs.open();
  assertEquals(tabs.streams.length, 2);
  assertEquals(tabs.served.length, 1);
  assertEquals(late.states, [["queue-update", whole(1)]]);
  assertEquals(first.newest, whole(1));
});

Deno.test("SharedSource passes the lead on when the leading tab closes, and begins with a whole view", async () => {
  const tabs = new SimulatedTabs({ opening: () => whole(1) });
  const [first, second, third] = await openTabs(tabs, 3);
  await tabs.say("queue-update", patch(2), { id: "2.9" });
  await tabs.close(first);
  assertEquals(tabs.streams.map(({ url }) => url), ["/stream", "/stream?lastEventId=2.9"]);
  assertEquals(tabs.served.length, 1);
  for (const tab of [second, third]) {
    assertEquals(tab?.newest, whole(1));
    assertEquals(tab?.connections.at(-1), "connected");
  }
  await tabs.say("queue-update", patch(3));
  assertEquals(third?.newest, patch(3));
});

Deno.test("SharedSource takes over from a tab that froze, with its room, and the frozen one follows when it thaws", async () => {
  const tabs = new SimulatedTabs({ rooms: 1, opening: () => whole(1) });
  const [first, second, third] = await openTabs(tabs, 3);
  await tabs.pass(60_000);
  first.freeze();
  await tabs.pass(TAKEOVER_MS);
  assertEquals(tabs.streams.length, 2);
  await tabs.say("queue-update", whole(2));
  assertEquals(second.newest, whole(2));
  assertEquals(third?.newest, whole(2));
  first.thaw();
  await tabs.settle();
  assertEquals(tabs.streams[0]?.readyState, CLOSED);
  await tabs.say("queue-update", whole(3));
  for (const tab of [first, second, third]) assertEquals(tab?.newest, whole(3));
  assertEquals(tabs.served.length, 1);
});

Deno.test("SharedSource of a follower does not take what a thawed leader heard before it was replaced", async () => {
  const tabs = new SimulatedTabs({ opening: () => whole(1) });
  const [first, second, third] = await openTabs(tabs, 3);
  first.freeze();
  await tabs.say("queue-update", patch(2));
  await tabs.pass(TAKEOVER_MS);
  await tabs.say("queue-update", whole(9));
  first.thaw();
  await tabs.settle();
  for (const tab of [second, third]) {
    assert(!tab?.states.some(([, body]) => JSON.stringify(body) === JSON.stringify(patch(2))));
    assertEquals(tab?.newest, whole(9));
  }
});

Deno.test("SharedSource does not wait for two heartbeats when a leader is frozen as it comes", async () => {
  const tabs = new SimulatedTabs({ opening: () => whole(1) });
  const first = await tabs.open();
  first.freeze();
  const second = await tabs.open();
  assertEquals(second.states, []);
  await tabs.pass(HELLO_MS_MAX + 3_000);
  assertEquals(second.newest, whole(1));
});

Deno.test("SharedSource holds no more streams than there is room for; the rest polls and gets a room that falls free", async () => {
  const tabs = new SimulatedTabs({ opening: (url) => ({ data: url }) });
  tabs.answer = (url) => ({ status: 200, etag: null, body: { data: url } });
  const all = await Array.fromAsync({ length: 7 }, (_, index) => tabs.open(`/t/${index}`));
  assertEquals(tabs.served.length, 4);
  await tabs.pass(PATIENCE_MS + 2 * CROWDED_POLL_MS);
  assertEquals(tabs.served.length, 4);
  for (const [index, tab] of all.entries()) {
    const isPolling = index >= 4;
    assertEquals(tab.connections.at(-1), isPolling ? "polling" : "connected");
    assertEquals(tab.states.at(-1)?.[0], isPolling ? POLLED : "queue-update");
    assertEquals(tab.polls.length >= 2, isPolling);
  }
  await tabs.pass(120_000);
  assertEquals(all[6]?.connections.at(-1), "polling");
  const [first] = all;
  assert(first !== undefined);
  await tabs.close(first);
  assertEquals(tabs.served.length, 4);
  assertEquals(all[4]?.connections.at(-1), "connected");
  assertEquals(all[6]?.connections.at(-1), "polling");
});

Deno.test("SharedSource tells its followers that the stream broke off, and that it is back", async () => {
  const tabs = new SimulatedTabs();
  const [first, second] = await openTabs(tabs, 2);
  await tabs.say("queue-update", whole(1));
  tabs.streams[0]?.break(0);
  await tabs.settle();
  const late = await tabs.open();
  for (const tab of [first, second, late]) assertEquals(tab.connections.at(-1), "reconnecting");
  await tabs.say("queue-update", whole(2));
  for (const tab of [first, second, late]) assertEquals(tab.connections.at(-1), "connected");
  assertEquals(tabs.streams.length, 1);
});

Deno.test("SharedSource begins anew with all tabs when the stream was refused, with one stream again", async () => {
  const tabs = new SimulatedTabs({ opening: () => whole(1) });
  const [first, second] = await openTabs(tabs, 2);
  tabs.streams[0]?.break(CLOSED);
  await tabs.settle();
  assertEquals(tabs.served.length, 0);
  await tabs.pass(2_000);
  assertEquals(tabs.served.length, 1);
  for (const tab of [first, second]) assertEquals(tab.connections.at(-1), "connected");
});

Deno.test("SharedSource lets every tab learn that the session ended", async () => {
  const tabs = new SimulatedTabs({ opening: () => whole(1) });
  const all = await openTabs(tabs, 3);
  tabs.answer = () => ({ status: 401, etag: null, body: null });
  for (const stream of tabs.served) {
    stream.tab.run(() =>
      stream.onerror?.(new MessageEvent("error", { data: JSON.stringify({ code: "session_expired" }) }))
    );
  }
  await tabs.settle();
  for (const tab of all) assertEquals(tab.refusals, [401]);
  await tabs.pass(120_000);
  assertEquals(tabs.served.length, 0);
});

Deno.test("SharedSource leaves nothing behind when its page stops following", async () => {
  const tabs = new SimulatedTabs({ rooms: 1, opening: () => whole(1) });
  const [first, second] = await openTabs(tabs, 2);
  first.live.stop();
  await tabs.settle();
  assertEquals(tabs.served.length, 1);
  await tabs.say("queue-update", whole(2));
  assertEquals(second.newest, whole(2));
  second.live.stop();
  await tabs.settle();
  assertEquals(tabs.served.length, 0);
  const other = await tabs.open("/t/other");
  assertEquals(other.newest, whole(1));
});

Deno.test("resumeUrl() adds the position, if there is one, to an address with or without a query", () => {
  assertEquals(resumeUrl("/stream", undefined), "/stream");
  assertEquals(resumeUrl("/stream", "12.9"), "/stream?lastEventId=12.9");
  assertEquals(resumeUrl("/stream?lang=de", "12.9"), "/stream?lang=de&lastEventId=12.9");
});
