/**
 * After a commit that was refused or never answered: what does the store say? The log tells whether an attempt
 * landed, the claims tell who holds what the batch wanted. It reads and remembers; the actor decides again.
 */
import type { ClaimId, Rewindable } from "../shared/domain.ts";
import type { Attempt, Batch } from "./attempt.ts";
import { type ClaimChange, type Finding, parseOwner, shortHash } from "./claims.ts";
import type { RuntimeContext } from "./context.ts";
import { parseKeyRecord } from "./idempotency.ts";
import { type ActorAddress, idempotencyKey } from "./keys.ts";
import { DUE } from "./draft.ts";
import type { Replica } from "./replica.ts";

export interface DoubtOptions<State extends Rewindable, Command, Event, Outcome> {
  readonly context: RuntimeContext<State, Command, Event, Outcome>;
  readonly address: ActorAddress;
  readonly replica: Replica<State, Command, Event, Outcome>;
  readonly batch: Batch<Command, Outcome>;
  readonly attempt: Attempt<Event, Outcome>;
}

/**
 * Brings the replica up to date and notes what stood in the attempt's way. Attempts that landed are marked as such.
 * Gives true when only claims stood in the way, so that trying again at once makes sense. Rejects when the store
 * fails.
 */
export async function resolveDoubt<State extends Rewindable, Command, Event, Outcome>(
  options: DoubtOptions<State, Command, Event, Outcome>,
): Promise<boolean> {
  const { context: { reads }, replica, attempt } = options;
  const wanted = [...attempt.claims.values()].filter(({ expected }) => expected !== undefined);
  const keys = attempt.before.seq === 0 ? attempt.keys.map(([key]) => idempotencyKey(key)) : [];
  const [head, ...rest] = await reads.getAll([replica.key, ...wanted.map(({ key }) => key), ...keys]);
  if (head === undefined) return false;
  const hasMoved = replica.isBehind(head);
  if (hasMoved) {
    await replica.catchUp(head);
    // They checked a head that is history now.
    for (const earlier of replica.attempts.values()) earlier.mayLand = false;
  }
  if (attempt.isLanded) return false;
  let isExplained = false;
  for (const [index, change] of wanted.entries()) {
    const entry = rest[index];
    if (entry === undefined || entry.versionstamp === change.expected) continue;
    await noteFinding(options, { change, entry });
    isExplained = true;
  }
  for (const entry of rest.slice(wanted.length)) {
    if (entry.value !== null) isExplained = noteKey(options, entry) || isExplained;
  }
  return isExplained && !hasMoved;
}

/** Keeps what is known of a claim that stood in the way with the command that wanted it. */
async function noteFinding<State extends Rewindable, Command, Event, Outcome>(
  options: DoubtOptions<State, Command, Event, Outcome>,
  { change, entry }: { readonly change: ClaimChange; readonly entry: Deno.KvEntryMaybe<unknown> },
): Promise<void> {
  const { batch } = options;
  const { name } = change;
  const finding = await lookAtClaim(options, { claim: change.claim, entry });
  if (change.entry === DUE) {
    batch.dueFindings.set(name, finding);
    // Events that time alone asks for cannot be refused: left out, they are due again in the next turn.
    if (finding.owner !== null) batch.skipsDue = true;
    return;
  }
  const command = batch.entries[change.entry];
  if (command !== undefined) (command.findings ??= new Map()).set(name, finding);
}

export interface LookOptions<State extends Rewindable, Command, Event, Outcome> {
  readonly context: RuntimeContext<State, Command, Event, Outcome>;
  readonly address: ActorAddress;
}

/**
 * Whether the owner in a claim's record, `entry`, is live. A holder in the asking actor itself counts as none: its own
 * state knows, and its record may be overwritten once it has ended.
 */
export async function lookAtClaim<State extends Rewindable, Command, Event, Outcome>(
  { context, address }: LookOptions<State, Command, Event, Outcome>,
  { claim, entry }: { readonly claim: ClaimId; readonly entry: Deno.KvEntryMaybe<unknown> },
): Promise<Finding> {
  const owner = parseOwner(entry.value);
  if (owner === null || entry.versionstamp === null) {
    context.ledger.missed(claim);
    return { owner: null, versionstamp: entry.versionstamp };
  }
  const isOwn = owner.kind === address.kind && owner.actorId === address.actorId;
  if (!context.ledger.isComplete) context.ledger.set(claim, shortHash(owner.actorId));
  const isHeld = await context.isHolding(owner, entry.versionstamp);
  if (isOwn) return { owner: null, versionstamp: isHeld ? null : entry.versionstamp };
  return isHeld ? { owner, versionstamp: null } : { owner: null, versionstamp: entry.versionstamp };
}

/** Gives a key's record to the commands that carry the key, so that they are recognised as repeats. */
function noteKey<State extends Rewindable, Command, Event, Outcome>(
  { batch, context }: DoubtOptions<State, Command, Event, Outcome>,
  entry: Deno.KvEntry<unknown>,
): boolean {
  const record = parseKeyRecord(entry, {
    now: context.deps.now(),
    ttlMs: context.limits.idempotencyMs,
  });
  if (record === null) return false;
  for (const command of batch.entries) {
    if (command.envelope.idempotency?.key === entry.key[1]) command.found = record;
  }
  return true;
}
