/**
 * One actor on this process: its mailbox, its one turn at a time, its readers and listeners. It owns when things
 * happen; how a batch is decided and committed is `turn.ts`, what the state is `replica.ts`.
 */
import type { ClaimId, Rewindable } from "../shared/domain.ts";
import { AppError } from "../shared/errors.ts";
import type { Change, Envelope, LoggedEvent, Sent } from "./actor_api.ts";
import { type Entry, idempotencyConflict, isFoundElsewhere } from "./attempt.ts";
import { claimName } from "./claims.ts";
import type { RuntimeContext } from "./context.ts";
import type { Cancel } from "./deps.ts";
import { lookAtClaim } from "./doubt.ts";
import { type ChangeListener, Feed } from "./feed.ts";
import { Gate } from "./gate.ts";
import type { SnapshotPointer } from "./head.ts";
import { parseKeyRecord } from "./idempotency.ts";
import { type ActorAddress, claimKey, idempotencyKey } from "./keys.ts";
import { loadReplica } from "./load.ts";
import { readEvents } from "./log_events.ts";
import { storeUnavailable } from "./patience.ts";
import {
  type Activation,
  mayShowAtOnce,
  type ReadOptions,
  refresh,
  showAtOnce,
  showChecked,
  type View,
} from "./reading.ts";
import type { Replica } from "./replica.ts";
import { InvariantBroken, refusalOf, runTurn } from "./turn.ts";

/** Events read at once when listeners must hear what was committed while the actor was out of memory. */
const MISSED_EVENTS_PER_READ = 500;
/** How long a command that was refused while draining should wait: until another process has taken over. */
const DRAINING_RETRY_MS = 2_000;
const OVERLOADED_RETRY_MS = 1_000;

/** An actor's life on this process: loaded at first use, one turn at a time, dropped on doubt. */
export class Actor<State extends Rewindable, Command, Event, Outcome> {
  readonly address: ActorAddress;
  /** When it was last used, epoch ms: what eviction goes by. */
  lastUsedAt: number;
  readonly #context: RuntimeContext<State, Command, Event, Outcome>;
  readonly #mailbox: Entry<Command, Outcome>[] = [];
  readonly #feed: Feed<Event>;
  #active: Activation<State, Command, Event, Outcome> | null = null;
  #loading: Promise<Activation<State, Command, Event, Outcome>> | null = null;
  #isRunning = false;
  #isDraining = false;
  /** Commands and reads that wait for something other than their turn. */
  #pending = 0;
  #downUntilAt = 0;
  #snapshot: SnapshotPointer | null = null;
  #isMoreDue = false;
  /** The last log position that listeners heard of before memory was dropped; null otherwise. */
  #heardSeq: number | null = null;
  #idle: (() => void)[] = [];

  constructor(context: RuntimeContext<State, Command, Event, Outcome>, actorId: string) {
    this.#context = context;
    this.address = { kind: context.domain.kind, actorId };
    this.#feed = new Feed(context.deps.log);
    this.lastUsedAt = context.deps.now();
  }

  get depth(): number {
    return this.#mailbox.length;
  }

  get hasListeners(): boolean {
    return this.#feed.size > 0;
  }

  /** True when nothing would be lost by forgetting the actor. */
  get isIdle(): boolean {
    return !this.#isRunning && this.#pending === 0 && this.#mailbox.length === 0 && this.#feed.size === 0 &&
      this.#loading === null && this.#snapshot === null;
  }

