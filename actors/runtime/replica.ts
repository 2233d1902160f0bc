/**
 * One actor's state in memory: confirmed by the store, with at most one attempt applied on top whose commit is not
 * confirmed yet. It replays what others committed and recognises its own attempts in the log; it never decides.
 */
import type { Domain, Rewindable } from "../shared/domain.ts";
import { assert } from "../shared/assert.ts";
import { AppError } from "../shared/errors.ts";
import type { Change, LoggedEvent } from "./actor_api.ts";
import type { Attempt } from "./attempt.ts";
import type { RuntimeDeps } from "./deps.ts";
import { type Head, parseHead } from "./head.ts";
import type { KnownKeys } from "./idempotency.ts";
import { type ActorAddress, headKey } from "./keys.ts";
import type { RuntimeLimits } from "./limits.ts";
import { decodeValue, type LogValue, readValues } from "./log.ts";
import { within } from "./patience.ts";
import type { StoreReads } from "./store_reads.ts";

/** The log does not continue where the state stands: something was removed or is not there yet. */
export class LogGap extends Error {
  override readonly name = "LogGap";
}

/** What a replica needs of its surroundings. */
export interface ReplicaContext<State extends Rewindable, Command, Event, Outcome> {
  readonly deps: RuntimeDeps;
  readonly limits: RuntimeLimits;
  readonly domain: Domain<State, Command, Event, Outcome>;
  readonly reads: StoreReads;
}

export interface ReplicaOptions<State extends Rewindable, Command, Event, Outcome> {
  readonly context: ReplicaContext<State, Command, Event, Outcome>;
  readonly address: ActorAddress;
  readonly state: State;
  /** Where `state` stands: the head as if it ended there. */
  readonly head: Head;
  readonly known: KnownKeys;
  /** Hears of every batch that becomes part of the confirmed state after loading, in order. */
  readonly onChange: (change: Change<Event>) => void;
  /** Whether anybody listens: a change that nobody hears is not built. */
  readonly hasListeners: () => boolean;
}

/** The state of one actor as this process knows it. */
export class Replica<State extends Rewindable, Command, Event, Outcome> {
  readonly state: State;
  readonly known: KnownKeys;
  /** Attempts whose outcome is unknown, by id. */
  readonly attempts = new Map<string, Attempt<Event, Outcome>>();
  /** When the question or the commit was sent by which the store last confirmed this state, epoch ms of this process. */
  confirmedAt = 0;
  /** True after a commit of unknown outcome: it may still land, so every read looks at the head first. */
  isSuspect = false;
  /** Why commands are refused: the log could not be replayed further. */
  frozen: AppError | null = null;
  readonly #options: ReplicaOptions<State, Command, Event, Outcome>;
  /** The key of its head; the same array each time, so that readers share one look. */
  readonly key: Deno.KvKey;
  #head: Head;
  #versionstamp: string | null = null;
  #tentative: Attempt<Event, Outcome> | null = null;
  #catchingUp: Promise<void> | null = null;

  constructor(options: ReplicaOptions<State, Command, Event, Outcome>) {
    this.#options = options;
    this.state = options.state;
    this.#head = options.head;
    this.known = options.known;
    this.key = headKey(options.address);
  }

  /** The head as far as it was replayed. */
  get head(): Head {
    return this.#head;
  }

  /** The versionstamp of the head that was replayed to: what the next commit checks. */
  get versionstamp(): string | null {
    return this.#versionstamp;
  }

  /** True while an unconfirmed attempt is applied to the state: nobody may see it. */
  get isTentative(): boolean {
    return this.#tentative !== null;
  }

  /** Resolves when no replay is under way; null when there is none. */
  get catchingUp(): Promise<void> | null {
    return this.#catchingUp;
  }

  /** Declares the events since the last mark to be those of `attempt`, about to be committed. */
  begin(attempt: Attempt<Event, Outcome>): void {
    assert(
      this.#tentative === null && this.#catchingUp === null,
      "One attempt at a time, on a settled state",
    );
    this.#tentative = attempt;
    this.attempts.set(attempt.id, attempt);
  }

  /** Takes an applied attempt back, and whatever a draft left behind. */
  rewind(): void {
    this.state.rewind();
    this.#tentative = null;
  }

