/**
 * The actors of queues in memory alone: the real rules, an array for a log, every command confirmed at once. For
 * tests of what stands above the runtime; a store that fails, hangs or ages is played by its switches.
 */
import { createEstimator } from "../../actors/prediction/estimate.ts";
import { orphanKey } from "../../actors/identity/store.ts";
import { createQueueDomain } from "../../actors/queue/domain.ts";
import type { QueueCommand, QueueOutcome } from "../../actors/queue/commands.ts";
import type { QueueEvent } from "../../actors/queue/schema.ts";
import type { QueueState } from "../../actors/queue/state.ts";
import type { Actors, Change, Confirmed, LoggedEvent } from "../../actors/runtime/actor_api.ts";
import { AppError, RejectedError } from "../../actors/shared/errors.ts";

type Listener = (change: Change<QueueEvent>) => void;

interface Kept {
  readonly state: QueueState;
  readonly log: LoggedEvent<QueueEvent>[];
  readonly listeners: Set<Listener>;
}

/** Queues that live as long as the object. */
export class MemoryQueues implements Actors<QueueState, QueueCommand, QueueEvent, QueueOutcome> {
  readonly estimate;
  /** Set: reads fail as they do while the store was never reached. */
  isUnreachable = false;
  /** Set: what is in memory can be read, the log cannot. */
  isLogUnreachable = false;
  /** How long ago the store confirmed what is read. */
  ageMs = 0;
  /** How often somebody subscribed, read state, and read the log. */
  readonly asked = { subscriptions: 0, reads: 0, logReads: 0 };
  /** Set: reads wait for it. */
  gate: Promise<void> | null = null;
  readonly #domain;
  readonly #now: () => number;
  readonly #kept = new Map<string, Kept>();

  constructor(now: () => number) {
    this.#now = now;
    this.estimate = createEstimator(now);
    this.#domain = createQueueDomain({
      estimate: this.estimate,
      orphanKey,
    });
  }

  send(
    actorId: string,
    { command, by }: { readonly command: QueueCommand; readonly by: string },
  ): Promise<{ outcome: QueueOutcome; isReplay: boolean }> {
    const { state } = this.#of(actorId);
    const at = Math.max(this.#now(), state.header.lastAt);
    this.#apply(actorId, this.#domain.due(state, at));
    const decision = this.#domain.decide(state, command, { at, by, heldBy: () => null });
    if ("rejection" in decision) return Promise.reject(new RejectedError(decision.rejection));
    this.#apply(actorId, decision.events);
    const outcome = this.#domain.outcome(state, command, decision.events);
    return Promise.resolve({ outcome, isReplay: false });
  }

  async read<T>(actorId: string, view: (state: QueueState, confirmed: Confirmed) => T): Promise<T> {
    this.asked.reads++;
    await this.gate;
    if (this.isUnreachable) throw new AppError("store_unavailable", "Cannot read: the store is away");
    const { state } = this.#of(actorId);
    return view(state, { seq: state.header.seq, ageMs: this.ageMs });
  }

  subscribe(actorId: string, listener: Listener): () => void {
    this.asked.subscriptions++;
    const { listeners } = this.#of(actorId);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  events(actorId: string, afterSeq: number, limit: number): Promise<readonly LoggedEvent<QueueEvent>[]> {
    this.asked.logReads++;
    if (this.isLogUnreachable) {
      return Promise.reject(new AppError("store_unavailable", "Cannot read: the store is away"));
    }
    const { log } = this.#of(actorId);
    return Promise.resolve(log.filter(({ seq }) => seq > afterSeq).slice(0, limit));
  }

  /** The state as it is, for comparing with what was shown. */
  state(actorId: string): QueueState {
    return this.#of(actorId).state;
  }

  /** How many listen to a queue now. */
  listeners(actorId: string): number {
    return this.#of(actorId).listeners.size;
  }

  #of(actorId: string): Kept {
    let kept = this.#kept.get(actorId);
    if (kept === undefined) {
      kept = { state: this.#domain.create(actorId), log: [], listeners: new Set() };
      this.#kept.set(actorId, kept);
    }
    return kept;
  }

  #apply(actorId: string, events: readonly QueueEvent[]): void {
    if (events.length === 0) return;
    const { state, log, listeners } = this.#of(actorId);
    const logged = events.map((event) => {
      const seq = state.header.seq + 1;
      this.#domain.evolve(state, event, seq);
      return { seq, event };
    });
    state.mark();
    log.push(...logged);
    const seq = state.header.seq;
    for (const listener of [...listeners]) listener({ seq, events: logged });
  }
}
