/**
 * Deciding one batch: due events first, then each waiting command on the state that the ones before it left. It
 * changes the actor's state only through `evolve`; whoever asked for the draft commits it or takes it back.
 */
import type { ClaimId, ClaimOwner, RecordWrite, Rewindable, Turn } from "../shared/domain.ts";
import { AppError, RejectedError } from "../shared/errors.ts";
import {
  type Attempt,
  type Batch,
  type Entry,
  idempotencyConflict,
  isFoundElsewhere,
  type Verdict,
} from "./attempt.ts";
import { claimBytes, ClaimChanges, claimName, shortHash } from "./claims.ts";
import type { RuntimeContext } from "./context.ts";
import type { Head, SnapshotPointer } from "./head.ts";
import type { KnownKey, KnownKeys } from "./idempotency.ts";
import { type ActorAddress, keyBytes } from "./keys.ts";
import { SMALL_VALUE_BYTES, STORE_COMMIT_BYTES_MAX, STORE_MUTATIONS_MAX } from "./limits.ts";
import { encodeBatch, type EventText, type LoggedKey, textBytes } from "./log.ts";
import { nextSnapshots } from "./snapshot.ts";

/** Who asked for an event: an index into the batch, or time alone. */
export const DUE = -1;
/** Mutations of every commit beside claims, records, keys and log values: head and wake-up. */
const FIXED_MUTATIONS = 3;

/** The rules threw while the state was being changed, or asked for more than a commit can carry. */
export class DraftFailed extends Error {
  override readonly name = "DraftFailed";
  /** `entry`: index of the command, or {@link DUE}. */
  constructor(readonly entry: number, readonly reason: "threw" | "too_much", options: { cause: unknown }) {
    super(`Cannot draft the batch beyond command ${entry}: ${reason}`, options);
  }
}

export interface DraftOptions<State extends Rewindable, Command, Event, Outcome> {
  readonly context: RuntimeContext<State, Command, Event, Outcome>;
  readonly address: ActorAddress;
  readonly state: State;
  readonly head: Head;
  readonly versionstamp: string | null;
  readonly known: KnownKeys;
  readonly batch: Batch<Command, Outcome>;
  /** A written snapshot that the next head should point to. */
  readonly snapshot: SnapshotPointer | null;
}

/** What became of a command offered to a draft. `looks`: it wants a claim that must be looked at first. */
export type Offer = "taken" | "full" | "looks";

/** One batch in the making. */
export class Draft<State extends Rewindable, Command, Event, Outcome> implements Turn {
  readonly at: number;
  by = "system";
  readonly #options: DraftOptions<State, Command, Event, Outcome>;
  readonly #actor: number;
  readonly #events: Event[] = [];
  readonly #texts: EventText[] = [];
  readonly #verdicts: Verdict<Outcome>[] = [];
  readonly #claims: ClaimChanges;
  readonly #records: RecordWrite[] = [];
  readonly #keys: LoggedKey[] = [];
  readonly #repeats = new Map<string, KnownKey>();
  #entry: Entry<Command, Outcome> | null = null;
  #claimToLookAt: ClaimId | null = null;
  #mayLook = false;
  #dueEvents = 0;
  #textBytes = 0;
  #keyBytes = 0;
  #mutations = FIXED_MUTATIONS;

  constructor(options: DraftOptions<State, Command, Event, Outcome>) {
    this.#options = options;
    this.at = Math.max(options.context.deps.now(), options.head.lastAt);
    this.#actor = shortHash(options.address.actorId);
    this.#claims = new ClaimChanges(options.address, (claim) => options.context.ledger.isFree(claim));
  }

