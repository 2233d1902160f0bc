/**
 * A line to a server that can be cut and mended: it carries bytes both ways, and while cut ends every connection,
 * open ones too. What a browser calls offline leaves open streams alive; a tunnel or a dead router does not.
 */
import type { BrowserWorld } from "./browser.ts";

/** The line: browsers go to `origin`. */
export interface CuttableLine {
  readonly origin: string;
  cut(): void;
  mend(): void;
  close(): void;
}

function end(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}

/** Opens a line to the server at `target`, an origin on this machine. */
export function openLine(target: string): CuttableLine {
  const { hostname, port } = new URL(target);
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.Conn>();
  let isCut = false;

  async function carry(near: Deno.Conn): Promise<void> {
    const far = await Deno.connect({ hostname, port: Number(port) });
    open.add(near).add(far);
    // Cut while the far side was being reached.
    if (isCut) open.forEach(end);
    const ways = [near.readable.pipeTo(far.writable), far.readable.pipeTo(near.writable)];
    // A connection that ends in the middle is what this is for.
    await Promise.allSettled(ways);
    for (const side of [near, far]) {
      open.delete(side);
      end(side);
    }
  }

  async function serve(): Promise<void> {
    for await (const near of listener) {
      if (isCut) end(near);
      else carry(near).catch(() => end(near));
    }
  }

  void serve();
  const cut = () => {
    isCut = true;
    open.forEach(end);
  };
  return {
    origin: `http://127.0.0.1:${listener.addr.port}`,
    cut,
    mend: () => isCut = false,
    close() {
      cut();
      listener.close();
    },
  };
}

/** A scenario whose pages reach the program over a line that it may cut; what it asks of the API itself does not. */
export function overLine(
  scenario: (world: BrowserWorld, line: CuttableLine) => Promise<void>,
): (world: BrowserWorld) => Promise<void> {
  return async (world) => {
    const line = openLine(world.origin);
    try {
      await scenario({ ...world, origin: line.origin }, line);
    } finally {
      line.close();
    }
  };
}
