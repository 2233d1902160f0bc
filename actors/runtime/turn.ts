/**
 * One turn of an actor: draft what waits, commit it, and find out what became of it, until its callers can be told.
 * Nobody is told anything before the store has confirmed what they are told.
 */
import type { ClaimId, Rewindable } from "../shared/domain.ts";
import { AppError } from "../shared/errors.ts";
import { type Attempt, type Batch, emptyBatch, type Entry } from "./attempt.ts";
import { shortHash } from "./claims.ts";
import { commitOf } from "./commit.ts";
import type { RuntimeContext } from "./context.ts";
import { resolveDoubt } from "./doubt.ts";
import { commandFailure, Draft, DraftFailed, DUE } from "./draft.ts";
import type { Gate } from "./gate.ts";
import type { SnapshotPointer } from "./head.ts";
import type { ActorAddress } from "./keys.ts";
import { backoffMs, pause, storeUnavailable, within } from "./patience.ts";
import type { Replica } from "./replica.ts";

/** A batch failed so often while drafting that it is cut in half from here on. */
const REDRAFTS_BEFORE_HALVING = 3;

/** The events of a batch left the state in a shape that the rules forbid: nothing of it is committed. */
export class InvariantBroken extends Error {
  override readonly name = "InvariantBroken";
}

/** What a turn needs of its actor. */
export interface TurnHost<State extends Rewindable, Command, Event, Outcome> {
  readonly context: RuntimeContext<State, Command, Event, Outcome>;
  readonly address: ActorAddress;
  readonly replica: Replica<State, Command, Event, Outcome>;
  readonly gate: Gate;
  /** What waits, oldest first; the turn takes from its front. */
  readonly mailbox: Entry<Command, Outcome>[];
  /** A written snapshot that the next head should point to. */
  readonly snapshot: SnapshotPointer | null;
  /** Looks at a claim that another actor probably holds, then lets the command wait again. */
  park(entry: Entry<Command, Outcome>, claim: ClaimId): void;
  /** Lets commands that were not decided wait again, first in line. */
  requeue(entries: readonly Entry<Command, Outcome>[]): void;
}

/**
 * Runs one turn and gives the attempt that was confirmed. Every command that it took is answered or waits again.
 * Rejects, with the commands refused, when the store fails, when others win every race, and on a bug.
 */
export async function runTurn<State extends Rewindable, Command, Event, Outcome>(
  host: TurnHost<State, Command, Event, Outcome>,
): Promise<Attempt<Event, Outcome>> {
  const reservation = host.context.ledger.open(shortHash(host.address.actorId));
  const batch: Batch<Command, Outcome> = emptyBatch(reservation);
  try {
    const attempt = await carryOut(host, batch);
    deliver(host, { batch, attempt });
    return attempt;
  } catch (cause) {
    host.replica.rewind();
    host.gate.flush();
    // What was sent may still land: from here on nobody trusts this state without a look at the head.
    if (host.replica.attempts.values().some(({ mayLand }) => mayLand)) host.replica.isSuspect = true;
    host.replica.attempts.clear();
    const error = refusalOf(cause);
    for (const entry of batch.entries) entry.reject(error);
    throw cause;
  } finally {
    host.context.ledger.end(reservation);
  }
}

/** What the callers hear when a turn fails. */
export function refusalOf(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  if (cause instanceof InvariantBroken) {
    return new AppError("internal", "Cannot carry out the command: the program is wrong", { cause });
  }
  return storeUnavailable(cause);
}

async function carryOut<State extends Rewindable, Command, Event, Outcome>(
  host: TurnHost<State, Command, Event, Outcome>,
  batch: Batch<Command, Outcome>,
): Promise<Attempt<Event, Outcome>> {
  const { context: { deps, limits, counters }, replica } = host;
  for (let tries = 1;; tries++) {
    while (replica.catchingUp !== null) await replica.catchingUp;
    if (replica.frozen !== null) throw replica.frozen;
    const attempt = build(host, { batch, isFirst: tries === 1 });
    // An earlier attempt may still land: only another commit makes certain that a refusal stays true.
    const mustFence = replica.attempts.values().some(({ mayLand }) => mayLand) &&
      attempt.verdicts.some((verdict) => verdict !== null);
    const { done, mayHurry } = attempt.isWrite || mustFence
      ? await tryCommit(host, { batch, attempt })
      : await tryAnswer(host, attempt);
    if (done !== null) return done;
    counters.conflicts += 1;
    if (tries >= limits.commitTriesMax) throw givenUp(replica, tries);
    const random = () => deps.random();
    const { backoffBaseMs: baseMs, backoffMaxMs: maxMs } = limits;
    if (!mayHurry) await pause(deps, backoffMs(tries, { baseMs, maxMs, random }));
  }
}

