/** Patches for desks: whoever applies them sees what a fresh view shows, whatever was missed or came at once. */
import { assert, assertEquals } from "@std/assert";
import { applyDeskPatch } from "../../islands/desk_state.ts";
import { type DeskView, deskView } from "../../actors/queue/view_desk.ts";
import { act, callNext, join, setStatus } from "../support/queue_fixture.ts";
import type { StreamReader } from "../support/stream_reader.ts";
import { DESK, QUEUE, StreamWorld } from "../support/stream_world.ts";

/** The view after all updates that the reader got. */
function built(reader: StreamReader): unknown {
  let view: DeskView | null = null;
  for (const { data } of reader.of("queue-update")) {
    if (data.data.view === "window") {
      const { view: _, ...whole } = data.data;
      view = whole;
    } else {
      assert(view !== null, "A patch came before a whole view");
      view = applyDeskPatch(view, data.data);
    }
  }
  return withoutInstant(view);
}

function freshDesk(world: StreamWorld): unknown {
  const { estimate } = world.queues;
  return withoutInstant(deskView(world.queues.state(QUEUE), { estimate, at: world.process.now() }));
}

function withoutInstant(view: DeskView | null): unknown {
  return JSON.parse(JSON.stringify({ ...view, queue: { ...view?.queue, updatedAt: null } }));
}

const kinds = (reader: StreamReader) => reader.of("queue-update").map(({ data }) => data.data.view);

Deno.test("deliver() gives a desk that keeps up patches that are smaller than the view", async () => {
  const world = new StreamWorld();
  await world.begin(...Array.from({ length: 60 }, (_, index) => `p${index}`));
  const reader = (await world.open(DESK)).follow();
  await world.pass(300);
  await world.send(join("late"));
  await world.pass(300);
  await world.send(act("Leave", "p3"));
  await world.pass(300);
  assertEquals(kinds(reader), ["window", "patch", "patch"]);
  assertEquals(reader.of("queue-update")[2]?.data.data.removed, ["p3"]);
  const [whole, joined] = reader.of("queue-update").map(({ data }) => JSON.stringify(data).length);
  assert((joined ?? 0) * 10 < (whole ?? 0), `Patch ${joined}, whole ${whole}`);
  assertEquals(built(reader), freshDesk(world));
  world.close();
});

Deno.test("deliver() gives a desk that was slow the whole view instead of a patch on what it never read", async () => {
  const world = new StreamWorld();
  await world.begin("ann", "bob", "cat");
  const reader = await world.open(DESK);
  await reader.step();
  for (const name of ["ann", "bob"]) {
    await world.send(act("Leave", name));
    await world.pass(300);
  }
  await reader.step();
  assertEquals(kinds(reader), ["window", "window"]);
  assertEquals(built(reader), freshDesk(world));
  await world.send(act("Leave", "cat"));
  await world.pass(300);
  await reader.step();
  assertEquals(kinds(reader), ["window", "window", "patch"]);
  assertEquals(built(reader), freshDesk(world));
  world.close();
});

Deno.test("deliver() keeps every desk right, whenever it opened and however slowly it reads", async () => {
  const world = new StreamWorld();
  const random = world.simulation.random.fork("desks");
  await world.begin(...Array.from({ length: 20 }, (_, index) => `p${index}`));
  const readers: { reader: StreamReader; isFast: boolean }[] = [];
  for (let step = 0; step < 150; step++) {
    const line = [...world.queues.state(QUEUE).line];
    const someone = line.length > 0 ? random.pick(line) : undefined;
    const choice = random.integer(0, 4);
    if (choice === 0) await world.send(join(`late${step}`));
    else if (choice === 1 && someone !== undefined) await world.send(act("Leave", someone.id));
    else if (choice === 2 && someone?.state === "waiting") await world.send(act("Hold", someone.id));
    else if (choice === 3 && someone?.state === "waiting") await world.send(callNext());
    if (random.chance(0.4)) await world.pass(random.integer(0, 400));
    if (step % 15 === 0) {
      const isFast = random.chance(0.5);
      const reader = await world.open(DESK);
      readers.push({ reader: isFast ? reader.follow() : reader, isFast });
    }
    for (const { reader, isFast } of readers) if (!isFast && random.chance(0.2)) reader.nudge();
  }
  for (const { reader } of readers) reader.follow();
  await world.pass(600);
  for (const { reader } of readers) assertEquals(built(reader), freshDesk(world));
  world.close();
});

Deno.test("deliver() ends the stream of a ticket that was forgotten a day after its end", async () => {
  const world = new StreamWorld();
  await world.begin("ann");
  const reader = await world.follow("ann");
  await world.send(act("Leave", "ann"));
  for (let day = 0; day < 3; day++) {
    await world.pass(26 * 60 * 60_000);
    await world.send(setStatus("PauseQueue"));
    await world.send(setStatus("OpenQueue"));
  }
  await world.pass(300);
  assertEquals(world.queues.state(QUEUE).ticket("ann"), undefined);
  assertEquals(reader.of("error").map(({ data }) => data.code), ["not_found"]);
  assert(reader.isOver);
  world.close();
});