  /** Makes `attempt`, which was sent at `sentAt` and confirmed by the store, part of the confirmed state. */
  confirm(
    attempt: Attempt<Event, Outcome>,
    { versionstamp, sentAt }: { readonly versionstamp: string; readonly sentAt: number },
  ): void {
    assert(this.#versionstamp === attempt.versionstamp, "A commit follows the head it checked");
    if (this.#tentative !== attempt) {
      attempt.events.forEach((event, index) =>
        this.#options.context.domain.evolve(this.state, event, attempt.firstSeq + index)
      );
    }
    this.state.mark();
    this.#tentative = null;
    this.#head = attempt.head;
    this.#versionstamp = versionstamp;
    this.known.add(attempt.keys, attempt.at);
    this.attempts.clear();
    this.isSuspect = false;
    // The answer may have been long on its way, with commits of others before it.
    this.confirmedAt = Math.max(this.confirmedAt, sentAt);
    this.#publish(attempt.firstSeq, attempt.events);
  }

  /**
   * Brings the state up to the head in the store; `entry` is a head read just now, to save a read: of what age it is
   * when its turn comes only its reader knows. A read that is older than the state changes nothing. One replay follows
   * the other; no attempt may begin meanwhile. Rejects when the store fails, {@link LogGap} when the log has a hole.
   */
  catchUp(entry?: Deno.KvEntryMaybe<unknown>): Promise<void> {
    assert(this.#tentative === null, "Nothing is replayed on an unconfirmed attempt");
    const work = (this.#catchingUp ?? Promise.resolve()).then(() => this.#catchUp(entry));
    const settle = () => {
      if (this.#catchingUp === settled) this.#catchingUp = null;
    };
    const settled: Promise<void> = work.then(settle, settle);
    this.#catchingUp = settled;
    return work;
  }

  /** True when `entry`, a read of the head, says that the log went on since this state. */
  isBehind(entry: Deno.KvEntryMaybe<unknown>): boolean {
    if (entry.versionstamp === null) return this.#versionstamp !== null;
    return this.#versionstamp === null || entry.versionstamp > this.#versionstamp;
  }

  async #catchUp(given: Deno.KvEntryMaybe<unknown> | undefined): Promise<void> {
    const { deps, reads, domain, limits } = this.#options.context;
    const askedAt = deps.now();
    const entry = given ?? await reads.get(this.key);
    if (this.frozen !== null) return;
    if (entry.versionstamp === null && this.#versionstamp !== null) {
      throw new LogGap(`The head of ${this.#options.address.kind} ${this.#options.address.actorId} is gone`);
    }
    if (this.isBehind(entry)) {
      const head = parseHead(entry.value);
      if (head.minReader > domain.eventVersion) {
        this.#freeze(unsupported(head.minReader, domain.eventVersion));
        return;
      }
      while (this.#head.seq < head.seq && this.frozen === null) {
        await this.#replay(head, limits.logValuesPerRead);
      }
      if (this.frozen !== null) return;
      this.#head = head;
      this.#versionstamp = entry.versionstamp;
      this.isSuspect = false;
    }
    if (given === undefined) this.confirmedAt = Math.max(this.confirmedAt, askedAt);
  }

  /** Replays the next values of the log up to `head`. */
  async #replay(head: Head, limit: number): Promise<void> {
    const { deps, limits } = this.#options.context;
    const { address } = this.#options;
    const { segment, seq } = this.#head;
    const range = { fromSegment: segment, fromSeq: seq + 1, toSegment: head.segment, toSeq: head.seq };
    const values = await within(deps, readValues(deps.kv, { address, range, limit }), {
      ms: limits.readTimeoutMs,
      what: "a read of the log",
    });
    if (values.length === 0) throw new LogGap(`No log value after ${seq}, the head says ${head.seq}`);
    for (const value of values) {
      if (!this.#apply(value, head)) return;
    }
    await deps.breathe();
  }

  /** Replays one stored value of the log that ends at `end`; false when the actor froze there. */
  #apply(entry: Deno.KvEntry<unknown>, end: Head): boolean {
    const { domain } = this.#options.context;
    let value: LogValue;
    const events: Event[] = [];
    try {
      value = decodeValue(entry);
      this.#checkChain(value, end);
      if (value.version > domain.eventVersion) {
        this.#freeze(unsupported(value.version, domain.eventVersion));
        return false;
      }
      for (const raw of value.events) {
        const event = domain.upcast(raw, value.version);
        domain.evolve(this.state, event, value.firstSeq + events.length);
        events.push(event);
      }
    } catch (cause) {
      if (cause instanceof LogGap) throw cause;
      this.state.rewind();
      this.#corrupt(entry.key, { index: events.length, cause });
      return false;
    }
    this.state.mark();
    this.#head = {
      ...this.#head,
      seq: value.firstSeq + events.length - 1,
      segment: value.segment,
      hash: value.hash,
    };
    this.known.add(value.keys, this.#options.context.deps.now());
    const own = this.attempts.get(value.attemptId);
    if (own !== undefined) own.isLanded = true;
    this.#publish(value.firstSeq, events);
    return true;
  }

  #checkChain(value: LogValue, end: Head): void {
    if (value.firstSeq !== this.#head.seq + 1) {
      throw new LogGap(`The log goes on at ${value.firstSeq} after ${this.#head.seq}`);
    }
    if (value.previousHash !== this.#head.hash) {
      throw new Error(`The hash chain breaks at ${value.firstSeq}`);
    }
    if (value.firstSeq + value.events.length - 1 === end.seq && value.hash !== end.hash) {
      throw new Error(`The head does not know the log's last value at ${value.firstSeq}`);
    }
  }

  #corrupt(key: Deno.KvKey, { index, cause }: { readonly index: number; readonly cause: unknown }): void {
    const { address, context } = this.#options;
    context.deps.log("error", "Cannot replay a log: the actor is read-only from its last good version", {
      ...address,
      key: JSON.stringify(key),
      event: index,
      cause: String(cause),
    });
    this.#freeze(
      new AppError("internal", "Cannot carry out commands: the log cannot be replayed", { cause }),
    );
  }

  #freeze(error: AppError): void {
    this.frozen = error;
  }

  #publish(firstSeq: number, events: readonly Event[]): void {
    if (events.length === 0 || !this.#options.hasListeners()) return;
    const logged: LoggedEvent<Event>[] = events.map((event, index) => ({ seq: firstSeq + index, event }));
    this.#options.onChange({ seq: firstSeq + events.length - 1, events: logged });
  }
}

function unsupported(version: number, known: number): AppError {
  return new AppError(
    "unsupported_version",
    `Cannot read an actor written by a newer program: version ${version}, known are up to ${known}`,
    { retryAfterMs: 5_000 },
  );
}
