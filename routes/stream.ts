/**
 * The live streams of this process: who may open one more, when queues are flushed, heartbeats, and the end. Server-
 * sent events on a `ReadableStream`, not compressed: a compressor would hold frames back. Nothing here waits for a
 * client, and no queue waits for it.
 */
import type { Cancel } from "../actors/runtime/deps.ts";
import { isoOf } from "../actors/queue/view.ts";
import { AppError } from "../actors/shared/errors.ts";
import { type ChannelDeps, QueueChannel } from "./stream_channel.ts";
import { StreamClient, type StreamEnd, type StreamSubject } from "./stream_client.ts";
import { bytesOf, eventText } from "./stream_frame.ts";
import {
  BEAT_MS,
  CONFLATE_MS,
  FLUSHES_MAX,
  HEARTBEAT_BEATS,
  RECOMPUTE_BEATS,
  REFUSED_RETRY_MS,
  RETRY_MS,
} from "./stream_limits.ts";
import { Pace } from "./stream_pace.ts";

const CLIENT_ID_CHARS = 12;
const SESSION_ENDED: StreamEnd = { code: "session_expired", message: "The session has ended, sign in again" };
const LINK_EXPIRED: StreamEnd = { code: "invalid_token", message: "The link of this ticket has expired" };
const DRAINING: StreamEnd = { code: "draining", message: "This server is stopping, connect again" };

/** The headers of every stream. */
export const STREAM_HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store",
  "x-accel-buffering": "no",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
} as const;

export interface StreamsDeps extends ChannelDeps {
  /** Runs `task` after `ms` milliseconds. */
  after(ms: number, task: () => void): Cancel;
  /** Lets other work run. */
  breathe(): Promise<void>;
  mintId(chars: number): string;
  /** Streams open at most. */
  readonly streamsMax: number;
  /** True while the staff session may act. */
  isSessionLive(sessionId: string): Promise<boolean>;
}

export interface StreamStats extends Readonly<Record<string, number>> {
  readonly open: number;
  readonly queues: number;
  readonly opened: number;
  readonly refused: number;
  readonly dropped: number;
  readonly gaps: number;
}

/** All open streams of this process. */
export class Streams {
  readonly #deps: StreamsDeps;
  readonly #pace: Pace;
  readonly #channels = new Map<string, QueueChannel>();
  readonly #clients = new Set<StreamClient>();
  readonly #byCredential = new Map<string, number>();
  /** Clients by the beat at which they opened: each beat serves one share of them. */
  readonly #shares: readonly Set<StreamClient>[] = Array.from({ length: HEARTBEAT_BEATS }, () => new Set());
  readonly #shareOf = new WeakMap<StreamClient, Set<StreamClient>>();
  /** Changed channels, until they are flushed. */
  readonly #waiting = new Set<QueueChannel>();
  #flushAt = Infinity;
  #cancelFlush: Cancel | null = null;
  /** Under way. */
  #flushes = 0;
  #cancelBeat: Cancel | null = null;
  #beat = 0;
  #isDraining = false;
  #opened = 0;
  #refused = 0;
  #dropped = 0;
  #gaps = 0;

  constructor(deps: StreamsDeps) {
    this.#deps = deps;
    this.#pace = new Pace(() => deps.breathe());
  }

  /**
   * Opens a stream and answers with it. `lastEventId`: the request's `Last-Event-ID`.
   * @throws AppError `overloaded` when there is no room, `draining`; and what `subject.admit` throws.
   */
  async open(subject: StreamSubject, lastEventId: string | null): Promise<Response> {
    this.#admit(subject);
    const client = new StreamClient({
      id: this.#deps.mintId(CLIENT_ID_CHARS),
      subject,
      now: () => this.#deps.now(),
      onEnd: (ended) => this.#forget(ended),
      onGap: (gapped) => void this.#reopen(gapped),
    });
    this.#register(client);
    try {
      await this.#channelOf(subject.queueId).open(client, lastEventId);
    } catch (cause) {
      client.drop("Could not open");
      throw cause;
    }
    this.#opened++;
    this.#log("Stream opened", client);
    return new Response(client.body, { headers: STREAM_HEADERS });
  }

