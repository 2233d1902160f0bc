/**
 * Reads server-sent events as a browser does: blocks into events, the last id kept. It reads only when it is told to,
 * so that a test can be a slow reader as well as a fast one.
 */

export interface StreamEvent {
  readonly name: string;
  readonly id: string | null;
  // deno-lint-ignore no-explicit-any -- whatever JSON the server sent
  readonly data: any;
}

/** Follows the body of one response. */
export class StreamReader {
  /** Everything received so far. */
  readonly events: StreamEvent[] = [];
  lastEventId: string | null = null;
  retryMs: number | null = null;
  isOver = false;
  /** Why the body broke, when it did not end in order. */
  failure: unknown = null;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  #text = "";
  #isFollowing = false;
  #isAsking = false;

  constructor(response: Response) {
    if (response.body === null) throw new TypeError("Cannot read a response without a body");
    this.#reader = response.body.getReader();
  }

  /** Reads one chunk, and waits for it. */
  async step(): Promise<void> {
    try {
      const { value, done } = await this.#reader.read();
      if (done) this.isOver = true;
      else this.#take(this.#decoder.decode(value, { stream: true }));
    } catch (error) {
      this.failure = error;
      this.isOver = true;
    }
  }

  /** Asks for one chunk without waiting for it; nothing if it still waits for the last. */
  nudge(): void {
    if (this.#isAsking) return;
    this.#isAsking = true;
    void this.step().then(() => {
      this.#isAsking = false;
    });
  }

  /** Reads on and on in the background, until the end. */
  follow(): this {
    if (!this.#isFollowing) {
      this.#isFollowing = true;
      void this.#follow();
    }
    return this;
  }

  /** Goes away, as a closed tab does. */
  async leave(): Promise<void> {
    await this.#reader.cancel();
  }

  /** The names of what was received, in order. */
  names(): readonly string[] {
    return this.events.map(({ name }) => name);
  }

  /** Those of one name. */
  of(name: string): readonly StreamEvent[] {
    return this.events.filter((event) => event.name === name);
  }

  /** The `data` of the last whole `queue-update`. */
  // deno-lint-ignore no-explicit-any -- whatever JSON the server sent
  get shown(): any {
    return this.of("queue-update").at(-1)?.data.data;
  }

  /** Forgets what was received. */
  clear(): void {
    this.events.length = 0;
  }

  async #follow(): Promise<void> {
    while (!this.isOver) await this.step();
  }

  #take(chunk: string): void {
    const blocks = (this.#text + chunk).split("\n\n");
    this.#text = blocks.pop() ?? "";
    for (const block of blocks) this.#block(block);
  }

  #block(block: string): void {
    const fields = new Map(
      block.split("\n").map((line) => {
        const colon = line.indexOf(": ");
        return [line.slice(0, colon), line.slice(colon + 2)];
      }),
    );
    const id = fields.get("id") ?? null;
    if (id !== null) this.lastEventId = id;
    const retry = fields.get("retry");
    if (retry !== undefined) this.retryMs = Number(retry);
    const data = fields.get("data");
    if (data !== undefined) {
      this.events.push({ name: fields.get("event") ?? "message", id, data: JSON.parse(data) });
    }
  }
}
