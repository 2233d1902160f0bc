/**
 * Follows one ticket's stream as a browser does: reconnects when it breaks, with the last id it saw, and keeps the
 * newest view and every discrete event.
 */
import { assertEquals } from "@std/assert";

export interface TicketView {
  readonly ticket: { readonly status: string; readonly label: string };
  readonly queue: {
    readonly position: number | null;
    readonly ahead: number | null;
    readonly nowServing: string | null;
  };
}

const RECONNECT_MS = 50;
const AGREE_MS_MAX = 5_000;

export class TicketFollower {
  latest: TicketView | null = null;
  turns = 0;
  reconnects = -1;
  #lastId: string | null = null;
  #abort = new AbortController();
  readonly #origin: () => string;
  readonly #token: string;

  constructor(origin: () => string, token: string) {
    this.#origin = origin;
    this.#token = token;
  }

  stop(): void {
    this.#abort.abort();
  }

  async run(): Promise<void> {
    while (!this.#abort.signal.aborted) {
      try {
        await this.#connect();
      } catch (error) {
        if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
    }
  }

  /** Resolves once the stream shows what a fresh read shows; throws when it does not within five seconds. */
  async agreesWithFreshRead(): Promise<void> {
    const endsAt = performance.now() + AGREE_MS_MAX;
    for (;;) {
      const fresh = visible(await freshView(this.#origin(), this.#token));
      const shown = this.latest === null ? null : visible(this.latest);
      if (JSON.stringify(fresh) === JSON.stringify(shown)) return;
      if (performance.now() > endsAt) assertEquals(shown, fresh, "The stream differs from a fresh read");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async #connect(): Promise<void> {
    const headers: Record<string, string> = { accept: "text/event-stream" };
    if (this.#lastId !== null) headers["last-event-id"] = this.#lastId;
    const response = await fetch(`${this.#origin()}/api/v1/stream/track/${this.#token}`, {
      headers,
      signal: this.#abort.signal,
    });
    if (response.status !== 200 || response.body === null) {
      await response.body?.cancel();
      return;
    }
    this.reconnects++;
    let text = "";
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      const blocks = (text + chunk).split("\n\n");
      text = blocks.pop() ?? "";
      blocks.forEach((block) => this.#take(block));
    }
  }

  #take(block: string): void {
    let name = "message";
    let content = "";
    for (const line of block.split("\n")) {
      if (line.startsWith("event:")) name = line.slice(6).trim();
      if (line.startsWith("id:")) this.#lastId = line.slice(3).trim();
      if (line.startsWith("data:")) content += line.slice(5).trim();
    }
    if (name === "your-turn") this.turns++;
    if (name === "queue-update") this.latest = JSON.parse(content).data;
  }
}

/** What `track` answers now. */
export async function freshView(origin: string, token: string): Promise<TicketView> {
  const response = await fetch(`${origin}/api/v1/appointments/track/${token}`);
  assertEquals(response.status, 200);
  return (await response.json()).data;
}

function visible({ ticket, queue }: TicketView): unknown {
  return {
    status: ticket.status,
    label: ticket.label,
    position: queue.position,
    ahead: queue.ahead,
    nowServing: queue.nowServing,
  };
}