  /** See `Actors.send`. */
  send(envelope: Envelope<Command>): Promise<Sent<Outcome>> {
    return new Promise((resolve, reject) => {
      const { deps, limits } = this.#context;
      const entry: Entry<Command, Outcome> = { envelope, resolve, reject, findings: null, found: null };
      this.lastUsedAt = deps.now();
      if (this.#isDraining) return reject(draining());
      if (this.#mailbox.length + this.#pending >= limits.mailboxCommandsMax) {
        return reject(
          new AppError("overloaded", `Cannot take a command: ${this.#mailbox.length} wait already`, {
            retryAfterMs: OVERLOADED_RETRY_MS,
          }),
        );
      }
      if (this.#downUntilAt > this.lastUsedAt) {
        return reject(storeUnavailable(null, this.#downUntilAt - this.lastUsedAt));
      }
      if (envelope.idempotency === undefined) this.#enqueue(entry);
      else this.#during(this.#admitKeyed(entry, envelope.idempotency.key), entry);
    });
  }

  /** See `Actors.read` and {@link ReadOptions}. */
  read<T>(view: View<State, T>, options: ReadOptions = {}): Promise<T> {
    this.lastUsedAt = this.#context.deps.now();
    const active = this.#active;
    if (active !== null && mayShowAtOnce(this.#context, { active, options })) {
      return showAtOnce(this.#context, { active, view });
    }
    return this.#readSlowly(view, options);
  }

  /** Calls `listener` for each confirmed batch until cancelled. */
  subscribe(listener: ChangeListener<Event>): Cancel {
    this.lastUsedAt = this.#context.deps.now();
    return this.#feed.subscribe(listener);
  }

  /** Confirmed events from the log. */
  events(afterSeq: number, limit: number): Promise<readonly LoggedEvent<Event>[]> {
    return readEvents(this.#context, { address: this.address, afterSeq, limit });
  }

  /** Looks at the head in the store and replays what others committed; `entry`: a head read just now. */
  async refresh(entry: Deno.KvEntryMaybe<unknown>): Promise<void> {
    await refresh(await this.#activation(), entry);
  }

  /** Stops intake, finishes the commit in flight, refuses the rest; resolves when nothing is under way. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    this.#refuseWaiting(draining());
    if (this.#isRunning || this.#pending > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #enqueue(entry: Entry<Command, Outcome>): void {
    if (this.#isDraining) return entry.reject(draining());
    this.#mailbox.push(entry);
    this.#kick();
  }

  /** Begins a turn after this tick, so that commands that arrive together are committed together. */
  #kick(): void {
    if (this.#isRunning || !this.#hasWork()) return;
    this.#isRunning = true;
    queueMicrotask(() => this.#run());
  }

  async #run(): Promise<void> {
    while (this.#hasWork()) {
      try {
        await this.#turn();
      } catch (cause) {
        this.#fail(cause);
      }
    }
    this.#isRunning = false;
    this.#settleIdle();
  }

  #hasWork(): boolean {
    return this.#mailbox.length > 0 || (!this.#isDraining && (this.#snapshot !== null || this.#isMoreDue));
  }

  async #turn(): Promise<void> {
    const { replica, gate } = await this.#activation();
    if (replica.isSuspect) await gate.run(() => replica.catchUp());
    const snapshot = this.#snapshot;
    this.#isMoreDue = false;
    const attempt = await runTurn({
      context: this.#context,
      address: this.address,
      replica,
      gate,
      mailbox: this.#mailbox,
      snapshot,
      park: (entry, claim) => this.#during(this.#lookAndRequeue(entry, claim), entry),
      requeue: (entries) => this.#requeue(entries),
    });
    this.#downUntilAt = 0;
    this.#isMoreDue = attempt.dueEvents > 0 && attempt.head.wakeAt !== null &&
      attempt.head.wakeAt <= attempt.at;
    if (snapshot !== null && this.#snapshot === snapshot) {
      this.#snapshot = null;
      this.#quietly(this.#context.snapshots.sweep(this.address, replica.head), "sweep old snapshots");
    }
    if (attempt.events.length > 0) this.#considerSnapshot(replica);
  }

  /** A turn failed and answered the commands it took; what waits hears the same unless the next turn may do better. */
  #fail(cause: unknown): void {
    const { deps, limits } = this.#context;
    const error = refusalOf(cause);
    if (!(cause instanceof AppError)) this.#drop(cause);
    this.#snapshot = null;
    this.#isMoreDue = false;
    if (error.code === "contended" || cause instanceof InvariantBroken) return;
    if (error.code === "store_unavailable") this.#downUntilAt = deps.now() + limits.storeDownMs;
    this.#refuseWaiting(error);
  }

  /** After a bug or a hole in the log memory is thrown away, never patched: the next use replays. */
  #drop(cause: unknown): void {
    if (this.#active !== null && this.#feed.size > 0) this.#heardSeq = this.#active.replica.head.seq;
    this.#active = null;
    this.#context.deps.log("error", "An actor's turn failed", { ...this.address, cause: String(cause) });
  }

  #refuseWaiting(error: AppError): void {
    for (const entry of this.#mailbox.splice(0)) entry.reject(error);
  }

  /** Begins a snapshot when the log since the last has grown enough. */
  #considerSnapshot({ head, state, isTentative }: Replica<State, Command, Event, Outcome>): void {
    const { snapshots } = this.#context;
    if (this.#snapshot !== null || snapshots.isBusy || isTentative || !this.#isSnapshotDue(head)) return;
    const { domain } = this.#context;
    const rows = [...domain.dump(state)];
    const pack = (row: unknown) => domain.pack === undefined ? row : domain.pack(row);
    const place = { seq: head.seq, segment: head.segment, hash: head.hash, at: head.lastAt };
    this.#pending += 1;
    const written = snapshots.write(this.address, { rows, place, pack }).then((pointer) => {
      this.#context.counters.snapshots += 1;
      this.#snapshot = pointer;
    }).finally(() => {
      this.#pending -= 1;
      this.#kick();
      this.#settleIdle();
    });
    this.#quietly(written, "write a snapshot");
  }

  #isSnapshotDue(head: { readonly seq: number; readonly snapshots: readonly SnapshotPointer[] }): boolean {
    const { snapshotEventsMin, snapshotRowsFactor, snapshotBusyMailbox, snapshotBusyFactor } =
      this.#context.limits;
    const last = head.snapshots[0];
    const events = head.seq - (last?.seq ?? 0);
    const dueAt = Math.max(snapshotEventsMin, (last?.rows ?? 0) * snapshotRowsFactor);
    // A busy actor has better things to do: it waits for a quieter moment, but not for ever.
    return events >= dueAt * (this.#mailbox.length > snapshotBusyMailbox ? snapshotBusyFactor : 1);
  }

  /** Runs work whose failure harms nobody. */
  #quietly(work: Promise<void>, what: string): void {
    work.catch((cause) =>
      this.#context.deps.log("warn", `Could not ${what}`, { ...this.address, cause: String(cause) })
    );
  }

  /** Counts `work` as pending; if it fails, the command's caller hears why. */
  async #during(work: Promise<void>, entry: Entry<Command, Outcome>): Promise<void> {
    this.#pending += 1;
    try {
      await work;
    } catch (cause) {
      entry.reject(refusalOf(cause));
    } finally {
      this.#pending -= 1;
      this.#settleIdle();
    }
  }

  /** Looks a key up in the store where memory may lack it, then lets the command wait for its turn. */
  async #admitKeyed(entry: Entry<Command, Outcome>, key: string): Promise<void> {
    const { deps, limits, reads } = this.#context;
    const { replica } = await this.#activation();
    const ttlMs = limits.idempotencyMs;
    const isComplete = replica.head.seq > 0 && replica.known.isComplete({ now: deps.now(), ttlMs });
    if (!isComplete && replica.known.get(key) === undefined) {
      const record = await reads.get(idempotencyKey(key));
      entry.found = parseKeyRecord(record, { now: deps.now(), ttlMs });
    }
    if (isFoundElsewhere(entry, this.address)) await this.#answerElsewhere(entry);
    else this.#enqueue(entry);
  }

  /** Answers a command that another actor carried out before under the same key. */
  async #answerElsewhere({ found, envelope, resolve }: Entry<Command, Outcome>): Promise<void> {
    if (found === null || found.bodyHash !== envelope.idempotency?.bodyHash) throw idempotencyConflict();
    resolve({ outcome: await this.#context.recallElsewhere(found), isReplay: true });
  }

  #requeue(entries: readonly Entry<Command, Outcome>[]): void {
    const own = entries.filter((entry) => !isFoundElsewhere(entry, this.address));
    this.#mailbox.unshift(...own);
    for (const entry of entries) {
      if (isFoundElsewhere(entry, this.address)) this.#during(this.#answerElsewhere(entry), entry);
    }
  }

  async #lookAndRequeue(entry: Entry<Command, Outcome>, claim: ClaimId): Promise<void> {
    const name = claimName(claim);
    const record = await this.#context.reads.get(claimKey(claim));
    const finding = await lookAtClaim({ context: this.#context, address: this.address }, {
      claim,
      entry: record,
    });
    (entry.findings ??= new Map()).set(name, finding);
    this.#enqueue(entry);
  }

