/**
 * All streams of one queue on this process: one subscription, views made once per audience and change, discrete
 * events handed on in order, and the opening or resumption of each client. When to flush is the hub's decision.
 */
import type { Actors, Change, LoggedEvent } from "../actors/runtime/actor_api.ts";
import type { Cancel, LogLine } from "../actors/runtime/deps.ts";
import type { QueueCommand, QueueOutcome } from "../actors/queue/commands.ts";
import type { QueueEvent } from "../actors/queue/schema.ts";
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
import { type ReadReason, type Reasons, reasonsOf, tellsDesk } from "./stream_desk.ts";
import { discreteFrame, framesOf } from "./stream_discrete.ts";
import { RESUME_EVENTS_MAX, RETRY_MS, SLICE_VIEWS_MAX } from "./stream_limits.ts";
import type { Pace } from "./stream_pace.ts";
import { deliver, type Group, type Sending, stateFrame } from "./stream_sending.ts";
import {
  type Audience,
  audienceKey,
  broadcastOf,
  changesProviders,
  changesStatus,
  payload,
  ringMaxOf,
  roomIdOf,
  ticketKey,
  turnOf,
  Views,
  wholeDesk,
} from "./stream_view.ts";

export interface ChannelDeps {
  readonly queues: Pick<
    Actors<QueueState, QueueCommand, QueueEvent, QueueOutcome>,
    "read" | "subscribe" | "events"
  >;
  readonly estimate: Estimate;
  readonly readReason: ReadReason;
  now(): number;
  /** A number in [0, 1), for jitter. */
  random(): number;
  readonly log: LogLine;
}

/** What a reconnecting client has missed, or that it needs a fresh view. */
interface Missed {
  readonly isGap: boolean;
  readonly events: readonly LoggedEvent<QueueEvent>[];
  /** Of the events, for a desk. */
  readonly reasons: Reasons;
  /** The log was read up to here; null: it was not read. */
  readonly uptoSeq: number | null;
}

/** What has changed of the queue itself since it was last shown. */
interface Stale {
  readonly isStatusStale: boolean;
  readonly isProvidersStale: boolean;
}

const NOTHING_MISSED: Missed = { isGap: false, events: [], reasons: new Map(), uptoSeq: null };
const GAP: Missed = { ...NOTHING_MISSED, isGap: true };

