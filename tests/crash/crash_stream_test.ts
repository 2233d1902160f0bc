/** A follower goes home when it is told to, whatever its stream does. */
import { assert } from "@std/assert";
import { TicketFollower } from "./crash_stream.ts";
import { isOverWithin } from "./watched.ts";

const END_MS_MAX = 5_000;

/** Follows a stream that `answer` gives, and is told to stop once it has been asked for. */
async function followAndStop(answer: () => Response | Promise<Response>): Promise<boolean> {
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () => {
    resolve();
    return answer();
  });
  try {
    const follower = new TicketFollower(() => `http://127.0.0.1:${server.addr.port}`, "a-token");
    const run = follower.run();
    await asked;
    follower.stop();
    return await isOverWithin(run, END_MS_MAX);
  } finally {
    await server.shutdown();
  }
}

Deno.test("TicketFollower.stop() ends a stream that would go on for ever", async () => {
  const isEnded = await followAndStop(() =>
    new Response(
      new ReadableStream({ start: (stream) => stream.enqueue(new TextEncoder().encode(": hi\n\n")) }),
    )
  );
  assert(isEnded, "The follower still follows");
});

Deno.test("TicketFollower.stop() ends the wait for a stream that is refused", async () => {
  assert(await followAndStop(() => new Response(null, { status: 503 })), "The follower still asks");
});