  async #readSlowly<T>(view: View<State, T>, options: ReadOptions): Promise<T> {
    this.#pending += 1;
    try {
      const active = await this.#activation();
      return await showChecked(this.#context, { active, view, options });
    } finally {
      this.#pending -= 1;
      this.#settleIdle();
    }
  }

  /** The loaded actor; callers that come while it is being loaded share that, and a failure lets the next try again. */
  #activation(): Promise<Activation<State, Command, Event, Outcome>> {
    if (this.#active !== null) return Promise.resolve(this.#active);
    this.#loading ??= this.#load().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  async #load(): Promise<Activation<State, Command, Event, Outcome>> {
    const context = this.#context;
    const { deps, limits, counters } = context;
    counters.loads += 1;
    const replica = await loadReplica({
      context,
      address: this.address,
      onChange: (change) => this.#publish(change),
      hasListeners: () => this.#feed.size > 0 || context.hasFollowers(),
    });
    await this.#publishMissed(replica.head.seq);
    const gate = new Gate(replica, { deps, patienceMs: limits.readPatienceMs });
    this.#active = { replica, gate };
    return this.#active;
  }

  #publish(change: Change<Event>): void {
    this.#feed.publish(change);
    this.#context.follow(this.address.actorId, change);
  }

  /** Tells listeners what was committed between a drop and the replay after it. */
  async #publishMissed(seq: number): Promise<void> {
    while (this.#heardSeq !== null && this.#heardSeq < seq) {
      const events = await this.events(this.#heardSeq, MISSED_EVENTS_PER_READ);
      const last = events.at(-1);
      if (last === undefined) break;
      this.#heardSeq = last.seq;
      this.#publish({ seq: last.seq, events });
    }
    this.#heardSeq = null;
  }

  #settleIdle(): void {
    if (this.#isRunning || this.#pending > 0) return;
    const idle = this.#idle;
    this.#idle = [];
    for (const resolve of idle) resolve();
  }
}

function draining(): AppError {
  return new AppError("draining", "Cannot take a command: this process is stopping", {
    retryAfterMs: DRAINING_RETRY_MS,
  });
}
