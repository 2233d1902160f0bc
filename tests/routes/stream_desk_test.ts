/** What a desk is told of each change of a ticket: in order, once, again after a break, and nobody else. */
import { assert, assertEquals, assertNotMatch } from "@std/assert";
import type { QueueEvent } from "../../actors/queue/schema.ts";
import type { LoggedEvent } from "../../actors/runtime/actor_api.ts";
import type { TextId } from "../../actors/shared/ids.ts";
import { deskEventOf, reasonsOf, tellsDesk } from "../../routes/stream_desk.ts";
import { DESK_RING_EVENTS_MAX, RING_EVENTS_MAX } from "../../routes/stream_limits.ts";
import { act, call, id, join, MINUTE_MS, setStatus } from "../support/queue_fixture.ts";
import type { StreamReader } from "../support/stream_reader.ts";
import { DESK, DISPLAY, QUEUE, StreamWorld } from "../support/stream_world.ts";

const cancel = (name: string, reason: string | null = null) =>
  ({ type: "Cancel", ticketId: id(name), reasonId: reason as TextId | null }) as const;

async function desk(world: StreamWorld): Promise<StreamReader> {
  const reader = (await world.open(DESK)).follow();
  await world.pass(0);
  return reader;
}

/** What the reader was told of tickets, in short. */
function toldBy(reader: StreamReader): readonly string[] {
  return reader.of("ticket-event").map(({ data }) =>
    [data.label, data.type, data.by, data.reason].filter((part) => part !== undefined).join(" ")
  );
}

Deno.test("a desk is told of each change of a ticket, in order, with its label, who did it and why", async () => {
  const world = new StreamWorld();
  await world.begin("ann", "bob");
  const reader = await desk(world);
  assertEquals(toldBy(reader), []);
  await world.send(call("bob"));
  await world.send(cancel("ann", "reason-1"));
  await world.send(join("cat"));
  await world.pass(300);
  assertEquals(toldBy(reader), [
    "A-002 TicketCalled staff:ann",
    "A-001 TicketCancelled staff:ann words of reason-1",
    "A-003 TicketJoined staff:ann",
  ]);
  assertEquals(Object.keys(reader.of("ticket-event")[0]?.data), ["ticketId", "label", "type", "at", "by"]);
  world.close();
});

Deno.test("a desk is told before the view that follows, and of the queue's own changes in their place", async () => {
  const world = new StreamWorld();
  await world.begin("ann", "bob");
  const reader = await desk(world);
  await world.pass(300);
  reader.clear();
  await world.send(act("Hold", "ann"));
  await world.pass(300);
  await world.send(setStatus("PauseQueue"));
  await world.send(act("Hold", "bob"));
  await world.pass(300);
  const names = reader.names().filter((name) => name !== "heartbeat" && name !== "queue-status");
  assertEquals(names.slice(0, 2), ["ticket-event", "queue-update"]);
  assertEquals(names.slice(2), ["queue-broadcast", "ticket-event", "queue-update"]);
  world.close();
});

Deno.test("a desk that comes back is told what it missed, with reasons, and nothing twice", async () => {
  const world = new StreamWorld();
  await world.begin("ann", "bob", "cat");
  const first = await desk(world);
  await world.send(call("ann"));
  await world.pass(300);
  const position = first.lastEventId;
  await first.leave();
  await world.send(cancel("bob", "reason-2"));
  await world.send(setStatus("PauseQueue"));
  const second = (await world.open(DESK, { lastEventId: position })).follow();
  await world.pass(0);
  assertEquals(toldBy(second), ["A-002 TicketCancelled staff:ann words of reason-2"]);
  await world.send(act("Hold", "cat"));
  await world.pass(300);
  assertEquals(toldBy(second).slice(1), ["A-003 TicketHeld staff:ann"]);
  assertEquals(second.of("connected")[0]?.data.gap, undefined);
  world.close();
});

Deno.test("a desk's position never runs ahead of what it was told", async () => {
  const world = new StreamWorld();
  await world.begin("ann", "bob");
  const positions: (string | null)[] = [];
  const reader = await desk(world);
  for (let step = 0; step < 10; step++) {
    await world.send(act(step % 2 === 0 ? "Hold" : "Resume", "ann"));
    await world.pass(40);
    positions.push(reader.lastEventId);
  }
  await world.pass(300);
  const told = toldBy(reader);
  assertEquals(told.length, 10);
  for (const position of positions) {
    const again = (await world.open(DESK, { lastEventId: position })).follow();
    await world.pass(0);
    const missed = toldBy(again);
    assertEquals(missed, told.slice(told.length - missed.length), String(position));
    await again.leave();
  }
  world.close();
});

Deno.test("a reason that cannot be read is left out, and the change is told all the same", async () => {
  const world = new StreamWorld();
  await world.begin("ann");
  world.readReason = () => Promise.reject(new TypeError("Connection refused"));
  const reader = await desk(world);
  await world.send(cancel("ann", "reason-1"));
  await world.pass(300);
  assertEquals(toldBy(reader), ["A-001 TicketCancelled staff:ann"]);
  world.close();
});

