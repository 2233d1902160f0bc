/** Starting before the store is there, or with the wrong token: a bounded wait and clear lines, no stack trace. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { startPeerProcess } from "../support/connect_process.ts";
import { startProgram } from "../support/program.ts";

const DOWN_MS = 1_000;

Deno.test("a program that starts before its store says that it waits, and then runs", async () => {
  const store = await startPeerProcess();
  const lines: string[] = [];
  try {
    await store.goDown();
    const starting = startProgram({
      kvUrl: store.url,
      token: store.token,
      onLine: (line) => void lines.push(line),
    });
    await Promise.race([starting, new Promise((resolve) => setTimeout(resolve, DOWN_MS))]);
    await store.comeUp();
    await (await starting).kill();
    assertEquals(lines.map((line) => JSON.parse(line).message), [
      "Cannot reach the store yet: waiting for it",
    ]);
  } finally {
    await store.stop();
  }
});

Deno.test("a program that its store refuses ends with one clear line", async () => {
  const store = await startPeerProcess();
  const lines: string[] = [];
  try {
    const started = startProgram({
      kvUrl: store.url,
      token: "a wrong token",
      onLine: (line) => void lines.push(line),
    });
    await assertRejects(() => started, Error, "ended with 1");
    assertEquals(lines.length, 1);
    assert(lines[0]?.startsWith("Cannot start: the store refuses us"), lines[0]);
  } finally {
    await store.stop();
  }
});