  /** Closes the streams of a staff session that has ended. */
  endSession(sessionId: string): void {
    for (const client of [...this.#clients]) {
      if (client.subject.sessionId === sessionId) client.close(SESSION_ENDED);
    }
  }

  /** Closes every stream, each told to come back at another moment, and opens no more. */
  closeAll(): void {
    this.#isDraining = true;
    for (const client of [...this.#clients]) {
      client.close(DRAINING, { retryMs: RETRY_MS * (0.5 + 2 * this.#deps.random()) });
    }
    this.#cancelFlush?.();
    this.#cancelFlush = null;
    this.#waiting.clear();
  }

  stats(): StreamStats {
    return {
      open: this.#clients.size,
      queues: this.#channels.size,
      opened: this.#opened,
      refused: this.#refused,
      dropped: this.#dropped,
      gaps: this.#gaps,
    };
  }

  #admit({ credential, credentialStreamsMax }: StreamSubject): void {
    if (this.#isDraining) {
      throw new AppError("draining", "Cannot open a stream: the server is stopping", {
        retryAfterMs: RETRY_MS,
      });
    }
    const isFull = this.#clients.size >= this.#deps.streamsMax;
    if (!isFull && (this.#byCredential.get(credential) ?? 0) < credentialStreamsMax) return;
    this.#refused++;
    const limit = isFull
      ? `${this.#deps.streamsMax} are open`
      : `${credentialStreamsMax} are open with this link or session`;
    throw new AppError("overloaded", `Cannot open a stream: ${limit}`, { retryAfterMs: REFUSED_RETRY_MS });
  }

  #register(client: StreamClient): void {
    const { credential } = client.subject;
    this.#clients.add(client);
    this.#byCredential.set(credential, (this.#byCredential.get(credential) ?? 0) + 1);
    const share = this.#shares[this.#beat % HEARTBEAT_BEATS];
    share?.add(client);
    if (share !== undefined) this.#shareOf.set(client, share);
    this.#cancelBeat ??= this.#deps.after(BEAT_MS, () => this.#onBeat());
  }

  #forget(client: StreamClient): void {
    const { credential, queueId } = client.subject;
    if (!this.#clients.delete(client)) return;
    const left = (this.#byCredential.get(credential) ?? 1) - 1;
    if (left > 0) this.#byCredential.set(credential, left);
    else this.#byCredential.delete(credential);
    this.#shareOf.get(client)?.delete(client);
    const channel = this.#channels.get(queueId);
    channel?.leave(client);
    if (channel?.isEmpty) {
      this.#channels.delete(queueId);
      this.#waiting.delete(channel);
    }
    if (this.#clients.size === 0) {
      this.#cancelBeat?.();
      this.#cancelBeat = null;
    }
    this.#log("Stream closed", client);
  }

  #channelOf(queueId: string): QueueChannel {
    let channel = this.#channels.get(queueId);
    if (channel === undefined) {
      channel = new QueueChannel(queueId, this.#deps, (changed) => this.#schedule(changed));
      this.#channels.set(queueId, channel);
    }
    return channel;
  }

  async #reopen(client: StreamClient): Promise<void> {
    this.#gaps++;
    try {
      await this.#channels.get(client.subject.queueId)?.reopen(client);
    } catch (cause) {
      this.#deps.log("warn", "Fresh view after a gap failed", { cause: String(cause) });
      client.missRestart();
    }
  }

  /** The first change is shown at once, later ones together when their queue's time has come. */
  #schedule(channel: QueueChannel): void {
    if (this.#isDraining) return;
    this.#waiting.add(channel);
    this.#armFlush(Math.max(this.#deps.now(), channel.flushedAt + CONFLATE_MS));
  }

  #armFlush(at: number): void {
    if (at >= this.#flushAt) return;
    this.#cancelFlush?.();
    this.#flushAt = at;
    this.#cancelFlush = this.#deps.after(Math.max(0, at - this.#deps.now()), () => {
      this.#cancelFlush = null;
      this.#flushAt = Infinity;
      this.#flushDue();
    });
  }

  /** Starts the flushes whose time has come, and sets the clock for the next. */
  #flushDue(): void {
    const at = this.#deps.now();
    let next = Infinity;
    for (const channel of this.#waiting) {
      if (this.#flushes >= FLUSHES_MAX) return;
      // What is under way begins again when it has ended.
      if (channel.isFlushing) continue;
      const dueAt = channel.flushedAt + CONFLATE_MS;
      if (dueAt > at) next = Math.min(next, dueAt);
      else void this.#flush(channel);
    }
    if (next < Infinity) this.#armFlush(next);
  }

  async #flush(channel: QueueChannel): Promise<void> {
    this.#waiting.delete(channel);
    this.#flushes++;
    channel.isFlushing = true;
    channel.flushedAt = this.#deps.now();
    try {
      await channel.flush(this.#pace);
    } catch (cause) {
      // Tried again with the next change, or when waits are computed anew.
      this.#deps.log("warn", "Views could not be made", { queueId: channel.queueId, cause: String(cause) });
    }
    channel.isFlushing = false;
    this.#flushes--;
    if (this.#waiting.size > 0) this.#flushDue();
  }

  #onBeat(): void {
    this.#beat++;
    this.#cancelBeat = this.#deps.after(BEAT_MS, () => this.#onBeat());
    void this.#serveShare(this.#shares[this.#beat % HEARTBEAT_BEATS] ?? new Set());
    if (this.#beat % RECOMPUTE_BEATS === 0) {
      for (const channel of this.#channels.values()) this.#schedule(channel);
    }
  }

  async #serveShare(share: ReadonlySet<StreamClient>): Promise<void> {
    const at = this.#deps.now();
    const heartbeat = bytesOf(eventText("heartbeat", JSON.stringify({ at: isoOf(at) })));
    const sessions = new Set<string>();
    for (const client of [...share]) {
      const { expiresAt, sessionId } = client.subject;
      if (expiresAt !== null && expiresAt <= at) client.close(LINK_EXPIRED);
      else if (client.isStuck(at)) this.#drop(client);
      else client.beat(heartbeat);
      if (sessionId !== null) sessions.add(sessionId);
      const turn = this.#pace.take(1);
      if (turn !== null) await turn;
    }
    for (const sessionId of sessions) await this.#checkSession(sessionId);
  }

  /** A session may have been ended through another process. */
  async #checkSession(sessionId: string): Promise<void> {
    try {
      if (!await this.#deps.isSessionLive(sessionId)) this.endSession(sessionId);
    } catch (cause) {
      this.#deps.log("warn", "A stream's session could not be checked", { cause: String(cause) });
    }
  }

  #drop(client: StreamClient): void {
    this.#dropped++;
    client.drop("The reader has taken nothing for too long");
  }

  #log(message: string, { id, subject }: StreamClient): void {
    const { queueId, audience } = subject;
    this.#deps.log("debug", message, { clientId: id, queueId, audience: audience.kind });
  }
}
