import { assertEquals } from "@std/assert";
import { keepAwake, RETRY_MS } from "../../../islands/display/awake.ts";

function fakeScreen() {
  const world = { visible: true, refuses: false, taken: 0, given: 0 };
  let timer: (() => void) | null = null;
  let onVisibility = () => {};
  let takeBack = () => {};
  const letSleep = keepAwake({
    take(onReleased) {
      if (world.refuses) return Promise.reject(new Error("NotAllowedError"));
      world.taken += 1;
      takeBack = onReleased;
      return Promise.resolve(() => world.given += 1);
    },
    isVisible: () => world.visible,
    onVisibility(task) {
      onVisibility = task;
      return () => onVisibility = () => {};
    },
    after(ms, task) {
      assertEquals(ms, RETRY_MS);
      timer = task;
      return () => timer = null;
    },
  });
  async function settle(): Promise<void> {
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  }
  return {
    world,
    letSleep,
    settle,
    isWaiting: () => timer !== null,
    retry: () => timer?.(),
    show(visible: boolean) {
      world.visible = visible;
      if (!visible) takeBack();
      onVisibility();
    },
  };
}

Deno.test("keepAwake() takes the lock again whenever the page is shown again", async () => {
  const { world, settle, show, isWaiting } = fakeScreen();
  await settle();
  show(false);
  await settle();
  assertEquals(world.taken, 1);
  show(true);
  await settle();
  assertEquals([world.taken, isWaiting()], [2, false]);
});

Deno.test("keepAwake() tries again after a refusal", async () => {
  const { world, settle, show, isWaiting, retry } = fakeScreen();
  await settle();
  world.refuses = true;
  show(false);
  show(true);
  await settle();
  assertEquals([world.taken, isWaiting()], [1, true]);
  world.refuses = false;
  retry();
  await settle();
  assertEquals(world.taken, 2);
});

Deno.test("keepAwake() gives the lock back when it ends, and takes it no more", async () => {
  const { world, letSleep, settle, show } = fakeScreen();
  await settle();
  letSleep();
  show(true);
  await settle();
  assertEquals([world.taken, world.given], [1, 1]);
});
