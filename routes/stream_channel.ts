/**
 * All streams of one queue on this process: one subscription, views made once per audience and change, discrete
 * events handed on in order, and the opening or resumption of each client. When to flush is the hub's decision.
 */
import type { Actors, Change, LoggedEvent } from "../actors/runtime/actor_api.ts";
import type { Cancel, LogLine } from "../actors/runtime/deps.ts";
import type { QueueCommand, QueueEvent, QueueOutcome } from "../actors/queue/schema.ts";
import type { QueueState } from "../actors/queue/state.ts";
import type { Estimate } from "../actors/queue/seen.ts";
import { deskPatch, isEmptyPatch } from "../actors/queue/view_desk.ts";
import { LANGUAGES } from "../actors/shared/i18n.ts";
import { reachOrRecall } from "../actors/shared/reach.ts";
import type { Opening, SlotName, StreamClient } from "./stream_client.ts";
import {
  bytesOf,
  eventText,
  type Frame,
  frameAt,
  frameOf,
  parsePosition,
  retryText,
  STEP_ALL,
  type StreamPosition,
} from "./stream_frame.ts";
import { RESUME_EVENTS_MAX, RETRY_MS, RING_EVENTS_MAX, SLICE_VIEWS_MAX } from "./stream_limits.ts";
import type { Pace } from "./stream_pace.ts";
import { deliver, type Group, type Sending, stateFrame } from "./stream_sending.ts";
import {
  type Audience,
  audienceKey,
  broadcastOf,
  changesProviders,
  changesStatus,
  type Discrete,
  payload,
  roomIdOf,
  ticketKey,
  turnOf,
  Views,
  wholeDesk,
} from "./stream_view.ts";

/** The step of the one discrete frame that an event makes for a client. */
const STEP_ONE = 1;

export interface ChannelDeps {
  readonly queues: Pick<
    Actors<QueueState, QueueCommand, QueueEvent, QueueOutcome>,
    "read" | "subscribe" | "events"
  >;
  readonly estimate: Estimate;
  now(): number;
  /** A number in [0, 1), for jitter. */
  random(): number;
  readonly log: LogLine;
}

/** What a reconnecting client has missed, or that it needs a fresh view. */
interface Missed {
  readonly isGap: boolean;
  readonly events: readonly LoggedEvent<QueueEvent>[];
  /** The log was read up to here; null: it was not read. */
  readonly uptoSeq: number | null;
}

const NOTHING_MISSED: Missed = { isGap: false, events: [], uptoSeq: null };
const GAP: Missed = { isGap: true, events: [], uptoSeq: null };

/** The streams of one queue. It subscribes with its first client and unsubscribes with its last. */
export class QueueChannel {
  readonly queueId: string;
  /** When the last flush began, epoch ms. */
  flushedAt = -Infinity;
  isFlushing = false;
  readonly #deps: ChannelDeps;
  readonly #onChange: (channel: QueueChannel) => void;
  readonly #groups = new Map<string, Group>();
  #unsubscribe: Cancel | null = null;
  /** Everything up to here has been handed on. */
  #heardSeq = 0;
  #isStatusStale = false;
  #isProvidersStale = false;

  constructor(queueId: string, deps: ChannelDeps, onChange: (channel: QueueChannel) => void) {
    this.queueId = queueId;
    this.#deps = deps;
    this.#onChange = onChange;
  }

  get isEmpty(): boolean {
    return this.#groups.size === 0;
  }

