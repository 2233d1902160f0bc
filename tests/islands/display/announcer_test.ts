import { assertEquals } from "@std/assert";
import {
  type Announced,
  Announcer,
  CALM_MS,
  SHOWN_HURRIED_MS,
  SHOWN_MS,
  SOUND_MS_MAX,
  WAITING_CALLS_MAX,
} from "../../../islands/display/announcer.ts";
import { type Call, callKey } from "../../../islands/display/board_state.ts";

const call = (label: string): Call => ({ label, room: "3", calledAt: 1 });

/** A room in which sounds last as long as told. */
function fakeRoom(soundMs = 2_000) {
  const timers = new Set<{ readonly at: number; readonly task: () => void }>();
  const sounds: string[] = [];
  const shown: (string | null)[] = [];
  const world = {
    now: 0,
    sounding: 0,
    overlaps: 0,
    announced: { current: null, fresh: new Set() } as Announced,
  };
  const after = (ms: number, task: () => void) => {
    const timer = { at: world.now + ms, task };
    timers.add(timer);
    return () => void timers.delete(timer);
  };
  const announcer = new Announcer({
    after,
    sound({ label }) {
      sounds.push(label);
      world.sounding += 1;
      if (world.sounding > 1) world.overlaps += 1;
      return new Promise((resolve) =>
        after(soundMs, () => {
          world.sounding -= 1;
          resolve();
        })
      );
    },
  }, (announced) => {
    if (announced.current !== world.announced.current) shown.push(announced.current?.label ?? null);
    world.announced = announced;
  });
  async function pass(ms: number): Promise<void> {
    const until = world.now + ms;
    for (;;) {
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
      const due = [...timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      timers.delete(due);
      world.now = due.at;
      due.task();
    }
    world.now = until;
  }
  return { announcer, sounds, shown, world, timers, pass };
}

Deno.test("Announcer shows and sounds one call after another, never two at once", async () => {
  const { announcer, sounds, shown, world, pass } = fakeRoom(7_000);
  announcer.announce([call("A-001"), call("A-002")]);
  await pass(1_000);
  announcer.announce([call("A-003")]);
  await pass(60_000);
  assertEquals(sounds, ["A-001", "A-002", "A-003"]);
  assertEquals(shown, ["A-001", "A-002", "A-003", null]);
  assertEquals(world.overlaps, 0);
});

Deno.test("Announcer shows a call for a while even when nothing sounds, shorter when others wait", async () => {
  const { announcer, shown, pass } = fakeRoom(0);
  announcer.announce([call("A-001"), call("A-002")]);
  await pass(SHOWN_HURRIED_MS - 1);
  assertEquals(shown, ["A-001"]);
  await pass(1);
  assertEquals(shown, ["A-001", "A-002"]);
  await pass(SHOWN_MS - 1);
  assertEquals(shown.length, 2);
  await pass(1);
  assertEquals(shown, ["A-001", "A-002", null]);
});

Deno.test("Announcer sets a call apart at once and until some time after its announcement", async () => {
  const { announcer, world, timers, pass } = fakeRoom(0);
  announcer.announce([call("A-001"), call("A-002")]);
  assertEquals(world.announced.fresh, new Set([callKey(call("A-001")), callKey(call("A-002"))]));
  await pass(SHOWN_HURRIED_MS + CALM_MS);
  assertEquals(world.announced.fresh, new Set([callKey(call("A-002"))]));
  await pass(SHOWN_MS);
  assertEquals([world.announced.fresh.size, timers.size], [0, 0]);
});

Deno.test("Announcer does not announce a call that has left the board", async () => {
  const { announcer, sounds, world, pass } = fakeRoom();
  announcer.announce([call("A-001"), call("A-002"), call("A-003")]);
  announcer.keep([call("A-001"), call("A-003")]);
  assertEquals(world.announced.fresh.has(callKey(call("A-002"))), false);
  await pass(60_000);
  assertEquals(sounds, ["A-001", "A-003"]);
});

Deno.test("Announcer goes on after a sound that never ends or fails", async () => {
  const { announcer, sounds, pass } = fakeRoom(Infinity);
  announcer.announce([call("A-001"), call("A-002")]);
  await pass(SOUND_MS_MAX);
  assertEquals(sounds, ["A-001", "A-002"]);
});

Deno.test("Announcer only shows the oldest of more calls than can wait", async () => {
  const { announcer, sounds, world, pass } = fakeRoom(0);
  const many = Array.from({ length: WAITING_CALLS_MAX + 4 }, (_, index) => call(`A-${index}`));
  announcer.announce(many);
  assertEquals(world.announced.fresh.size, many.length);
  await pass(600_000);
  assertEquals(sounds.length, WAITING_CALLS_MAX);
  assertEquals(sounds.at(-1), many.at(-1)?.label);
  assertEquals(world.announced.fresh.size, 0);
});

Deno.test("Announcer stop() leaves no timer and announces nothing more", async () => {
  const { announcer, sounds, timers, pass } = fakeRoom(0);
  announcer.announce([call("A-001"), call("A-002")]);
  await pass(1);
  announcer.stop();
  announcer.announce([call("A-003")]);
  await pass(60_000);
  assertEquals([sounds, timers.size], [["A-001"], 0]);
});