/** What the callers hear after the last try: `contended` promises that nothing was carried out. */
function givenUp(
  { attempts }: { readonly attempts: ReadonlyMap<string, { readonly mayLand: boolean }> },
  tries: number,
): AppError {
  if (attempts.values().some(({ mayLand }) => mayLand)) return storeUnavailable(null);
  return new AppError("contended", `Cannot commit: others came first ${tries} times`, {
    retryAfterMs: 1_000,
  });
}

/** Drafts the batch on the confirmed state; commands on which the rules throw are left out and refused. */
function build<State extends Rewindable, Command, Event, Outcome>(
  host: TurnHost<State, Command, Event, Outcome>,
  { batch, isFirst }: { readonly batch: Batch<Command, Outcome>; readonly isFirst: boolean },
): Attempt<Event, Outcome> {
  const { context, address, replica } = host;
  const { state, head, versionstamp, known } = replica;
  for (let redrafts = 0;; redrafts++) {
    const draft = new Draft({
      context,
      address,
      state,
      head,
      versionstamp,
      known,
      batch,
      snapshot: host.snapshot,
    });
    try {
      draft.applyDue();
      if (isFirst && redrafts === 0) takeWaiting(host, { draft, batch });
      else offerAgain(draft, batch);
      const attempt = draft.finish();
      const broken = attempt.events.length === 0 ? null : context.domain.broken(state);
      if (broken !== null) {
        throw new InvariantBroken(`Batch of ${address.actorId} breaks an invariant: ${broken}`);
      }
      return attempt;
    } catch (cause) {
      state.rewind();
      if (!(cause instanceof DraftFailed)) throw cause;
      leaveOut(host, { batch, failed: cause, at: draft.at });
      if (redrafts >= REDRAFTS_BEFORE_HALVING) batch.end = Math.max(1, batch.end >> 1);
    }
  }
}

/** Takes from the mailbox what fits. */
function takeWaiting<State extends Rewindable, Command, Event, Outcome>(
  { mailbox, park }: TurnHost<State, Command, Event, Outcome>,
  { draft, batch }: {
    readonly draft: Draft<State, Command, Event, Outcome>;
    readonly batch: Batch<Command, Outcome>;
  },
): void {
  let taken = 0;
  try {
    for (const entry of mailbox) {
      // Counted first: a command that makes the draft fail belongs to the batch, where its caller is answered.
      taken += 1;
      batch.entries.push(entry);
      const offer = draft.offer(entry, { mayLook: true });
      if (offer === "taken") continue;
      batch.entries.pop();
      if (offer === "full") {
        taken -= 1;
        return;
      }
      if (draft.claimToLookAt !== null) park(entry, draft.claimToLookAt);
    }
  } finally {
    mailbox.splice(0, taken);
    batch.end = batch.entries.length;
  }
}

/** Offers the batch once more; what no longer fits waits until it is certain that no earlier attempt landed. */
function offerAgain<State extends Rewindable, Command, Event, Outcome>(
  draft: Draft<State, Command, Event, Outcome>,
  batch: Batch<Command, Outcome>,
): void {
  let isOpen = true;
  batch.entries.forEach((entry, index) => {
    if (index >= batch.end) isOpen = false;
    if (isOpen && draft.offer(entry, { mayLook: false }) === "full") isOpen = false;
    if (!isOpen) draft.skip(null);
  });
}

/** Leaves out of the next draft what made this one fail. */
function leaveOut<State extends Rewindable, Command, Event, Outcome>(
  { context, address }: TurnHost<State, Command, Event, Outcome>,
  { batch, failed, at }: {
    readonly batch: Batch<Command, Outcome>;
    readonly failed: DraftFailed;
    readonly at: number;
  },
): void {
  if (failed.entry === DUE) {
    batch.skipsDue = true;
    context.deps.log("error", "What is due makes the rules throw", {
      ...address,
      cause: String(failed.cause),
    });
    return;
  }
  if (failed.reason === "too_much" && failed.entry > 0) {
    batch.end = failed.entry;
    return;
  }
  const entry = batch.entries[failed.entry];
  if (entry === undefined) throw failed;
  batch.refused.set(entry, commandFailure(entry, { context, address, cause: failed.cause ?? failed, at }));
}

