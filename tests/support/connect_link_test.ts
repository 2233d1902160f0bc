/** The wire in the test's hands: it carries, holds back, forgets and cuts. */
import { assertEquals } from "@std/assert";
import { startLink, type StoreLink } from "./connect_link.ts";

/** Runs `work` with a link to a server that says every byte back. */
async function withEcho(work: (link: StoreLink) => Promise<void>): Promise<void> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const served: Promise<void>[] = [];
  const serving = (async () => {
    for await (const connection of listener) served.push(connection.readable.pipeTo(connection.writable));
  })();
  const link = startLink(`http://127.0.0.1:${listener.addr.port}`);
  try {
    await work(link);
  } finally {
    await link.stop();
    listener.close();
    await serving;
    await Promise.allSettled(served);
  }
}

function connect({ url }: StoreLink): Promise<Deno.TcpConn> {
  return Deno.connect({ hostname: "127.0.0.1", port: Number(new URL(url).port) });
}

/** Sends one byte; what comes back, null when the connection has ended. */
async function echo(connection: Deno.TcpConn, byte: number): Promise<number | null> {
  const answer = new Uint8Array(1);
  await connection.write(Uint8Array.of(byte)).catch(() => {});
  const count = await connection.read(answer).catch(() => null);
  return count === null ? null : answer[0] ?? null;
}

Deno.test("StoreLink carries, and after unmute() what it held back", async () => {
  await withEcho(async (link) => {
    using connection = await connect(link);
    assertEquals(await echo(connection, 1), 1);
    link.mute();
    let isAnswered = false;
    const held = echo(connection, 2).finally(() => isAnswered = true);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assertEquals(isAnswered, false);
    link.unmute();
    assertEquals(await held, 2);
  });
});

Deno.test("StoreLink.cut() ends connections and takes new ones", async () => {
  await withEcho(async (link) => {
    using connection = await connect(link);
    assertEquals(await echo(connection, 1), 1);
    link.cut();
    assertEquals(await echo(connection, 2), null);
    using next = await connect(link);
    assertEquals(await echo(next, 3), 3);
  });
});

Deno.test("StoreLink.forget() leaves connections open without a word and takes new ones", async () => {
  await withEcho(async (link) => {
    using connection = await connect(link);
    assertEquals(await echo(connection, 1), 1);
    link.forget();
    let isAnswered = false;
    const lost = echo(connection, 2).finally(() => isAnswered = true);
    using next = await connect(link);
    assertEquals(await echo(next, 3), 3);
    assertEquals(isAnswered, false);
    link.cut();
    assertEquals(await lost, null);
  });
});