  /**
   * Opens `client`: after this its body holds the opening. With `lastEventId` it gets the discrete events that it
   * missed, or learns of a gap.
   * @throws what `subject.admit` and the actors throw; the client is then none of the channel's.
   */
  async open(client: StreamClient, lastEventId: string | null): Promise<void> {
    this.#add(client);
    try {
      const position = lastEventId === null ? null : parsePosition(lastEventId);
      const missed = lastEventId === null
        ? NOTHING_MISSED
        : position === null
        ? GAP
        : await reachOrRecall(() => this.#missedSince(position), GAP);
      await this.#start(client, { missed, position });
    } catch (cause) {
      this.leave(client);
      throw cause;
    }
  }

  /** Gives a client whose ring overflowed a fresh view that says so. */
  reopen(client: StreamClient): Promise<void> {
    return this.#start(client, { missed: GAP, position: null });
  }

  leave(client: StreamClient): void {
    const key = audienceKey(client.subject.audience);
    const group = this.#groups.get(key);
    if (group === undefined || !group.clients.delete(client)) return;
    if (group.clients.size === 0) this.#groups.delete(key);
    if (this.#groups.size > 0) return;
    this.#unsubscribe?.();
    this.#unsubscribe = null;
  }

  /** Shows the newest state to all whose view of it changed, in slices. */
  async flush(pace: Pace): Promise<void> {
    const isStatusStale = this.#isStatusStale;
    const isProvidersStale = this.#isProvidersStale;
    this.#isStatusStale = false;
    this.#isProvidersStale = false;
    const groups = [...this.#groups.values()];
    try {
      for (let first = 0; first < groups.length; first += SLICE_VIEWS_MAX) {
        const slice = groups.slice(first, first + SLICE_VIEWS_MAX);
        // Before the read: several queues read in one go would each believe to be the first.
        const turn = pace.take(slice.length);
        if (turn !== null) await turn;
        const sendings = await this.#read((state, views) =>
          slice.map((group) => this.#prepare(group, { state, views, isStatusStale, isProvidersStale }))
        );
        for (const sending of sendings) await deliver(sending, pace);
      }
    } catch (cause) {
      this.#isStatusStale ||= isStatusStale;
      this.#isProvidersStale ||= isProvidersStale;
      throw cause;
    }
  }

  #add(client: StreamClient): void {
    const { audience } = client.subject;
    const key = audienceKey(audience);
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { audience, clients: new Set(), signature: null, base: null, label: "" };
      this.#groups.set(key, group);
    }
    group.clients.add(client);
    this.#unsubscribe ??= this.#deps.queues.subscribe(this.queueId, (change) => this.#hear(change));
  }

  #read<T>(view: (state: QueueState, views: Views) => T): Promise<T> {
    const { queues, estimate, now } = this.#deps;
    return queues.read(
      this.queueId,
      (state, { ageMs }) => view(state, new Views(state, { estimate, at: now() - ageMs, ageMs })),
    );
  }

