import { assert, assertEquals } from "@std/assert";
import {
  backoffMs,
  type Connection,
  CROWDED,
  CROWDED_POLL_MS,
  DOUBT_MS,
  Live,
  POLL_MS,
  type Polled,
  SILENCE_MS_MAX,
  type Source,
} from "../../islands/live.ts";

const NOTHING_NEW: Polled = { status: 304, etag: null, body: null };
const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 2;

class FakeSource implements Source {
  readyState = CONNECTING;
  onerror: ((event: Event) => unknown) | null = null;
  readonly listeners = new Map<string, (event: MessageEvent) => void>();
  constructor(readonly url: string) {}
  addEventListener(type: string, listener: (event: MessageEvent) => void): void {
    this.listeners.set(type, listener);
  }
  close(): void {
    this.readyState = CLOSED;
  }
  say(type: string, body: unknown): void {
    this.readyState = OPEN;
    this.listeners.get(type)?.(new MessageEvent(type, { data: JSON.stringify(body) }));
  }
  break(readyState: number): void {
    this.readyState = readyState;
    this.onerror?.(new Event("error"));
  }
}

interface Timer {
  readonly at: number;
  readonly task: () => void;
}

/** A browser whose time passes only when it is told to. */
function fakeBrowser(streamUrl: string | null = "/t/code/stream", { isTold = true } = {}) {
  const sources: FakeSource[] = [];
  const states: [string, unknown][] = [];
  const connections: Connection[] = [];
  const polls: (string | null)[] = [];
  const timers = new Set<Timer>();
  const world = { now: 0, online: true, seen: true, answer: null as Polled | null, heard: 0, gone: 0 };
  const refusals: number[] = [];
  const live = new Live({
    streamUrl,
    pollUrl: "/t/code/view",
    events: ["queue-update"],
    onState: (name, body) => states.push([name, body]),
    onHeard: () => world.heard += 1,
    onConnection: (connection) => connections.push(connection),
    onGone: () => world.gone += 1,
    ...(isTold ? { onRefused: (status: number) => void refusals.push(status) } : {}),
  }, {
    openSource(url) {
      const source = new FakeSource(url);
      sources.push(source);
      return source;
    },
    poll(_url, etag) {
      polls.push(etag);
      return Promise.resolve(world.answer);
    },
    isOnline: () => world.online,
    isSeen: () => world.seen,
    random: () => 0,
    after(ms, task) {
      const timer = { at: world.now + ms, task };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
  });
  async function pass(ms: number): Promise<void> {
    const until = world.now + ms;
    for (;;) {
      const due = [...timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      timers.delete(due);
      world.now = due.at;
      due.task();
      await settle();
    }
    world.now = until;
  }
  const settle = async () => {
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  };
  const latest = (): FakeSource => {
    const source = sources.at(-1);
    assert(source !== undefined);
    return source;
  };
  return { live, sources, states, connections, polls, timers, world, refusals, pass, settle, latest };
}

Deno.test("backoffMs() doubles up to a minute, and at least half of it is certain", () => {
  assertEquals(backoffMs(1, 0), 1_000);
  assertEquals(backoffMs(1, 1), 2_000);
  assertEquals(backoffMs(3, 0), 4_000);
  assertEquals(backoffMs(50, 1), 60_000);
});

Deno.test("Live hands events on and is connected once one was heard", () => {
  const { live, states, connections, latest } = fakeBrowser();
  live.start();
  assertEquals(connections, []);
  latest().say("queue-update", { data: 1 });
  assertEquals(connections, ["connected"]);
  assertEquals(states, [["queue-update", { data: 1 }]]);
});

Deno.test("Live takes a heartbeat for life, not for state", () => {
  const { live, states, world, latest } = fakeBrowser();
  live.start();
  latest().say("heartbeat", { at: 1 });
  assertEquals([states, world.heard], [[], 1]);
});

Deno.test("Live leaves the browser's own reconnection alone", async () => {
  const { live, sources, connections, world, latest, pass } = fakeBrowser();
  world.answer = NOTHING_NEW;
  live.start();
  latest().say("queue-update", {});
  latest().break(CONNECTING);
  await pass(SILENCE_MS_MAX - 1);
  assertEquals(sources.length, 1);
  assertEquals(connections, ["connected", "reconnecting"]);
  latest().say("queue-update", {});
  assertEquals(connections.at(-1), "connected");
});

Deno.test("Live opens a new stream when it has heard nothing for two heartbeats", async () => {
  const { live, sources, connections, world, latest, pass } = fakeBrowser();
  world.answer = NOTHING_NEW;
  live.start();
  latest().say("queue-update", {});
  await pass(SILENCE_MS_MAX);
  assertEquals(connections.at(-1), "reconnecting");
  assertEquals(sources[0]?.readyState, CLOSED);
  await pass(1_000);
  assertEquals(sources.length, 2);
});

Deno.test("Live opens a refused stream again, later each time", async () => {
  const { live, sources, latest, pass } = fakeBrowser();
  live.start();
  for (const waitMs of [1_000, 2_000, 4_000]) {
    const before = sources.length;
    latest().break(CLOSED);
    await pass(waitMs - 1);
    assertEquals(sources.length, before);
    await pass(1);
    assertEquals(sources.length, before + 1);
  }
});

Deno.test("Live polls after two failures and stops when the stream is heard", async () => {
  const { live, states, connections, polls, world, latest, pass, settle } = fakeBrowser();
  world.answer = { status: 200, etag: '"a"', body: { data: 7 } };
  live.start();
  latest().break(CLOSED);
  await pass(1_000);
  assertEquals(polls, []);
  latest().break(CLOSED);
  await settle();
  assertEquals(polls, [null]);
  assertEquals(states, [["polled", { data: 7 }]]);
  assertEquals(connections.at(-1), "polling");
  await pass(2_000);
  latest().say("queue-update", {});
  await pass(DOUBT_MS - 1);
  assertEquals(polls.length, 1);
  assertEquals(connections.at(-1), "connected");
});

Deno.test("Live asks with the last tag, and 304 is life without state", async () => {
  const { live, states, polls, world, pass, settle } = fakeBrowser(null);
  world.answer = { status: 200, etag: '"a"', body: { data: 7 } };
  live.start();
  await settle();
  world.answer = { status: 304, etag: '"a"', body: null };
  await pass(POLL_MS);
  assertEquals(polls, [null, '"a"']);
  assertEquals([states.length, world.heard], [1, 2]);
});

Deno.test("Live is offline after two polls without an answer, and again in touch after one", async () => {
  const { live, connections, world, pass, settle } = fakeBrowser(null);
  live.start();
  await settle();
  assertEquals(connections, ["reconnecting"]);
  await pass(POLL_MS);
  assertEquals(connections, ["reconnecting", "offline"]);
  world.answer = { status: 200, etag: null, body: {} };
  await pass(POLL_MS);
  assertEquals(connections.at(-1), "polling");
});

Deno.test("Live takes a failing server for no answer", async () => {
  const { live, states, connections, world, settle } = fakeBrowser(null);
  world.answer = { status: 503, etag: null, body: null };
  live.start();
  await settle();
  assertEquals([states, connections], [[], ["reconnecting"]]);
});

Deno.test("Live says offline at once when the browser knows", () => {
  const { live, connections, world, latest } = fakeBrowser();
  live.start();
  world.online = false;
  latest().break(CONNECTING);
  assertEquals(connections, ["offline"]);
});

Deno.test("Live ends when what it follows is gone", async () => {
  const { live, timers, world, settle } = fakeBrowser(null);
  world.answer = { status: 404, etag: null, body: null };
  live.start();
  await settle();
  assertEquals([world.gone, timers.size], [1, 0]);
});

Deno.test("Live refresh() asks at once, and reopens a stream that waits for its turn", async () => {
  const { live, sources, polls, world, latest, settle } = fakeBrowser();
  world.answer = { status: 200, etag: null, body: {} };
  live.start();
  latest().break(CLOSED);
  assertEquals(sources.length, 1);
  live.refresh();
  await settle();
  assertEquals([sources.length, polls.length], [2, 1]);
});

Deno.test("Live opens a new stream when the network returns: the old one may be dead", () => {
  const { live, sources, connections, latest } = fakeBrowser();
  live.start();
  latest().say("queue-update", {});
  live.lost();
  assertEquals(connections.at(-1), "offline");
  live.refresh();
  assertEquals([connections.at(-1), sources.length, sources[0]?.readyState], ["reconnecting", 2, CLOSED]);
  latest().say("queue-update", {});
  live.refresh();
  assertEquals([connections.at(-1), sources.length], ["connected", 2]);
});

Deno.test("Live takes an error that the server sent for an event", () => {
  const { live, connections, latest } = fakeBrowser();
  live.start();
  latest().onerror?.(new MessageEvent("error", { data: '{"code":"overloaded"}' }));
  assertEquals(connections, []);
});

Deno.test("Live stop() leaves no timer and hears nothing more", async () => {
  const { live, states, timers, latest, pass } = fakeBrowser();
  live.start();
  const source = latest();
  live.stop();
  source.say("queue-update", {});
  live.refresh();
  await pass(SILENCE_MS_MAX * 3);
  assertEquals([states, timers.size], [[], 0]);
});

Deno.test("Live hands on nothing for text that is no JSON", () => {
  const { live, states, latest } = fakeBrowser();
  live.start();
  latest().listeners.get("queue-update")?.(new MessageEvent("queue-update", { data: "{" }));
  assertEquals(states, [["queue-update", undefined]]);
});

Deno.test("Live is offline when a heartbeat is missing and the server does not answer either", async () => {
  const { live, sources, connections, polls, world, latest, pass } = fakeBrowser();
  live.start();
  latest().say("heartbeat", {});
  await pass(DOUBT_MS - 1);
  assertEquals([connections, polls], [["connected"], []]);
  await pass(1);
  assertEquals(connections.at(-1), "offline");
  assertEquals(sources[0]?.readyState, CLOSED);
  world.answer = NOTHING_NEW;
  await pass(1_000);
  latest().say("queue-update", {});
  assertEquals([sources.length, connections.at(-1)], [2, "connected"]);
});

Deno.test("Live keeps its stream when a heartbeat is missing and the server answers", async () => {
  const { live, sources, connections, polls, world, latest, pass } = fakeBrowser();
  world.answer = NOTHING_NEW;
  live.start();
  latest().say("heartbeat", {});
  await pass(DOUBT_MS);
  latest().say("heartbeat", {});
  await pass(DOUBT_MS - 1);
  assertEquals([connections.at(-1), sources.length, polls.length], ["connected", 1, 1]);
});

Deno.test("Live takes a server that refuses after a missing heartbeat for one that is there", async () => {
  const { live, sources, connections, world, latest, pass } = fakeBrowser();
  world.answer = { status: 503, etag: null, body: null };
  live.start();
  latest().say("heartbeat", {});
  await pass(DOUBT_MS);
  assertEquals([connections, sources.length], [["connected"], 1]);
});

Deno.test("Live ends and says so when whoever asks may not any more", async () => {
  for (const status of [401, 403]) {
    const { live, timers, world, refusals, sources, latest, pass, settle } = fakeBrowser();
    world.answer = { status, etag: null, body: null };
    live.start();
    latest().break(CLOSED);
    await pass(1_000);
    latest().break(CLOSED);
    await settle();
    await pass(60_000);
    assertEquals([refusals, world.gone, timers.size, sources.length], [[status], 0, 0, 2]);
  }
});

Deno.test("Live tells a page that does not listen for refusals that its subject is gone", async () => {
  const { live, world, settle } = fakeBrowser(null, { isTold: false });
  world.answer = { status: 401, etag: null, body: null };
  live.start();
  await settle();
  assertEquals(world.gone, 1);
});

Deno.test("Live asks at once when the server announces that the session has ended, not when it only stops", async () => {
  const { live, polls, world, refusals, latest, settle } = fakeBrowser();
  world.answer = { status: 401, etag: null, body: null };
  live.start();
  latest().onerror?.(new MessageEvent("error", { data: '{"code":"draining"}' }));
  await settle();
  assertEquals([polls, refusals], [[], []]);
  latest().onerror?.(new MessageEvent("error", { data: '{"code":"session_expired"}' }));
  await settle();
  assertEquals(refusals, [401]);
});

Deno.test("Live polls often while its source waits for room and the page is seen, seldom when it is not", async () => {
  const { live, connections, polls, sources, world, latest, pass, settle } = fakeBrowser();
  world.answer = NOTHING_NEW;
  live.start();
  latest().say(CROWDED, {});
  await settle();
  assertEquals([polls.length, connections.at(-1)], [1, "polling"]);
  await pass(CROWDED_POLL_MS);
  assertEquals(polls.length, 2);
  world.seen = false;
  await pass(CROWDED_POLL_MS);
  const before = polls.length;
  await pass(POLL_MS - 1);
  assertEquals(polls.length, before);
  latest().say(CROWDED, {});
  await pass(DOUBT_MS);
  assertEquals(sources.length, 1);
  latest().say("queue-update", {});
  const after = polls.length;
  await pass(DOUBT_MS - 1);
  assertEquals([polls.length, connections.at(-1)], [after, "connected"]);
});
