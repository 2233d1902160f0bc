/**
 * One open stream: what waits for its reader, in a bounded space. It writes only when the reader asks, so a slow one
 * costs nothing but its newest state and a ring of discrete events. It does not know what the frames mean.
 */
import type { QueueState } from "../actors/queue/state.ts";
import { bytesOf, eventText, type Frame, joinBytes, retryText, withoutId } from "./stream_frame.ts";
import { STUCK_MS_MAX } from "./stream_limits.ts";
import { type Audience, ringMaxOf } from "./stream_view.ts";

/** State events of which only the newest waits, in the order in which they are written. */
const SLOTS = ["queue-status", "provider-status", "queue-update"] as const;
export type SlotName = (typeof SLOTS)[number];

/** What was asked for and by whom. */
export interface StreamSubject {
  readonly queueId: string;
  readonly audience: Audience;
  /** Whose number of streams is limited: a link, a session, a display. */
  readonly credential: string;
  readonly credentialStreamsMax: number;
  /** The staff session whose end closes the stream, or null. */
  readonly sessionId: string | null;
  /** When the credential expires, epoch ms, or null. */
  readonly expiresAt: number | null;
  /** Throws when the credential does not open this queue or ticket (any more). */
  admit(state: QueueState): void;
}

/** Why a stream is closed, as its client is told. */
export interface StreamEnd {
  readonly code: string;
  readonly message: string;
}

export interface StreamClientOptions {
  readonly id: string;
  readonly subject: StreamSubject;
  now(): number;
  /** Called once when the stream has ended, whoever ended it. */
  onEnd(client: StreamClient): void;
  /** The reader asks again after its ring has overflowed: `restart` with a fresh view. */
  onGap(client: StreamClient): void;
}

/** The opening of a stream, or its new beginning after a gap. */
export interface Opening {
  readonly bytes: readonly Uint8Array[];
  /** Log position up to which the opening holds every discrete event. */
  readonly seq: number;
  /** The view that ends the opening, and the log position of the state it shows. */
  readonly closing: readonly Frame[];
  readonly viewSeq: number;
}

/** An open stream. Its `body` is the response's. */
export class StreamClient {
  readonly id: string;
  readonly subject: StreamSubject;
  readonly body: ReadableStream<Uint8Array>;
  /** Log position of the newest state that was offered. */
  viewSeq = -1;
  /** Whatever the maker of patches remembers about what this client will have seen. */
  base: unknown = null;
  readonly #options: StreamClientOptions;
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  #opening: Opening | null = null;
  #ring: Frame[] | null = null;
  #slots: Partial<Record<SlotName, Frame>> | null = null;
  #heartbeat: Uint8Array | null = null;
  /** Discrete events up to here are in the opening. */
  #afterSeq = -1;
  #deliveredSeq = -1;
  #droppedSeq = -1;
  #isWanting = false;
  #isRestarting = false;
  #isEnded = false;
  #pendingSince: number | null = null;

