/** The frames of discrete events: each audience its own, and none that it has received. */
import { assertEquals } from "@std/assert";
import type { QueueEvent } from "../../actors/queue/schema.ts";
import type { LoggedEvent } from "../../actors/runtime/actor_api.ts";
import { discreteFrame, framesOf } from "../../routes/stream_discrete.ts";
import type { Group } from "../../routes/stream_sending.ts";
import type { Audience } from "../../routes/stream_view.ts";
import { id } from "../support/queue_fixture.ts";
import { DESK, DISPLAY, follower, QUEUE, StreamWorld } from "../support/stream_world.ts";

const by = { at: 0, by: "staff:ann" };
const EVENTS: readonly LoggedEvent<QueueEvent>[] = [
  {
    seq: 11,
    event: {
      type: "TicketCalled",
      ...by,
      ticketId: id("ann"),
      providerId: null,
      room: null,
      caller: null,
      graceEndsAt: 1,
      passed: 0,
    },
  },
  { seq: 12, event: { type: "QueuePaused", ...by, reasonId: null } },
  { seq: 13, event: { type: "TicketHeld", ...by, ticketId: id("bob"), holdEndsAt: 1 } },
];

const groupOf = (audience: Audience): Group => ({
  audience,
  clients: new Set(),
  signature: null,
  base: null,
  label: "A-001",
});

Deno.test("framesOf() gives each audience its own events, in order, from where the client was", async () => {
  const world = new StreamWorld();
  await world.begin("ann", "bob");
  const state = world.queues.state(QUEUE);
  const namesFor = (audience: Audience, position: { seq: number; step: number } | null = null) =>
    framesOf(EVENTS, { position, group: groupOf(audience), state, reasons: new Map() }).map(({ bytes }) => {
      const text = new TextDecoder().decode(bytes);
      return `${/id: ([\d.]+)/.exec(text)?.[1]} ${/event: (\S+)/.exec(text)?.[1]}`;
    });
  const desk = ["11.1 ticket-event", "12.1 queue-broadcast", "13.1 ticket-event"];
  assertEquals(namesFor(DESK), desk);
  assertEquals(namesFor(DESK, { seq: 11, step: 1 }), desk.slice(1));
  assertEquals(namesFor(DESK, { seq: 11, step: 0 }), desk);
  assertEquals(namesFor(DISPLAY), ["12.1 queue-broadcast"]);
  assertEquals(namesFor(follower("ann")), ["11.1 your-turn", "12.1 queue-broadcast"]);
  assertEquals(namesFor(follower("bob")), ["12.1 queue-broadcast"]);
  world.close();
});

Deno.test("discreteFrame() carries the position of its event", () => {
  const { seq, bytes } = discreteFrame(7, { name: "queue-broadcast", json: "{}" });
  assertEquals([seq, new TextDecoder().decode(bytes)], [
    7,
    "id: 7.1\nevent: queue-broadcast\ndata: {}\n\n",
  ]);
});
