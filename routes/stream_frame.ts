/**
 * The text of server-sent events: frames, and the opaque positions in their ids. It knows the format only; what is
 * sent to whom is decided by its callers.
 */

export type StreamEventName =
  | "connected"
  | "queue-joined"
  | "queue-status"
  | "queue-update"
  | "queue-broadcast"
  | "provider-status"
  | "your-turn"
  | "ticket-event"
  | "heartbeat"
  | "error";

/**
 * How far a client has got: everything of the log before `seq`, and of the event at `seq` so many discrete frames;
 * {@link STEP_ALL} when it has everything of it.
 */
export interface StreamPosition {
  readonly seq: number;
  readonly step: number;
}

/** No event of the log makes as many discrete frames for one client. */
export const STEP_ALL = 9;

/** A frame as bytes; without its id when it must not move the client's position. */
export interface Frame {
  readonly seq: number;
  readonly bytes: Uint8Array;
  /** Length of the line with the id at the beginning of `bytes`; 0: it has none. */
  readonly idBytes: number;
}

const POSITION = /^(\d{1,15})\.(\d)$/;
const encoder = new TextEncoder();

/** The id of a frame after which everything up to `position` has been received. */
export function formatPosition({ seq, step }: StreamPosition): string {
  return `${seq}.${step}`;
}

/** The position in a `Last-Event-ID`, or null for one that is none of ours. */
export function parsePosition(id: string): StreamPosition | null {
  const match = POSITION.exec(id);
  if (match === null) return null;
  return { seq: Number(match[1]), step: Number(match[2]) };
}

/** One event with `json` (on one line, as `JSON.stringify` makes it) and no id. */
export function eventText(name: StreamEventName, json: string): string {
  return `event: ${name}\ndata: ${json}\n\n`;
}

/** The bytes of a text. */
export function bytesOf(text: string): Uint8Array {
  return encoder.encode(text);
}

/** An event that moves the client to `position`. */
export function frameAt(
  position: StreamPosition,
  { name, json }: { readonly name: StreamEventName; readonly json: string },
): Frame {
  const idLine = `id: ${formatPosition(position)}\n`;
  return { seq: position.seq, bytes: bytesOf(idLine + eventText(name, json)), idBytes: idLine.length };
}

/** An event without an id. */
export function frameOf(name: StreamEventName, json: string): Frame {
  return { seq: 0, bytes: bytesOf(eventText(name, json)), idBytes: 0 };
}

/** The bytes of `frame` without its id. */
export function withoutId(frame: Frame): Uint8Array {
  return frame.bytes.subarray(frame.idBytes);
}

/** How long the client is to wait before it connects again, ms. */
export function retryText(ms: number): string {
  return `retry: ${Math.round(ms)}\n\n`;
}

/** All of `parts` in one piece; a single part is passed on as it is. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const [only, second] = parts;
  if (only !== undefined && second === undefined) return only;
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}
