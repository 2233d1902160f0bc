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
  /** Open connections carry nothing for ever and nobody is told; new ones are taken at once. */
  forget(): void;
  /** Ends it for good. */
  stop(): Promise<void>;
}

/** What some connections wait at before they carry on. */
class Gate {
  #opening: PromiseWithResolvers<void> | null = null;

  /** Resolves while it is open. */
  get opened(): Promise<void> {
    return this.#opening?.promise ?? Promise.resolve();
  }

  shut(): void {
    this.#opening ??= Promise.withResolvers();
  }

  open(): void {
    this.#opening?.resolve();
    this.#opening = null;
  }
}

/** Starts a relay on a free port of loopback to the store at `storeUrl`. */
export function startLink(storeUrl: string): StoreLink {
  return new Relay(new URL(storeUrl));
}

class Relay implements StoreLink {
  readonly url: string;
  readonly #store: URL;
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #open = new Set<Deno.TcpConn>();
  readonly #relays = new Set<Promise<void>>();
  readonly #gates: Gate[] = [];
  readonly #serving: Promise<void>;
  #gate = this.#newGate();

  constructor(store: URL) {
    this.#store = store;
    this.url = `http://127.0.0.1:${this.#listener.addr.port}`;
    this.#serving = this.#serve();
  }

  cut(): void {
    for (const connection of [...this.#open]) this.#close(connection);
  }

  mute(): void {
    this.#gate.shut();
  }

  unmute(): void {
    this.#gate.open();
  }

  forget(): void {
    this.#gate.shut();
    this.#gate = this.#newGate();
  }

  async stop(): Promise<void> {
    this.#gates.forEach((gate) => gate.open());
    this.#listener.close();
    this.cut();
    await this.#serving;
    await Promise.all(this.#relays);
  }

  #newGate(): Gate {
    const gate = new Gate();
    this.#gates.push(gate);
    return gate;
  }

  async #serve(): Promise<void> {
    for await (const client of this.#listener) {
      const relayed: Promise<void> = this.#relay(client).finally(() => this.#relays.delete(relayed));
      this.#relays.add(relayed);
    }
  }

  async #relay(client: Deno.TcpConn): Promise<void> {
    const gate = this.#gate;
    this.#take(client);
    try {
      const { hostname, port } = this.#store;
      const store = await Deno.connect({ hostname, port: Number(port) });
      this.#take(store);
      await Promise.all([
        this.#carry(client, { to: store, gate }),
        this.#carry(store, { to: client, gate }),
      ]);
    } catch (error) {
      if (!isCut(error)) throw error;
      this.#close(client);
    }
  }

  async #carry(
    from: Deno.TcpConn,
    { to, gate }: { readonly to: Deno.TcpConn; readonly gate: Gate },
  ): Promise<void> {
    const buffer = new Uint8Array(64 * 1024);
    try {
      for (let count = await from.read(buffer); count !== null; count = await from.read(buffer)) {
        await gate.opened;
        for (let sent = 0; sent < count;) sent += await to.write(buffer.subarray(sent, count));
      }
    } catch (error) {
      if (!isCut(error)) throw error;
    } finally {
      this.#close(from);
      this.#close(to);
    }
  }

  /** Small frames go out at once, as they do on a wire without us. */
  #take(connection: Deno.TcpConn): void {
    connection.setNoDelay(true);
    this.#open.add(connection);
  }

  #close(connection: Deno.TcpConn): void {
    if (this.#open.delete(connection)) connection.close();
  }
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
