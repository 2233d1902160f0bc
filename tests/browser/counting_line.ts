/**
 * A line to a server that counts the event streams which go through it at the moment: what the server holds, however
 * many a page believes to have.
 */

/** The line: browsers go to `origin`. */
export interface CountingLine {
  readonly origin: string;
  /** Streams open now. */
  streams(): number;
  /** The most that were open at once. */
  streamsMost(): number;
  close(): void;
}

const STREAM_MARK = "text/event-stream";

function end(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}

/** Opens a line to the server at `target`, an origin on this machine. */
export function openCountingLine(target: string): CountingLine {
  const { hostname, port } = new URL(target);
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.Conn>();
  const streaming = new Set<Deno.Conn>();
  let most = 0;

  /** Bytes as they come; a connection that begins an answer with the mark carries a stream until it ends. */
  function watch(near: Deno.Conn): TransformStream<Uint8Array, Uint8Array> {
    const decoder = new TextDecoder("latin1");
    return new TransformStream({
      transform(chunk, controller) {
        const text = decoder.decode(chunk);
        if (text.startsWith("HTTP/1.1 200") && text.includes(STREAM_MARK)) streaming.add(near);
        most = Math.max(most, streaming.size);
        controller.enqueue(chunk);
      },
    });
  }

  async function carry(near: Deno.Conn): Promise<void> {
    const far = await Deno.connect({ hostname, port: Number(port) });
    open.add(near).add(far);
    const there = near.readable.pipeTo(far.writable).finally(() => streaming.delete(near));
    const back = far.readable.pipeThrough(watch(near)).pipeTo(near.writable);
    await Promise.allSettled([there, back]);
    streaming.delete(near);
    for (const side of [near, far]) {
      open.delete(side);
      end(side);
    }
  }

  async function serve(): Promise<void> {
    for await (const near of listener) carry(near).catch(() => end(near));
  }

  void serve();
  return {
    origin: `http://127.0.0.1:${listener.addr.port}`,
    streams: () => streaming.size,
    streamsMost: () => most,
    close() {
      open.forEach(end);
      listener.close();
    },
  };
}