/** `done`: the attempt that is confirmed. `mayHurry`: trying again at once makes sense. */
interface Tried<Event, Outcome> {
  readonly done: Attempt<Event, Outcome> | null;
  readonly mayHurry: boolean;
}

interface Trying<Command, Event, Outcome> {
  readonly batch: Batch<Command, Outcome>;
  readonly attempt: Attempt<Event, Outcome>;
}

async function tryCommit<State extends Rewindable, Command, Event, Outcome>(
  host: TurnHost<State, Command, Event, Outcome>,
  { batch, attempt }: Trying<Command, Event, Outcome>,
): Promise<Tried<Event, Outcome>> {
  const { context, address, replica, gate } = host;
  const { deps, limits, counters } = context;
  const earlier = context.ledger.reserve(attempt.claims.values(), batch.reservation);
  // Declared before anything is waited for: from here on no read sees what is not confirmed.
  replica.begin(attempt);
  for (const { ended } of earlier) await ended;
  const sentAt = deps.now();
  if (!deps.isShared && !replica.isSuspect) replica.confirmedAt = sentAt;
  let versionstamp: string | null = null;
  try {
    const operation = commitOf(deps.kv, { address, attempt, idempotencyMs: limits.idempotencyMs });
    const result = await within(deps, operation.commit(), { ms: limits.commitTimeoutMs, what: "a commit" });
    if (result.ok) versionstamp = result.versionstamp;
    // A remote store's client may have asked twice without saying so: its no need not be the last word.
    else attempt.mayLand = deps.isShared;
  } catch (cause) {
    attempt.mayLand = true;
    context.ledger.doubt();
    counters.unknownOutcomes += 1;
    deps.log("warn", "A commit's outcome is unknown", { ...address, cause: String(cause) });
  }
  while (replica.catchingUp !== null) await replica.catchingUp;
  if (!attempt.isLanded && versionstamp !== null) replica.confirm(attempt, { versionstamp, sentAt });
  else if (!attempt.isLanded) replica.rewind();
  gate.flush();
  if (attempt.isLanded || versionstamp !== null) return { done: attempt, mayHurry: true };
  const mayHurry = await resolveDoubt({ context, address, replica, batch, attempt });
  for (const earlier of replica.attempts.values()) {
    if (!earlier.isLanded) continue;
    counters.landedLate += 1;
    return { done: earlier, mayHurry: true };
  }
  return { done: null, mayHurry };
}

/** Answers without a commit: on a store that others write to, only once the head shows that nothing has changed. */
async function tryAnswer<State extends Rewindable, Command, Event, Outcome>(
  { context, replica }: TurnHost<State, Command, Event, Outcome>,
  attempt: Attempt<Event, Outcome>,
): Promise<Tried<Event, Outcome>> {
  const done = { done: attempt, mayHurry: true };
  if (attempt.verdicts.length === 0 || !(context.deps.isShared || replica.isSuspect)) return done;
  const entry = await context.reads.get(replica.key);
  if (!replica.isBehind(entry) && replica.versionstamp === attempt.versionstamp) return done;
  if (replica.isBehind(entry)) await replica.catchUp(entry);
  return { done: null, mayHurry: true };
}

/** Answers every command of a confirmed batch; those that had no room wait again, first in line. */
function deliver<State extends Rewindable, Command, Event, Outcome>(
  { context, address, requeue, replica }: TurnHost<State, Command, Event, Outcome>,
  { batch, attempt }: Trying<Command, Event, Outcome>,
): void {
  const { counters, ledger } = context;
  replica.attempts.clear();
  const again: Entry<Command, Outcome>[] = [];
  batch.entries.forEach((entry, index) => {
    const verdict = attempt.verdicts[index] ?? null;
    if (verdict === null) again.push(entry);
    else if (verdict instanceof Error) {
      counters.rejections += 1;
      entry.reject(verdict);
    } else {
      if (verdict.isReplay) counters.replays += 1;
      entry.resolve(verdict);
    }
  });
  if (again.length > 0) requeue(again);
  counters.commands += batch.entries.length - again.length;
  if (!attempt.isWrite) return;
  counters.commits += 1;
  counters.events += attempt.events.length;
  const actor = shortHash(address.actorId);
  for (const { claim, owner } of attempt.claims.values()) {
    if (owner === null) ledger.delete(claim);
    else ledger.set(claim, actor);
  }
}