  #hear(change: Change<QueueEvent>): void {
    for (const { seq, event } of change.events) {
      this.#isStatusStale ||= changesStatus(event);
      this.#isProvidersStale ||= changesProviders(event);
      if ("ticketId" in event) this.#tellFollowers(event, seq);
      const broadcast = broadcastOf(event);
      if (broadcast !== null) this.#tellAll(discreteFrame(seq, broadcast));
    }
    this.#heardSeq = change.seq;
    this.#onChange(this);
  }

  /** Only queued here: a flush, which every change brings, writes in slices. */
  #tellAll(frame: Frame): void {
    for (const group of this.#groups.values()) {
      for (const client of group.clients) client.push(frame);
    }
  }

  #tellFollowers(event: QueueEvent & { readonly ticketId: string }, seq: number): void {
    for (const language of LANGUAGES) {
      const group = this.#groups.get(ticketKey(event.ticketId, language));
      if (group === undefined) continue;
      if (event.type === "LinkRevoked") {
        for (const client of [...group.clients]) client.close(LINK_REVOKED);
        continue;
      }
      const turn = turnOf(event, { ticketId: event.ticketId, label: group.label });
      if (turn === null) continue;
      const frame = discreteFrame(seq, turn);
      for (const client of group.clients) {
        client.push(frame);
        client.write();
      }
    }
  }

  async #missedSince(position: StreamPosition): Promise<Missed> {
    // One event more than may be missed, and the first again when it may have been received in part.
    const afterSeq = position.step >= STEP_ALL ? position.seq : Math.max(0, position.seq - 1);
    const events = await this.#deps.queues.events(this.queueId, afterSeq, RESUME_EVENTS_MAX + 1);
    if (events.length > RESUME_EVENTS_MAX) return GAP;
    return { isGap: false, events, uptoSeq: events.at(-1)?.seq ?? position.seq };
  }

  #start(
    client: StreamClient,
    { missed, position }: { readonly missed: Missed; readonly position: StreamPosition | null },
  ): Promise<void> {
    return this.#read((state, views) => {
      client.subject.admit(state);
      const group = this.#groups.get(audienceKey(client.subject.audience));
      if (group === undefined || client.isEnded) return;
      group.label = labelFor(group.audience, state);
      const frames = missedFrames(missed.events, { position, group });
      const isAhead = missed.uptoSeq !== null && missed.uptoSeq > state.header.seq;
      const isGap = missed.isGap || isAhead || frames.length > RING_EVENTS_MAX;
      const json = views.update(group.audience) ?? "null";
      this.#remember(client, { group, views, json });
      client.start(this.#opening(client, {
        state,
        views,
        isGap,
        json,
        frames: isGap ? [] : frames,
        seq: isGap ? state.header.seq : missed.uptoSeq ?? state.header.seq,
      }));
    });
  }

  /** What later changes are compared with. Others of the group may not have been shown this state yet. */
  #remember(
    client: StreamClient,
    { group, views, json }: { readonly group: Group; readonly views: Views; readonly json: string },
  ): void {
    const isFirst = group.clients.size === 1;
    if (isFirst) group.signature = views.signatureOf(json);
    if (group.audience.kind !== "desk") return;
    const desk = views.desk();
    if (isFirst || group.base === null) group.base = desk;
    client.base = isEmptyPatch(deskPatch(group.base, desk)) ? group.base : desk;
  }

  #opening(client: StreamClient, { state, views, isGap, json, frames, seq }: {
    readonly state: QueueState;
    readonly views: Views;
    readonly isGap: boolean;
    readonly json: string;
    readonly frames: readonly Frame[];
    readonly seq: number;
  }): Opening {
    const { audience } = client.subject;
    const gap = isGap ? { gap: true } : {};
    const connected = eventText("connected", JSON.stringify({ ...gap, clientId: client.id }));
    const joined = eventText("queue-joined", JSON.stringify({ ...gap, roomId: roomIdOf(audience, state) }));
    const retry = retryText(RETRY_MS * (1 + this.#deps.random()));
    return {
      bytes: [bytesOf(retry + connected + joined), ...frames.map((frame) => frame.bytes)],
      seq,
      closing: [
        frameOf("queue-status", payload(views.status(audience.language), { isGap })),
        frameAt({ seq, step: STEP_ALL }, { name: "queue-update", json: payload(json, { isGap }) }),
      ],
      viewSeq: state.header.seq,
    };
  }

  #prepare(group: Group, { state, views, isStatusStale, isProvidersStale }: {
    readonly state: QueueState;
    readonly views: Views;
    readonly isStatusStale: boolean;
    readonly isProvidersStale: boolean;
  }): Sending {
    const { audience } = group;
    const slots: [SlotName, Frame][] = [];
    const sending = { group, viewSeq: state.header.seq, slots, patch: null, isGone: false };
    if (isStatusStale) {
      slots.push(["queue-status", stateFrame("queue-status", views.status(audience.language))]);
    }
    if (isProvidersStale && audience.kind !== "display") {
      slots.push(["provider-status", stateFrame("provider-status", views.providers())]);
    }
    if (audience.kind === "desk") return { ...sending, patch: this.#patch(group, views) };
    const json = views.update(audience);
    if (json === null) return { ...sending, isGone: true };
    group.label = labelFor(audience, state);
    const signature = views.signatureOf(json);
    if (signature === group.signature) return sending;
    group.signature = signature;
    slots.push(["queue-update", this.#updateFrame(json)]);
    return sending;
  }

  #patch(group: Group, views: Views): Sending["patch"] {
    const from = group.base;
    const to = views.desk();
    if (from === null) return { from, to, frame: this.#updateFrame(wholeDesk(to)) };
    const patch = deskPatch(from, to);
    if (isEmptyPatch(patch)) return null;
    group.base = to;
    return { from, to, frame: this.#updateFrame(JSON.stringify(patch)) };
  }

  #updateFrame(json: string): Frame {
    const position = { seq: this.#heardSeq, step: STEP_ALL };
    return frameAt(position, { name: "queue-update", json: payload(json, { isGap: false }) });
  }
}

const LINK_REVOKED = { code: "link_revoked", message: "The link of this ticket was revoked" };

function labelFor(audience: Audience, state: QueueState): string {
  const ticket = audience.kind === "ticket" ? state.ticket(audience.ticketId) : undefined;
  return ticket === undefined ? "" : state.labelOf(ticket);
}

function discreteFrame(seq: number, discrete: Discrete): Frame {
  return frameAt({ seq, step: STEP_ONE }, discrete);
}

/** The discrete events among `events` for the group, but what the client had received at `position`. */
function missedFrames(
  events: readonly LoggedEvent<QueueEvent>[],
  { position, group }: { readonly position: StreamPosition | null; readonly group: Group },
): readonly Frame[] {
  const { audience, label } = group;
  return events.flatMap(({ seq, event }) => {
    if (position !== null && seq === position.seq && position.step >= STEP_ONE) return [];
    const turn = audience.kind === "ticket" ? turnOf(event, { ticketId: audience.ticketId, label }) : null;
    const discrete = turn ?? broadcastOf(event);
    return discrete === null ? [] : [discreteFrame(seq, discrete)];
  });
}
