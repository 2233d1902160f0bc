import { assertEquals } from "@std/assert";
import {
  ASK_MS,
  type EditionDeps,
  followEdition,
  RELOAD_MS_MIN,
  SUSPECT_MS_MAX,
} from "../../../islands/display/edition.ts";

function fakeWall() {
  let timer: { at: number; task: () => void } | null = null;
  const world = { now: 0, edition: "one" as string | null, asks: 0, reloads: 0, busy: false };
  const state = { reloadedAt: null as number | null };
  const deps: EditionDeps = {
    ask() {
      world.asks += 1;
      return Promise.resolve(world.edition);
    },
    reload() {
      world.reloads += 1;
      return Promise.resolve();
    },
    isBusy: () => world.busy,
    reloadedAt: () => state.reloadedAt,
    now: () => world.now,
    after(ms, task) {
      const own = { at: world.now + ms, task };
      timer = own;
      return () => {
        if (timer === own) timer = null;
      };
    },
    random: () => 0,
  };
  async function pass(ms: number): Promise<void> {
    const until = world.now + ms;
    while (timer !== null && timer.at <= until) {
      const due: { at: number; task: () => void } = timer;
      timer = null;
      world.now = due.at;
      due.task();
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    }
    world.now = until;
  }
  return { deps, world, state, pass };
}

Deno.test("followEdition() asks seldom and stays while the edition is the same", async () => {
  const { deps, world, pass } = fakeWall();
  followEdition("one", deps);
  await pass(ASK_MS * 10);
  assertEquals([world.asks, world.reloads], [10, 0]);
});

Deno.test("followEdition() loads a new edition", async () => {
  const { deps, world, pass } = fakeWall();
  followEdition("one", deps);
  world.edition = "two";
  await pass(ASK_MS);
  assertEquals(world.reloads, 1);
});

Deno.test("followEdition() asks soon after the server was away", async () => {
  const { deps, world, pass } = fakeWall();
  const edition = followEdition("one", deps);
  world.edition = "two";
  edition.suspect();
  await pass(SUSPECT_MS_MAX);
  assertEquals(world.reloads, 1);
});

Deno.test("followEdition() waits until nobody is being called", async () => {
  const { deps, world, pass } = fakeWall();
  followEdition("one", deps);
  world.edition = "two";
  world.busy = true;
  await pass(ASK_MS + 60_000);
  assertEquals(world.reloads, 0);
  world.busy = false;
  await pass(60_000);
  assertEquals(world.reloads, 1);
});

Deno.test("followEdition() stays when the server does not say", async () => {
  const { deps, world, pass } = fakeWall();
  followEdition("one", deps);
  world.edition = null;
  await pass(ASK_MS * 3);
  assertEquals(world.reloads, 0);
});

Deno.test("followEdition() does not reload at every question while two editions are served side by side", async () => {
  const { deps, world, state, pass } = fakeWall();
  state.reloadedAt = 0;
  const edition = followEdition("one", deps);
  world.edition = "two";
  edition.suspect();
  await pass(RELOAD_MS_MIN - 1);
  assertEquals(world.reloads, 0);
  await pass(1);
  assertEquals(world.reloads, 1);
});

Deno.test("followEdition() asks nothing more once stopped", async () => {
  const { deps, world, pass } = fakeWall();
  const edition = followEdition("one", deps);
  edition.stop();
  edition.suspect();
  await pass(ASK_MS * 3);
  assertEquals(world.asks, 0);
});
