/**
 * A reader follows the logs of all actors of a kind with a durable cursor for each: it sees every event at least once,
 * in order, and what it plans rides in the cursor's own commit, so that each thing is planned exactly once. It runs
 * behind the actors and never in their way.
 */
import { z } from "zod";
import type { RecordWrite } from "../shared/domain.ts";
import type { Change, LoggedEvent } from "./actor_api.ts";
import type { Cancel, RuntimeDeps } from "./deps.ts";
import { parseHead } from "./head.ts";
import { cursorKey, headsPrefixKey } from "./keys.ts";
import { holdLease } from "./lease.ts";
import { LIMITS, type RuntimeLimits } from "./limits.ts";
import { within } from "./patience.ts";

const Cursor = z.object({ seq: z.int().nonnegative() });
/** Events kept in memory for an actor that is being read; beyond that its log is read instead. */
const QUEUE_EVENTS_MAX = 2_000;
/** Actors whose position is kept in memory. */
const POSITIONS_MAX = 20_000;
const HEADS_PER_READ = 500;
/** Cursors stored after one look only because they passed over events. */
const SKIPPED_STORES_MAX = 200;

/** What a reader needs of the actors it follows. */
export interface Followed<Event> {
  follow(follower: (actorId: string, change: Change<Event>) => void): Cancel;
  events(actorId: string, afterSeq: number, limit: number): Promise<readonly LoggedEvent<Event>[]>;
}

export interface ReaderOptions<Event> {
  readonly deps: RuntimeDeps;
  /** Names the cursor: another name reads everything again. */
  readonly name: string;
  readonly kind: string;
  readonly actors: Followed<Event>;
  /** Events that `plan` wants to see; the cursor passes over the others. */
  readonly isRelevant: (event: Event) => boolean;
  /**
   * What follows from some relevant events of one actor: records that are written together with the cursor, at most
   * a commit's worth. Other effects of its own must bear repetition.
   */
  readonly plan: (actorId: string, events: readonly LoggedEvent<Event>[]) => Promise<readonly RecordWrite[]>;
  readonly limits?: Partial<RuntimeLimits>;
}

interface Position<Event> {
  /** The last event that was passed or planned. */
  seq: number;
  storedSeq: number;
  versionstamp: string | null;
  /** Events right after `seq` that were heard of; empty when the log must be asked. */
  queue: LoggedEvent<Event>[];
}

/** A running reader. */
export class Reader<Event> {
  readonly #options: ReaderOptions<Event>;
  readonly #limits: RuntimeLimits;
  readonly #positions = new Map<string, Position<Event>>();
  readonly #behind = new Set<string>();
  readonly #unfollow: Cancel;
  #cancelScan: Cancel;
  #working: Promise<void> | null = null;
  #isHolder: boolean;
  #isStopped = false;

  constructor(options: ReaderOptions<Event>) {
    this.#options = options;
    this.#limits = { ...LIMITS, ...options.limits };
    this.#isHolder = !options.deps.isShared;
    this.#unfollow = options.actors.follow((actorId, change) => this.#hear(actorId, change));
    this.#cancelScan = options.deps.after(0, () => this.#beat());
  }

  /** Actors that the reader knows to be behind. */
  get lag(): number {
    return this.#behind.size;
  }

  /** Stops reading; resolves when what is under way has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#unfollow();
    this.#cancelScan();
    while (this.#working !== null) await this.#working;
  }

  /** Looks for logs that went on unheard, and reads until it has caught up. Never rejects. */
  async scan(): Promise<void> {
    try {
      await this.#lookAtHeads();
    } catch (cause) {
      this.#warn("Cannot look for what is to be read", cause);
    }
    await this.#work();
    await this.#storeSkipped();
  }

  #beat(): void {
    const { deps } = this.#options;
    const { leaseMs, readerScanMs } = this.#limits;
    this.scan().then(() => {
      if (this.#isStopped) return;
      // On a shared store the others' commits are only found by looking.
      this.#cancelScan = deps.after(deps.isShared ? leaseMs / 2 : readerScanMs, () => this.#beat());
    });
  }

