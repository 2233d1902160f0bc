/**
 * Streams over queues in memory on a simulated clock: what a test of the streams opens, changes and waits for.
 */
import type { QueueCommand } from "../../actors/queue/commands.ts";
import type { LogLine } from "../../actors/runtime/deps.ts";
import type { Language } from "../../actors/shared/i18n.ts";
import { trackView } from "../../actors/queue/view.ts";
import { Streams } from "../../routes/stream.ts";
import type { StreamSubject } from "../../routes/stream_client.ts";
import type { Audience } from "../../routes/stream_view.ts";
import { MemoryQueues } from "./memory_queues.ts";
import { create, join, START_AT } from "./queue_fixture.ts";
import { Simulation } from "./simulation_clock.ts";
import { StreamReader } from "./stream_reader.ts";

export const QUEUE = "queue";
export const DISPLAY = { kind: "display", language: "en" } as const;
export const DESK = { kind: "desk", language: "en" } as const;

/** Whoever follows a ticket, in English. */
export function follower(ticketId: string): Audience {
  return { kind: "ticket", ticketId, language: "en" };
}

export interface WorldOptions {
  readonly streamsMax?: number;
  readonly log?: LogLine;
}

/** The track view of `name` read now, without its instant. */
export function freshView(world: StreamWorld, name: string): unknown {
  const state = world.queues.state(QUEUE);
  const ticket = state.ticket(name);
  if (ticket === undefined) throw new TypeError(`No ticket ${name}`);
  const at = world.process.now();
  const view = trackView(state, ticket, { estimate: world.queues.estimate, language: "en", ageMs: 0, at });
  return withoutInstant(JSON.parse(JSON.stringify(view)));
}

/** What the stream shows, without its instant. */
export function shownView(reader: StreamReader): unknown {
  return withoutInstant(reader.shown);
}

// deno-lint-ignore no-explicit-any -- whatever the stream showed
function withoutInstant(view: any): unknown {
  return { ...view, queue: { ...view.queue, updatedAt: null } };
}

/** One process with its queues and streams. */
export class StreamWorld {
  readonly simulation = new Simulation({ seed: 1, startAt: START_AT });
  readonly process = this.simulation.process("server");
  readonly queues = new MemoryQueues(this.process.now);
  readonly liveSessions = new Set(["session"]);
  readonly streams: Streams;
  /** The words of a reason by its id; a test may let it fail. */
  readReason: (textId: string) => Promise<string | null> = (textId) => Promise.resolve(`words of ${textId}`);
  #ids = 0;

  constructor({ streamsMax = 100, log = () => {} }: WorldOptions = {}) {
    this.streams = new Streams({
      queues: this.queues,
      estimate: this.queues.estimate,
      readReason: (_queueId, textId) => this.readReason(textId),
      now: this.process.now,
      random: () => 0.5,
      after: this.process.after,
      breathe: this.process.breathe,
      mintId: () => `client-${++this.#ids}`,
      log,
      streamsMax,
      isSessionLive: (sessionId) => Promise.resolve(this.liveSessions.has(sessionId)),
    });
  }

  /** An open queue in which the named people wait. */
  async begin(...names: readonly string[]): Promise<void> {
    await this.send(create());
    for (const name of names) await this.send(join(name));
  }

  async send(command: QueueCommand, queueId = QUEUE): Promise<void> {
    await this.queues.send(queueId, { command, by: "staff:ann" });
  }

  /** Lets so much time pass, and everything that it brings happen. */
  async pass(ms: number): Promise<void> {
    await this.simulation.run({ untilAt: this.simulation.now() + ms });
  }

  /** Opens a stream; nothing is read yet. */
  async open(audience: Audience, options: OpenOptions = {}): Promise<StreamReader> {
    return new StreamReader(await this.answer(audience, options));
  }

  /** Opens the stream of a ticket and reads it as fast as it comes. */
  async follow(
    ticketId: string,
    options: OpenOptions & { readonly language?: Language } = {},
  ): Promise<StreamReader> {
    const { language = "en", ...rest } = options;
    const reader = (await this.open({ kind: "ticket", ticketId, language }, rest)).follow();
    await this.pass(0);
    return reader;
  }

  answer(audience: Audience, { lastEventId = null, ...subject }: OpenOptions = {}): Promise<Response> {
    return this.streams.open({
      queueId: QUEUE,
      audience,
      credential: audience.kind === "ticket" ? audience.ticketId : audience.kind,
      credentialStreamsMax: 20,
      sessionId: audience.kind === "desk" ? "session" : null,
      expiresAt: null,
      admit: () => {},
      ...subject,
    }, lastEventId);
  }

  /** Ends what runs for ever, so that nothing is left to happen. */
  close(): void {
    this.streams.closeAll();
  }
}

export interface OpenOptions extends Partial<StreamSubject> {
  readonly lastEventId?: string | null;
}
