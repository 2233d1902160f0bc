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
/** A stream that lost its wake-up looks again by itself within this, on a busy machine too. */
const AGREE_MS_MAX = 20_000;

export class TicketFollower {
  latest: TicketView | null = null;
  turns = 0;
  reconnects = -1;
  #lastId: string | null = null;
  #isStopped = false;
  #reader: ReadableStreamDefaultReader<string> | null = null;
  #followed: string | null = null;
  readonly #abort = new AbortController();
  readonly #origin: () => string;
  readonly #token: string;

  constructor(origin: () => string, token: string) {
    this.#origin = origin;
    this.#token = token;
  }

  /** The origin of the program whose stream it reads; null between two. */
  get followed(): string | null {
    return this.#followed;
  }

  stop(): void {
    this.#isStopped = true;
    this.#abort.abort();
    // Deno 2.9 forgets an abort once the response of the body that is being read was garbage collected.
    this.#reader?.cancel().catch(() => {});
  }

  async run(): Promise<void> {
    while (!this.#isStopped) {
      try {
        await this.#connect();
      } catch (error) {
        if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
    }
  }

  /** Resolves once the stream shows what a fresh read shows; throws when it does not in {@link AGREE_MS_MAX}. */
  async agreesWithFreshRead(): Promise<void> {
    const endsAt = performance.now() + AGREE_MS_MAX;
    for (;;) {
      const answer = await freshView(this.#origin(), this.#token);
      const fresh = answer === null ? "refused" : visible(answer);
      const shown = this.latest === null ? null : visible(this.latest);
      if (JSON.stringify(fresh) === JSON.stringify(shown)) return;
      if (performance.now() > endsAt) assertEquals(shown, fresh, "The stream differs from a fresh read");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async #connect(): Promise<void> {
    const headers: Record<string, string> = { accept: "text/event-stream" };
    if (this.#lastId !== null) headers["last-event-id"] = this.#lastId;
    const origin = this.#origin();
    const response = await fetch(`${origin}/api/v1/stream/track/${this.#token}`, {
      headers,
      signal: this.#abort.signal,
    });
    if (response.status !== 200 || response.body === null) {
      await response.body?.cancel();
      return;
    }
    this.reconnects++;
    this.#followed = origin;
    this.#reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    try {
      await this.#read(this.#reader);
    } finally {
      this.#followed = null;
      this.#reader = null;
    }
  }

  async #read(reader: ReadableStreamDefaultReader<string>): Promise<void> {
    let text = "";
    while (!this.#isStopped) {
      const { value, done } = await reader.read();
      if (done) return;
      const blocks = (text + value).split("\n\n");
      text = blocks.pop() ?? "";
      blocks.forEach((block) => this.#take(block));
    }
    await reader.cancel();
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

/** What `track` answers now; null when it says "come back". */
async function freshView(origin: string, token: string): Promise<TicketView | null> {
  const response = await fetch(`${origin}/api/v1/appointments/track/${token}`);
  const body = await response.json();
  if (response.status === 503) return null;
  assertEquals(response.status, 200);
  return body.data;
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