/** The streams of one queue. It subscribes with its first client and unsubscribes with its last. */
export class QueueChannel {
  readonly queueId: string;
  /** When the last flush began, epoch ms. */
  flushedAt = -Infinity;
  isFlushing = false;
  readonly #deps: ChannelDeps;
  readonly #onChange: (channel: QueueChannel) => void;
  readonly #groups = new Map<string, Group>();
  /** How many of them are desks: nothing is written down for desks while there is none. */
  #deskGroups = 0;
  #unsubscribe: Cancel | null = null;
  /** Everything up to here has been handed on. */
  #heardSeq = 0;
  #isStatusStale = false;
  #isProvidersStale = false;
  /** Discrete events of which desks have not been told: their labels and reasons come with the next flush. */
  #untold: LoggedEvent<QueueEvent>[] = [];

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
        : await reachOrRecall(() => this.#missedSince(position, client), GAP);
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
    if (group.clients.size > 0) return;
    this.#groups.delete(key);
    if (isDesk(group)) this.#deskGroups -= 1;
    if (this.#deskGroups === 0) this.#untold = [];
    if (this.#groups.size > 0) return;
    this.#unsubscribe?.();
    this.#unsubscribe = null;
  }

  /**
   * Shows the newest state to all whose view of it changed, in slices. Desks come last: what they are told beside it
   * has words that the store is asked for, and nobody else waits for those.
   */
  async flush(pace: Pace): Promise<void> {
    const stale = { isStatusStale: this.#isStatusStale, isProvidersStale: this.#isProvidersStale };
    this.#isStatusStale = false;
    this.#isProvidersStale = false;
    const untold = [...this.#untold];
    const reading = reasonsOf(untold, { queueId: this.queueId, readReason: this.#deps.readReason });
    const groups = [...this.#groups.values()];
    try {
      await this.#show(groups.filter((group) => !isDesk(group)), { pace, stale });
      const reasons = await reading;
      const tell = (state: QueueState) => this.#tellDesks(untold, { state, reasons });
      await this.#show(groups.filter(isDesk), { pace, stale, tell });
    } catch (cause) {
      this.#isStatusStale ||= stale.isStatusStale;
      this.#isProvidersStale ||= stale.isProvidersStale;
      throw cause;
    }
  }

  /** Sends each of `groups` what is new for it; `tell` comes before every first view of a state. */
  async #show(
    groups: readonly Group[],
    { pace, stale, tell = () => {} }: {
      readonly pace: Pace;
      readonly stale: Stale;
      readonly tell?: (state: QueueState) => void;
    },
  ): Promise<void> {
    for (let first = 0; first < groups.length; first += SLICE_VIEWS_MAX) {
      const slice = groups.slice(first, first + SLICE_VIEWS_MAX);
      // Before the read: several queues read in one go would each believe to be the first.
      const turn = pace.take(slice.length);
      if (turn !== null) await turn;
      const sendings = await this.#read((state, views) => {
        tell(state);
        return slice.map((group) => this.#prepare(group, { state, views, ...stale }));
      });
      for (const sending of sendings) await deliver(sending, pace);
    }
  }

  #add(client: StreamClient): void {
    const { audience } = client.subject;
    const key = audienceKey(audience);
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { audience, clients: new Set(), signature: null, base: null, label: "" };
      this.#groups.set(key, group);
      if (isDesk(group)) this.#deskGroups += 1;
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
      if (this.#deskGroups > 0 && (broadcast !== null || tellsDesk(event))) this.#untold.push({ seq, event });
    }
    this.#heardSeq = change.seq;
    this.#onChange(this);
  }

  /** Only queued here: a flush, which every change brings, writes in slices. Desks are told by the flush itself. */
  #tellAll(frame: Frame): void {
    for (const { audience, clients } of this.#groups.values()) {
      if (audience.kind === "desk") continue;
      for (const client of clients) client.push(frame);
    }
  }

  /** Queues `events` for the desks, in the order in which they happened: the flush writes them before the view. */
  #tellDesks(
    events: readonly LoggedEvent<QueueEvent>[],
    known: { readonly state: QueueState; readonly reasons: Reasons },
  ): void {
    const news = events.filter((event) => this.#untold.includes(event));
    if (news.length === 0) return;
    this.#untold = this.#untold.filter((event) => !news.includes(event));
    for (const group of this.#groups.values()) {
      if (!isDesk(group)) continue;
      const frames = framesOf(news, { ...known, group, position: null });
      for (const client of group.clients) frames.forEach((frame) => client.push(frame));
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

  async #missedSince(position: StreamPosition, { subject }: StreamClient): Promise<Missed> {
    // One event more than may be missed, and the first again when it may have been received in part.
    const afterSeq = position.step >= STEP_ALL ? position.seq : Math.max(0, position.seq - 1);
    const events = await this.#deps.queues.events(this.queueId, afterSeq, RESUME_EVENTS_MAX + 1);
    if (events.length > RESUME_EVENTS_MAX) return GAP;
    const { queueId } = this;
    const { readReason } = this.#deps;
    const reasons = subject.audience.kind === "desk"
      ? await reasonsOf(events, { queueId, readReason })
      : NOTHING_MISSED.reasons;
    return { isGap: false, events, reasons, uptoSeq: events.at(-1)?.seq ?? position.seq };
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
      const frames = framesOf(missed.events, { position, group, state, reasons: missed.reasons });
      const isAhead = missed.uptoSeq !== null && missed.uptoSeq > state.header.seq;
      const isGap = missed.isGap || isAhead || frames.length > ringMaxOf(group.audience);
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
    slots.push(["queue-update", this.#updateFrame(json, audience)]);
    return sending;
  }

  #patch(group: Group, views: Views): Sending["patch"] {
    const from = group.base;
    const to = views.desk();
    if (from === null) return { from, to, frame: this.#updateFrame(wholeDesk(to), group.audience) };
    const patch = deskPatch(from, to);
    if (isEmptyPatch(patch)) return null;
    group.base = to;
    return { from, to, frame: this.#updateFrame(JSON.stringify(patch), group.audience) };
  }

  /** Desks have been told everything up to here: the view may be newer, and a resume tells what it is not. */
  get #deskSeq(): number {
    const [next] = this.#untold;
    return next === undefined ? this.#heardSeq : Math.min(this.#heardSeq, next.seq - 1);
  }

  #updateFrame(json: string, audience: Audience): Frame {
    const position = { seq: audience.kind === "desk" ? this.#deskSeq : this.#heardSeq, step: STEP_ALL };
    return frameAt(position, { name: "queue-update", json: payload(json, { isGap: false }) });
  }
}

const LINK_REVOKED = { code: "link_revoked", message: "The link of this ticket was revoked" };

function isDesk({ audience }: Group): boolean {
  return audience.kind === "desk";
}

function labelFor(audience: Audience, state: QueueState): string {
  const ticket = audience.kind === "ticket" ? state.ticket(audience.ticketId) : undefined;
  return ticket === undefined ? "" : state.labelOf(ticket);
}