  heldBy(claim: ClaimId): ClaimOwner | null {
    const findings = this.#entry === null ? this.#options.batch.dueFindings : this.#entry.findings;
    const finding = findings?.get(claimName(claim));
    if (finding !== undefined) return finding.owner;
    if (!this.#mayLook || !this.#options.context.ledger.isElsewhere(claim, this.#actor)) return null;
    if (this.#claims.get(claimName(claim)) === undefined) this.#claimToLookAt = claim;
    return null;
  }

  /** The claim that a command answered with `looks` wants to have looked at. */
  get claimToLookAt(): ClaimId | null {
    return this.#claimToLookAt;
  }

  /** Applies what time alone asks for. @throws DraftFailed */
  applyDue(): void {
    const { context: { domain, limits, deps }, address, state, batch } = this.#options;
    if (batch.skipsDue) return;
    for (let round = 0; round < limits.dueRoundsMax; round++) {
      const deadline = domain.deadline(state);
      if (deadline === null || deadline > this.at) return;
      let events: readonly Event[] = [];
      try {
        events = domain.due(state, this.at);
      } catch (cause) {
        deps.log("error", "Cannot decide what is due", { ...address, cause: String(cause) });
      }
      if (events.length === 0) return;
      for (const event of events) {
        if (this.#isFull()) return;
        this.#apply(event, { entry: DUE, text: this.#textOf(event) });
        this.#dueEvents += 1;
      }
    }
  }

  /**
   * Decides one command and applies its events. `mayLook`: a command whose claim another actor probably holds is
   * handed back instead, unapplied, so that somebody looks before the batch is built on it.
   * @throws DraftFailed when the rules threw while changing the state.
   */
  offer(entry: Entry<Command, Outcome>, { mayLook }: { readonly mayLook: boolean }): Offer {
    if (this.#isFull()) return "full";
    if (isFoundElsewhere(entry, this.#options.address)) {
      this.#verdicts.push(null);
      return "taken";
    }
    const repeat = this.#repeatOf(entry);
    if (repeat !== null) {
      this.#verdicts.push(repeat);
      return "taken";
    }
    this.#entry = entry;
    this.#mayLook = mayLook;
    this.#claimToLookAt = null;
    this.by = entry.envelope.by;
    const { domain } = this.#options.context;
    let decision: ReturnType<typeof domain.decide>;
    try {
      decision = domain.decide(this.#options.state, entry.envelope.command, this);
    } catch (cause) {
      this.#verdicts.push(this.#failure(entry, cause));
      return "taken";
    }
    if (this.#claimToLookAt !== null) return "looks";
    if ("rejection" in decision) this.#verdicts.push(new RejectedError(decision.rejection));
    else this.#accept(entry, decision.events);
    return "taken";
  }

  /** Leaves a command out: its caller hears `verdict`, or (null) it waits for the next turn. */
  skip(verdict: Error | null): void {
    this.#verdicts.push(verdict);
  }

  /** The finished attempt. */
  finish(): Attempt<Event, Outcome> {
    const { context, address, state, head: before, versionstamp, snapshot } = this.#options;
    const { domain, limits } = context;
    const id = context.nextAttemptId();
    const snapshots = nextSnapshots(before, snapshot);
    const wakeAt = rearmed(before.wakeAt, { deadline: domain.deadline(state), at: this.at });
    const appended = encodeBatch(this.#texts, {
      address,
      head: before,
      attemptId: id,
      version: domain.eventVersion,
      valueBytesMax: limits.valueBytesMax,
    });
    const head: Head = {
      seq: appended.seq,
      segment: appended.segment,
      segmentSeq: appended.segmentSeq,
      hash: appended.hash,
      snapshots,
      minReader: Math.max(before.minReader, domain.eventVersion),
      wakeAt,
      wakeShard: wakeAt === before.wakeAt ? before.wakeShard : this.#actor % limits.wakeShards,
      lastAt: this.at,
      home: null,
    };
    return {
      id,
      at: this.at,
      firstSeq: before.seq + 1,
      events: this.#events,
      dueEvents: this.#dueEvents,
      verdicts: this.#verdicts,
      claims: this.#claims,
      records: this.#records,
      keys: this.#keys,
      values: appended.values,
      before,
      versionstamp,
      head,
      isWrite: this.#events.length > 0 || snapshots !== before.snapshots || wakeAt !== before.wakeAt,
      isLanded: false,
      mayLand: false,
    };
  }

  /** The answer to a command that was carried out before, refused for good, or null to decide it. */
  #repeatOf(entry: Entry<Command, Outcome>): Verdict<Outcome> {
    const { context, address, batch, known, state } = this.#options;
    const refused = batch.refused.get(entry);
    if (refused !== undefined) return refused;
    const asked = { actorId: address.actorId, envelope: entry.envelope };
    if (context.quarantine.holds(asked, this.at)) {
      return new AppError("quarantined", "Cannot carry out a command that failed twice", {
        retryAfterMs: context.limits.quarantineMs,
      });
    }
    const { idempotency } = entry.envelope;
    if (idempotency === undefined) return null;
    const before = this.#repeats.get(idempotency.key) ?? known.get(idempotency.key) ?? entry.found;
    if (before === null) return null;
    if (before.bodyHash !== idempotency.bodyHash) {
      return idempotencyConflict();
    }
    try {
      return { outcome: context.domain.recall(state, before.reference), isReplay: true };
    } catch (cause) {
      return this.#failure(entry, cause);
    }
  }

  /** Applies the events of an accepted command and keeps its outcome. */
  #accept(entry: Entry<Command, Outcome>, events: readonly Event[]): void {
    const { context: { domain, limits }, state } = this.#options;
    const index = this.#verdicts.length;
    const texts = events.map((event) => this.#textOf(event));
    if (texts.some(({ bytes }) => bytes > limits.eventBytesMax)) {
      this.#verdicts.push(new AppError("too_large", "Cannot store an event of this size"));
      return;
    }
    events.forEach((event, position) => this.#apply(event, { entry: index, text: texts[position] }));
    try {
      const outcome = domain.outcome(state, entry.envelope.command, events);
      if (events.length > 0) this.#remember(entry, outcome);
      this.#verdicts.push({ outcome, isReplay: false });
    } catch (cause) {
      throw new DraftFailed(index, "threw", { cause });
    }
    if (this.#isTooMuch()) throw new DraftFailed(index, "too_much", { cause: null });
  }

  #textOf(event: Event): EventText {
    const startsSegment = this.#options.context.domain.startsSegment?.(event) ?? false;
    const text = JSON.stringify(event);
    return { text, bytes: textBytes(text), keyText: null, startsSegment };
  }

  /** Evolves the state by one event and gathers what it asks of the store. */
  #apply(
    event: Event,
    { entry, text }: { readonly entry: number; readonly text: EventText | undefined },
  ): void {
    const { context: { domain }, state, head, batch } = this.#options;
    if (text === undefined) throw new DraftFailed(entry, "threw", { cause: "An event without text" });
    try {
      domain.evolve(state, event, head.seq + this.#events.length + 1);
      const effects = domain.effects(state, event);
      for (const claim of effects.releases) this.#claims.release(claim, entry);
      for (const take of effects.takes) {
        const findings = entry === DUE ? batch.dueFindings : this.#entry?.findings;
        this.#claims.take(take, { entry, findings });
      }
      for (const claim of effects.releases) this.#weighKey(claimBytes(claim));
      for (const { claim } of effects.takes) this.#weighKey(2 * claimBytes(claim));
      for (const record of effects.records) this.#weighKey(keyBytes(record.key));
      this.#records.push(...effects.records);
      this.#mutations += effects.records.length;
    } catch (cause) {
      throw new DraftFailed(entry, "threw", { cause });
    }
    this.#events.push(event);
    this.#texts.push(text);
    this.#textBytes += text.bytes;
  }

  /** Keeps the idempotency key of an accepted command with its last event. */
  #remember(entry: Entry<Command, Outcome>, outcome: Outcome): void {
    const { idempotency } = entry.envelope;
    const last = this.#texts.at(-1);
    if (idempotency === undefined || last === undefined) return;
    const { key, bodyHash } = idempotency;
    const reference = this.#options.context.domain.reference(outcome);
    const logged: LoggedKey = [key, bodyHash, reference];
    last.keyText = JSON.stringify(logged);
    this.#textBytes += textBytes(last.keyText);
    this.#keys.push(logged);
    this.#repeats.set(key, { bodyHash, reference });
    this.#mutations += 1;
    this.#weighKey(2 * (6 + textBytes(key)));
  }

  /** Checks beside the head's: claims, and the keys of an actor's first commit, which may be known elsewhere. */
  #checks(): number {
    return this.#claims.checks + (this.#options.head.seq === 0 ? this.#keys.length : 0);
  }

  #weighKey(bytes: number): void {
    this.#keyBytes += bytes + 20;
  }

  #isFull(): boolean {
    const { limits, deps } = this.#options.context;
    return this.#textBytes >= limits.batchBytesMax || this.#keyBytes >= limits.batchKeyBytesMax ||
      this.#verdicts.length >= limits.batchCommandsMax || this.#checks() >= deps.checksMax - 1 ||
      this.#mutations + this.#claims.size >= limits.batchMutationsMax;
  }

  /** Whether the commit would pass a wall of the store. */
  #isTooMuch(): boolean {
    const mutations = this.#mutations + this.#claims.size;
    const bytes = this.#textBytes + mutations * SMALL_VALUE_BYTES + this.#keyBytes;
    return this.#checks() > this.#options.context.deps.checksMax - 1 ||
      mutations > STORE_MUTATIONS_MAX - 20 ||
      bytes > STORE_COMMIT_BYTES_MAX;
  }

  /** What the caller of a command hears on which the rules threw, in this draft and any later one of the batch. */
  #failure(entry: Entry<Command, Outcome>, cause: unknown): AppError {
    const failure = commandFailure(entry, { ...this.#options, cause, at: this.at });
    this.#options.batch.refused.set(entry, failure);
    return failure;
  }
}

/** Notes that the rules threw on a command, and gives what its caller hears. */
export function commandFailure<State extends Rewindable, Command, Event, Outcome>(
  { envelope }: Entry<Command, Outcome>,
  { context, address, cause, at }: {
    readonly context: RuntimeContext<State, Command, Event, Outcome>;
    readonly address: ActorAddress;
    readonly cause: unknown;
    readonly at: number;
  },
): AppError {
  context.quarantine.note({ actorId: address.actorId, envelope }, at);
  context.counters.failures += 1;
  context.deps.log("error", "A command made the rules throw", { ...address, cause: String(cause) });
  return new AppError("internal", "Cannot carry out the command: the program is wrong", { cause });
}

/**
 * When the wake-up record must be due after a turn. A record that is merely early stays: it costs one turn that finds
 * nothing due, which is cheaper than moving it with every change.
 */
function rearmed(
  wakeAt: number | null,
  { deadline, at }: { readonly deadline: number | null; readonly at: number },
): number | null {
  if (wakeAt !== null && wakeAt <= at) return deadline;
  if (deadline === null) return wakeAt;
  return wakeAt === null ? deadline : Math.min(wakeAt, deadline);
}
