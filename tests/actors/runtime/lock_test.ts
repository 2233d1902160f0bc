/** The lock of the store's file: one holder, a standby that takes over. */
import { assertEquals } from "@std/assert";
import { takeLock } from "../../../actors/runtime/lock.ts";

/** A clock whose timers fire when the test says so. */
function handTimers() {
  const waiting: (() => void)[] = [];
  const after = (_ms: number, task: () => void) => {
    waiting.push(task);
    return () => {};
  };
  return { after, waiting };
}

Deno.test("takeLock() lets a second process in only after the first has let go", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/store.sqlite3`;
    const lines: string[] = [];
    const log = (_level: string, message: string) => lines.push(message);
    const { after, waiting } = handTimers();
    const first = await takeLock(path, { log, after });
    let isIn = false;
    const second = takeLock(path, { log, after }).then((lock) => {
      isIn = true;
      return lock;
    });
    while (waiting.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    assertEquals([isIn, lines.length], [false, 1]);
    first.release();
    first.release();
    waiting.shift()?.();
    (await second).release();
    assertEquals(lines.length, 2);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
