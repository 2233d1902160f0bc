/**
 * HTTP/1.1 over a plain socket, for load clients that must stay cheap beside the server they measure. It knows only
 * what this bench meets: one request at a time on a kept connection, bodies by length or in chunks.
 */

/** A reply; `body` holds one character for each byte. */
export interface RawReply {
  readonly status: number;
  readonly body: string;
}

export interface RawRequest {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly form?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly bearer?: string;
}

const READ_BYTES = 16_384;
/** One character for each byte, so that lengths in bytes hold for the text. */
const decoder = new TextDecoder("latin1");
const encoder = new TextEncoder();

/** The request as it goes on the wire; bodies are ASCII in this bench. */
export function requestText({ method, path, form, json, bearer }: RawRequest): string {
  const body = form === undefined
    ? json === undefined ? "" : JSON.stringify(json)
    : new URLSearchParams(form).toString();
  const type = form === undefined ? "application/json" : "application/x-www-form-urlencoded";
  const lines = [`${method} ${path} HTTP/1.1`, "Host: 127.0.0.1"];
  if (bearer !== undefined) lines.push(`Authorization: Bearer ${bearer}`);
  if (method === "POST") lines.push(`Content-Type: ${type}`, `Content-Length: ${body.length}`);
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}

/** The body of a chunked reply that begins at `from`, or null while its last chunk is missing. */
function chunkedBody(text: string, from: number): string | null {
  let body = "";
  let at = from;
  while (at < text.length) {
    const lineEnd = text.indexOf("\r\n", at);
    if (lineEnd < 0) return null;
    const size = Number.parseInt(text.slice(at, lineEnd), 16);
    if (!Number.isFinite(size)) throw new Error(`Cannot read a chunk of size ${text.slice(at, lineEnd)}`);
    const end = lineEnd + 2 + size;
    if (text.length < end + 2) return null;
    if (size === 0) return body;
    body += text.slice(lineEnd + 2, end);
    at = end + 2;
  }
  return null;
}

/** The reply in `text`, or null while it is not complete. */
export function parseReply(text: string): RawReply | null {
  const headEnd = text.indexOf("\r\n\r\n");
  if (headEnd < 0) return null;
  const head = text.slice(0, headEnd).toLowerCase();
  const status = Number(head.slice(9, 12));
  const bodyAt = headEnd + 4;
  if (head.includes("transfer-encoding: chunked")) {
    const body = chunkedBody(text, bodyAt);
    return body === null ? null : { status, body };
  }
  const length = Number(/content-length: (\d+)/.exec(head)?.[1] ?? 0);
  return text.length < bodyAt + length ? null : { status, body: text.slice(bodyAt, bodyAt + length) };
}

/** Writes all of `text`, ASCII. */
export async function writeText(connection: Deno.Conn, text: string): Promise<void> {
  const bytes = encoder.encode(text);
  for (let written = 0; written < bytes.length;) {
    written += await connection.write(written === 0 ? bytes : bytes.subarray(written));
  }
}

/** A kept connection that carries one request at a time. */
class HttpConnection {
  readonly #connection: Deno.TcpConn;
  readonly #buffer = new Uint8Array(READ_BYTES);

  constructor(connection: Deno.TcpConn) {
    connection.setNoDelay(true);
    this.#connection = connection;
  }

  async send(request: string): Promise<RawReply> {
    await writeText(this.#connection, request);
    let text = "";
    for (;;) {
      const count = await this.#connection.read(this.#buffer);
      if (count === null) throw new Error(`Connection closed after ${text.length} bytes of a reply`);
      text += decoder.decode(this.#buffer.subarray(0, count));
      const reply = parseReply(text);
      if (reply !== null) return reply;
    }
  }

  close(): void {
    this.#connection.close();
  }
}

/**
 * Connections to one loopback port. A request beyond `connectionsMax` waits for a connection, and its latency, which
 * the caller counts from the intended start, says so.
 */
export class HttpPool {
  readonly #port: number;
  readonly #connectionsMax: number;
  readonly #idle: HttpConnection[] = [];
  readonly #waiting: ((connection: HttpConnection | null) => void)[] = [];
  #open = 0;

  constructor(options: { readonly port: number; readonly connectionsMax: number }) {
    this.#port = options.port;
    this.#connectionsMax = options.connectionsMax;
  }

  /** Sends one request and resolves with its whole reply; rejects when the connection breaks. */
  async send(request: string): Promise<RawReply> {
    const connection = await this.#take();
    try {
      const reply = await connection.send(request);
      this.#give(connection);
      return reply;
    } catch (error) {
      this.#open--;
      connection.close();
      this.#waiting.shift()?.(null);
      throw error;
    }
  }

  /** Closes what is idle; call it when no request is under way. */
  close(): void {
    for (const connection of this.#idle.splice(0)) connection.close();
    this.#open = 0;
  }

  async #take(): Promise<HttpConnection> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#open >= this.#connectionsMax) {
      const freed = await new Promise<HttpConnection | null>((resolve) => this.#waiting.push(resolve));
      if (freed !== null) return freed;
    }
    this.#open++;
    try {
      return new HttpConnection(await Deno.connect({ hostname: "127.0.0.1", port: this.#port }));
    } catch (error) {
      this.#open--;
      throw error;
    }
  }

  #give(connection: HttpConnection): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(connection);
    else next(connection);
  }
}