  constructor(options: StreamClientOptions) {
    this.id = options.id;
    this.subject = options.subject;
    this.#options = options;
    this.#pendingSince = options.now();
    this.body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
      },
      pull: () => this.#want(),
      cancel: () => this.#end(),
      // Nothing is made ahead of the reader: what it does not take stays in slot and ring.
    }, { highWaterMark: 0 });
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** True while an unread view waits: the next one replaces it, so it cannot be a patch on it. */
  get hasUnreadUpdate(): boolean {
    return this.#opening !== null || this.#slots?.["queue-update"] !== undefined;
  }

  /** Begins the stream, or begins it anew after a gap. */
  start(opening: Opening): void {
    if (this.#isEnded) return;
    this.#opening = opening;
    this.#afterSeq = opening.seq;
    this.viewSeq = opening.viewSeq;
    this.#slots = null;
    this.#ring = this.#ring?.filter((frame) => frame.seq > opening.seq) ?? null;
    this.#isRestarting = false;
    if (this.#droppedSeq <= opening.seq) this.#droppedSeq = -1;
    this.write();
  }

  /** Adds a discrete event. Overflow drops all that wait; the reader then gets a fresh view. */
  push(frame: Frame): void {
    if (this.#isEnded || frame.seq <= this.#afterSeq) return;
    if (this.#isGapped) {
      this.#droppedSeq = frame.seq;
      return;
    }
    this.#ring ??= [];
    // Many events between two slices are no sign of a slow reader.
    const ringMax = ringMaxOf(this.subject.audience);
    if (this.#ring.length >= ringMax) this.write();
    if (this.#ring !== null && this.#ring.length >= ringMax) {
      this.#ring = null;
      this.#slots = null;
      this.#droppedSeq = frame.seq;
      return;
    }
    (this.#ring ??= []).push(frame);
    this.#pendingSince ??= this.#options.now();
  }

  /** Puts the newest state in its slot, unless a newer one was shown. Call `write` afterwards. */
  offer(name: SlotName, frame: Frame): void {
    if (this.#isEnded || this.#isGapped) return;
    (this.#slots ??= {})[name] = frame;
    this.#pendingSince ??= this.#options.now();
  }

  /** Keeps the connection alive; asks again for a fresh view that did not come. */
  beat(bytes: Uint8Array): void {
    if (this.#isEnded) return;
    this.#heartbeat = bytes;
    this.#pendingSince ??= this.#options.now();
    if (this.#isWanting) this.#want();
  }

  /** The fresh view after a gap could not be made: the next beat asks again. */
  missRestart(): void {
    this.#isRestarting = false;
  }

  /** Writes all that waits if the reader wants it. */
  write(): void {
    if (!this.#isWanting || this.#isEnded || this.#controller === null) return;
    const parts = this.#take();
    if (parts.length === 0) return;
    this.#isWanting = false;
    this.#pendingSince = null;
    this.#controller.enqueue(joinBytes(parts));
  }

  /** True when something has waited too long for the reader. */
  isStuck(at: number): boolean {
    return this.#pendingSince !== null && at - this.#pendingSince > STUCK_MS_MAX;
  }

  /** Ends the stream after telling why, and when to come back (ms) if it may. */
  close(end: StreamEnd, options: { readonly retryMs?: number } = {}): void {
    if (this.#isEnded) return;
    const retry = options.retryMs === undefined ? "" : retryText(options.retryMs);
    this.#controller?.enqueue(bytesOf(retry + eventText("error", JSON.stringify(end))));
    this.#controller?.close();
    this.#end();
  }

  /** Ends the stream of a reader that does not read: nothing more is written. */
  drop(reason: string): void {
    if (this.#isEnded) return;
    this.#controller?.error(new Error(reason));
    this.#end();
  }

  get #isGapped(): boolean {
    return this.#droppedSeq >= 0;
  }

  #want(): void {
    this.#isWanting = true;
    if (this.#isGapped && this.#opening === null && !this.#isRestarting) {
      this.#isRestarting = true;
      this.#options.onGap(this);
    }
    this.write();
  }

  #take(): readonly Uint8Array[] {
    const parts: Uint8Array[] = [];
    const opening = this.#opening;
    if (opening !== null) {
      parts.push(...opening.bytes);
      this.#deliveredSeq = Math.max(this.#deliveredSeq, opening.seq);
    }
    for (const frame of this.#ring ?? []) parts.push(this.#deliver(frame));
    for (const frame of opening?.closing ?? []) parts.push(this.#deliver(frame));
    if (this.#slots !== null) {
      for (const name of SLOTS) {
        const frame = this.#slots[name];
        if (frame !== undefined) parts.push(this.#deliver(frame));
      }
    }
    if (this.#heartbeat !== null) parts.push(this.#heartbeat);
    this.#opening = null;
    this.#ring = null;
    this.#slots = null;
    this.#heartbeat = null;
    return parts;
  }

  /** An older state than the last discrete event must not take the client's position back. */
  #deliver(frame: Frame): Uint8Array {
    if (frame.seq < this.#deliveredSeq) return withoutId(frame);
    this.#deliveredSeq = frame.seq;
    return frame.bytes;
  }

  #end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#opening = null;
    this.#ring = null;
    this.#slots = null;
    this.#heartbeat = null;
    this.#controller = null;
    this.#options.onEnd(this);
  }
}