  #hear(actorId: string, { events }: Change<Event>): void {
    const first = events[0];
    if (!this.#isHolder || first === undefined) return;
    // An actor that begins now has no cursor to look for.
    const position = this.#positions.get(actorId) ?? (first.seq === 1 ? this.#open(actorId, 0) : undefined);
    const isNext = position !== undefined && first.seq === (position.queue.at(-1)?.seq ?? position.seq) + 1;
    if (position !== undefined && isNext && position.queue.length < QUEUE_EVENTS_MAX) {
      if (position.queue.length === 0 && !events.some(({ event }) => this.#options.isRelevant(event))) {
        position.seq += events.length;
        return;
      }
      position.queue.push(...events);
    }
    this.#behind.add(actorId);
    this.#work();
  }

  #open(actorId: string, seq: number, versionstamp: string | null = null): Position<Event> {
    const position: Position<Event> = { seq, storedSeq: seq, versionstamp, queue: [] };
    if (this.#positions.size >= POSITIONS_MAX) this.#positions.clear();
    this.#positions.set(actorId, position);
    return position;
  }

  #work(): Promise<void> {
    this.#working ??= this.#workOff().finally(() => {
      this.#working = null;
    });
    return this.#working;
  }

  async #workOff(): Promise<void> {
    // Deferred, so that a burst of changes in one tick is read together.
    await this.#options.deps.breathe();
    for (const actorId of this.#behind) {
      if (this.#isStopped || !this.#isHolder) return;
      this.#behind.delete(actorId);
      try {
        await this.#advance(actorId);
      } catch (cause) {
        this.#positions.delete(actorId);
        this.#warn(`Cannot read the log of ${actorId}, tries again at the next look`, cause);
      }
    }
  }

  /** Reads one log from its cursor to its end. */
  async #advance(actorId: string): Promise<void> {
    const { actors, isRelevant } = this.#options;
    let chunkMax = this.#limits.readerEventsMax;
    let position = await this.#positionOf(actorId);
    while (!this.#isStopped) {
      const heard = position.queue.slice(0, chunkMax);
      const isHeard = heard.length > 0;
      const events = isHeard ? heard : await actors.events(actorId, position.seq, chunkMax);
      const last = events.at(-1);
      if (last === undefined) return;
      const relevant = events.filter(({ event }) => isRelevant(event));
      const writes = relevant.length === 0 ? [] : await this.#options.plan(actorId, relevant);
      if (writes.length > this.#limits.batchMutationsMax && events.length > 1) {
        chunkMax = events.length >> 1;
        continue;
      }
      const mustStore = relevant.length > 0 || last.seq - position.storedSeq >= this.#limits.readerSkipMax;
      if (mustStore && !await this.#store(actorId, { position, seq: last.seq, writes })) {
        this.#positions.delete(actorId);
        position = await this.#positionOf(actorId);
        continue;
      }
      // What was heard meanwhile was queued behind the events that are done now.
      position.queue = position.queue.filter(({ seq }) => seq > last.seq);
      position.seq = Math.max(position.seq, last.seq);
      // Whatever did not fit the queue has put the log among those that are behind again.
      if (isHeard && position.queue.length === 0) return;
    }
  }

  /** Moves the cursor together with what was planned; false when somebody else moved it. */
  async #store(
    actorId: string,
    { position, seq, writes }: {
      readonly position: Position<Event>;
      readonly seq: number;
      readonly writes: readonly RecordWrite[];
    },
  ): Promise<boolean> {
    const { deps, name, kind } = this.#options;
    const key = cursorKey(name, { kind, actorId });
    const operation = deps.kv.atomic().check({ key, versionstamp: position.versionstamp }).set(key, { seq });
    for (const { key, value } of writes) {
      if (value === null) operation.delete(key);
      else operation.set(key, value);
    }
    const ms = this.#limits.commitTimeoutMs;
    const result = await within(deps, operation.commit(), { ms, what: "a cursor's commit" });
    if (!result.ok) return false;
    position.versionstamp = result.versionstamp;
    position.storedSeq = seq;
    return true;
  }

  async #positionOf(actorId: string): Promise<Position<Event>> {
    const known = this.#positions.get(actorId);
    if (known !== undefined) return known;
    const { deps, name, kind } = this.#options;
    const ms = this.#limits.readTimeoutMs;
    const entry = await within(deps, deps.kv.get(cursorKey(name, { kind, actorId })), {
      ms,
      what: "a cursor",
    });
    const seq = entry.value === null ? 0 : Cursor.parse(entry.value).seq;
    return this.#open(actorId, seq, entry.versionstamp);
  }

  /** Notes every log that is longer than what was read of it. */
  async #lookAtHeads(): Promise<void> {
    const { deps, kind, name } = this.#options;
    if (this.#isStopped) return;
    if (deps.isShared) {
      const { leaseMs } = this.#limits;
      const wasHolder = this.#isHolder;
      this.#isHolder = await holdLease(deps, { job: `reader ${name} ${kind}`, leaseMs });
      // While another process held the lease it moved the cursors.
      if (!wasHolder) this.#positions.clear();
      if (!this.#isHolder) return;
    }
    const heads = deps.kv.list({ prefix: headsPrefixKey(kind) }, { batchSize: HEADS_PER_READ });
    for await (const { key, value } of heads) {
      if (this.#isStopped) return;
      const actorId = key[2];
      if (typeof actorId !== "string") continue;
      const known = this.#positions.get(actorId);
      if (known === undefined || known.seq < parseHead(value).seq) this.#behind.add(actorId);
    }
  }

  /** Stores cursors that only passed over events, so that a restart need not pass over them again. */
  async #storeSkipped(): Promise<void> {
    const skipped = this.#positions.entries().filter(([, { seq, storedSeq, queue }]) =>
      seq > storedSeq && queue.length === 0
    );
    for (const [actorId, position] of skipped.take(SKIPPED_STORES_MAX)) {
      if (this.#isStopped || !this.#isHolder || this.#behind.has(actorId)) continue;
      try {
        if (await this.#store(actorId, { position, seq: position.seq, writes: [] })) continue;
        this.#positions.delete(actorId);
      } catch (cause) {
        this.#positions.delete(actorId);
        this.#warn(`Cannot store the cursor of ${actorId}`, cause);
      }
    }
  }

  #warn(message: string, cause: unknown): void {
    if (this.#isStopped) return;
    this.#options.deps.log("warn", message, { reader: this.#options.name, cause: String(cause) });
  }
}
