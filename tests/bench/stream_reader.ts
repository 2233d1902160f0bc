/**
 * Reads server-sent events from a plain socket: 5,000 streams in one process must cost less than the server that
 * feeds them. It parses and reports; what an event means is the caller's affair.
 */
import { writeText } from "./raw_http.ts";

export interface StreamEvent {
  readonly name: string;
  readonly data: string;
}

const READ_BYTES = 4_096;
const decoder = new TextDecoder("latin1");

/** Takes the bytes of a chunked event stream in any pieces and gives back the events that are complete. */
export class StreamParser {
  #pending = "";
  #body = "";
  #isHeadRead = false;

  /**
   * The events that `text` (one character a byte) completes.
   * @throws Error when the reply is not a 200 in chunks.
   */
  feed(text: string): readonly StreamEvent[] {
    this.#pending += text;
    if (!this.#isHeadRead && !this.#readHead()) return [];
    this.#readChunks();
    return this.#takeEvents();
  }

  #readHead(): boolean {
    const end = this.#pending.indexOf("\r\n\r\n");
    if (end < 0) return false;
    const head = this.#pending.slice(0, end).toLowerCase();
    if (!head.startsWith("http/1.1 200") || !head.includes("transfer-encoding: chunked")) {
      throw new Error(`Cannot read a stream from ${head.slice(0, head.indexOf("\r\n"))}`);
    }
    this.#pending = this.#pending.slice(end + 4);
    this.#isHeadRead = true;
    return true;
  }

  #readChunks(): void {
    let at = 0;
    for (;;) {
      const lineEnd = this.#pending.indexOf("\r\n", at);
      if (lineEnd < 0) break;
      const size = Number.parseInt(this.#pending.slice(at, lineEnd), 16);
      const end = lineEnd + 2 + size;
      if (!(this.#pending.length >= end + 2)) break;
      this.#body += this.#pending.slice(lineEnd + 2, end);
      at = end + 2;
    }
    if (at > 0) this.#pending = this.#pending.slice(at);
  }

  #takeEvents(): readonly StreamEvent[] {
    const events: StreamEvent[] = [];
    let at = 0;
    for (;;) {
      const end = this.#body.indexOf("\n\n", at);
      if (end < 0) break;
      const event = eventOf(this.#body.slice(at, end));
      if (event !== null) events.push(event);
      at = end + 2;
    }
    if (at > 0) this.#body = this.#body.slice(at);
    return events;
  }
}

/** The event in one block of lines, or null for a block without data. */
function eventOf(block: string): StreamEvent | null {
  let name = "message";
  let data: string | null = null;
  for (const line of block.split("\n")) {
    if (line.startsWith("event:")) name = line.slice(6).trimStart();
    if (!line.startsWith("data:")) continue;
    const part = line.slice(line[5] === " " ? 6 : 5);
    data = data === null ? part : `${data}\n${part}`;
  }
  return data === null ? null : { name, data };
}

/** An open stream; `ended` resolves with the reason once it is over, by either side. */
export interface OpenStream {
  readonly ended: Promise<string>;
  close(): void;
}

/** Opens `path` on a loopback port and reports each event together with the instant it was read. */
export async function openStream(
  options: { readonly port: number; readonly path: string },
  onEvent: (event: StreamEvent, at: number) => void,
): Promise<OpenStream> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: options.port });
  await writeText(
    connection,
    `GET ${options.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n`,
  );
  let isClosed = false;
  const close = () => {
    if (isClosed) return;
    isClosed = true;
    connection.close();
  };
  const read = async (): Promise<string> => {
    const buffer = new Uint8Array(READ_BYTES);
    const parser = new StreamParser();
    try {
      for (;;) {
        const count = await connection.read(buffer);
        if (count === null) return "closed by the server";
        const at = performance.now();
        for (const event of parser.feed(decoder.decode(buffer.subarray(0, count)))) onEvent(event, at);
      }
    } catch (error) {
      return isClosed ? "closed here" : String(error);
    } finally {
      close();
    }
  };
  return { ended: read(), close };
}
