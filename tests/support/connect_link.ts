/**
 * The wire between one program and its store, in the test's hands: a relay of bytes that can be cut while requests are
 * under way, so that answers are lost on any store, or go silent for one process alone. It understands nothing of
 * what it carries.
 */

/** A relay at `url` to a store. */
export interface StoreLink {
  readonly url: string;
  /** Ends every connection now; new ones are taken at once. Answers under way are lost. */
  cut(): void;
  /** Carries nothing any more, though connections stay open: a partition. */
  mute(): void;
  /** Carries again, what was held back first. */
  unmute(): void;
  /** Ends it for good. */
  stop(): Promise<void>;
}

/** Starts a relay on a free port of loopback to the store at `storeUrl`. */
export function startLink(storeUrl: string): StoreLink {
  const { hostname, port } = new URL(storeUrl);
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.TcpConn>();
  const relays = new Set<Promise<void>>();
  let gate = Promise.withResolvers<void>();
  gate.resolve();

  /** Small frames go out at once, as they do on a wire without us. */
  function take(connection: Deno.TcpConn): void {
    connection.setNoDelay(true);
    open.add(connection);
  }

  function close(connection: Deno.TcpConn): void {
    if (open.delete(connection)) connection.close();
  }

  async function carry(from: Deno.TcpConn, to: Deno.TcpConn): Promise<void> {
    const buffer = new Uint8Array(64 * 1024);
    try {
      for (let count = await from.read(buffer); count !== null; count = await from.read(buffer)) {
        await gate.promise;
        for (let sent = 0; sent < count;) sent += await to.write(buffer.subarray(sent, count));
      }
    } catch (error) {
      if (!isCut(error)) throw error;
    } finally {
      close(from);
      close(to);
    }
  }

  async function relay(client: Deno.TcpConn): Promise<void> {
    take(client);
    try {
      const store = await Deno.connect({ hostname, port: Number(port) });
      take(store);
      await Promise.all([carry(client, store), carry(store, client)]);
    } catch (error) {
      if (!isCut(error)) throw error;
      close(client);
    }
  }

  async function serve(): Promise<void> {
    for await (const client of listener) {
      const relayed: Promise<void> = relay(client).finally(() => relays.delete(relayed));
      relays.add(relayed);
    }
  }

  const serving = serve();
  const cut = () => [...open].forEach(close);
  return {
    url: `http://127.0.0.1:${listener.addr.port}`,
    cut,
    mute() {
      gate = Promise.withResolvers();
    },
    unmute: () => gate.resolve(),
    async stop() {
      gate.resolve();
      listener.close();
      cut();
      await serving;
      await Promise.all(relays);
    },
  };
}

/** True for what reading and writing throw when a connection was ended, by us or by the other side. */
function isCut(error: unknown): boolean {
  return [
    Deno.errors.BadResource,
    Deno.errors.BrokenPipe,
    Deno.errors.ConnectionAborted,
    Deno.errors.ConnectionRefused,
    Deno.errors.ConnectionReset,
    Deno.errors.Interrupted,
    Deno.errors.NotConnected,
    Deno.errors.UnexpectedEof,
  ].some((kind) => error instanceof kind);
}