Deno.test("nobody but the desk waits for the words of a reason", async () => {
  const world = new StreamWorld();
  await world.begin("ann", "bob");
  const words = Promise.withResolvers<string | null>();
  world.readReason = () => words.promise;
  const reader = await desk(world);
  const follower = await world.follow("bob");
  await world.send(cancel("ann", "reason-1"));
  await world.pass(300);
  assertEquals([follower.shown.queue.position, toldBy(reader)], [1, []]);
  words.resolve("late words");
  await world.pass(300);
  assertEquals(toldBy(reader), ["A-001 TicketCancelled staff:ann late words"]);
  world.close();
});

Deno.test("a desk that opens later is not told what was meant for one that left", async () => {
  const world = new StreamWorld();
  await world.begin("ann", "bob");
  await world.follow("bob");
  const first = await desk(world);
  await world.send(act("Hold", "ann"));
  await world.pass(1);
  await world.send(act("Resume", "ann"));
  await first.leave();
  const second = await desk(world);
  await world.pass(300);
  assertEquals(toldBy(second), []);
  world.close();
});

Deno.test("a desk takes a rush of changes without a gap, up to its bound; beyond it a fresh view says so", async () => {
  const world = new StreamWorld();
  await world.begin();
  const reader = await world.open(DESK);
  await reader.step();
  for (let n = 0; n < RING_EVENTS_MAX + 10; n++) await world.send(join(`p${n}`));
  await world.pass(300);
  await reader.step();
  assertEquals(toldBy(reader).length, RING_EVENTS_MAX + 10);
  for (let n = 0; n < 2 * DESK_RING_EVENTS_MAX; n++) await world.send(join(`q${n}`));
  await world.pass(MINUTE_MS / 2);
  await reader.step();
  await world.pass(300);
  await reader.step();
  assert(reader.events.some(({ data }) => data.gap === true));
  world.close();
});

Deno.test("followers of a ticket and screens are told of no ticket-event, nor who acted, nor why", async () => {
  const world = new StreamWorld();
  await world.begin("ann", "bob");
  const follower = await world.follow("ann");
  const screen = (await world.open(DISPLAY)).follow();
  const watching = await desk(world);
  await world.send(call("bob"));
  await world.send(cancel("ann", "reason-1"));
  await world.pass(300);
  assertEquals(toldBy(watching).length, 2);
  for (const reader of [follower, screen]) {
    assertEquals(reader.of("ticket-event"), []);
    assertNotMatch(JSON.stringify(reader.events), /staff:ann|words of|reason-1/);
  }
  const late = (await world.open({ kind: "ticket", ticketId: "ann", language: "en" }, { lastEventId: "1.9" }))
    .follow();
  await world.pass(0);
  assertNotMatch(JSON.stringify(late.events), /ticket-event|staff:ann|words of/);
  world.close();
});

Deno.test("deskEventOf() tells of tickets alone, and of none that is not there any more", async () => {
  const world = new StreamWorld();
  await world.begin("ann");
  const state = world.queues.state(QUEUE);
  const by = { at: 0, by: "system:day" };
  const reasons = new Map<TextId, string>();
  const paused: QueueEvent = { type: "QueuePaused", ...by, reasonId: null };
  const held = (ticketId: string): QueueEvent => ({
    type: "TicketHeld",
    ...by,
    ticketId: id(ticketId),
    holdEndsAt: 1,
  });
  assertEquals([tellsDesk(paused), tellsDesk(held("ann"))], [false, true]);
  assertEquals(deskEventOf(paused, { state, reasons }), null);
  assertEquals(deskEventOf(held("nobody"), { state, reasons }), null);
  assertEquals(JSON.parse(deskEventOf(held("ann"), { state, reasons })?.json ?? "null"), {
    ticketId: "ann",
    label: "A-001",
    type: "TicketHeld",
    at: "1970-01-01T00:00:00.000Z",
    by: "system:day",
  });
  world.close();
});

Deno.test("reasonsOf() reads the reasons of tickets and of nothing else", async () => {
  const logged = (event: QueueEvent): LoggedEvent<QueueEvent> => ({ seq: 1, event });
  const by = { at: 0, by: "staff:ann" };
  const asked: string[] = [];
  const reasons = await reasonsOf(
    [
      logged({ type: "QueuePaused", ...by, reasonId: "of-queue" as TextId }),
      logged({
        type: "TicketCancelled",
        ...by,
        ticketId: id("ann"),
        cause: "staff",
        reasonId: "of-ticket" as TextId,
      }),
      logged({ type: "TicketCancelled", ...by, ticketId: id("bob"), cause: "left", reasonId: null }),
    ],
    {
      queueId: QUEUE,
      readReason(_queueId, textId) {
        asked.push(textId);
        return Promise.resolve("words");
      },
    },
  );
  assertEquals([asked, [...reasons]], [["of-ticket"], [["of-ticket" as TextId, "words"]]]);
});
