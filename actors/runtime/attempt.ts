/**
 * One attempt to commit a batch of commands: what was decided, what it writes, what its callers will hear once it is
 * confirmed. An attempt whose outcome is unknown is kept until the log has told whether it landed.
 */
import type { Reservation } from "./claim_ledger.ts";
import type { RecordWrite } from "../shared/domain.ts";
import { AppError } from "../shared/errors.ts";
import type { Envelope, Sent } from "./actor_api.ts";
import type { ClaimChanges, Finding } from "./claims.ts";
import type { Head } from "./head.ts";
import type { FoundKey } from "./idempotency.ts";
import type { ActorAddress } from "./keys.ts";
import type { EncodedValue, LoggedKey } from "./log.ts";

/** One waiting command and who waits for it. */
export interface Entry<Command, Outcome> {
  readonly envelope: Envelope<Command>;
  readonly resolve: (sent: Sent<Outcome>) => void;
  readonly reject: (cause: Error) => void;
  /** What looks into the store found out about claims it wanted, by claim name. */
  findings: Map<string, Finding> | null;
  /** What the store remembers of its idempotency key; null: nothing, or it was not asked. */
  found: FoundKey | null;
}

/** True when the command was carried out by another actor, which alone can recall its outcome. */
export function isFoundElsewhere(
  { found }: Pick<Entry<unknown, never>, "found">,
  own: ActorAddress,
): boolean {
  return found !== null && (found.kind !== own.kind || found.actorId !== own.actorId);
}

/** What a caller hears who used one key for two requests. */
export function idempotencyConflict(): AppError {
  return new AppError("idempotency_conflict", "Cannot use one Idempotency-Key for two different requests");
}

/** What a caller will hear: the result, a refusal, or (null) nothing yet because the batch had no room for it. */
export type Verdict<Outcome> = Sent<Outcome> | Error | null;

/** A batch of commands decided and encoded, ready to be committed. */
export interface Attempt<Event, Outcome> {
  readonly id: string;
  readonly at: number;
  readonly firstSeq: number;
  readonly events: readonly Event[];
  /** How many of the events time alone asked for. */
  readonly dueEvents: number;
  /** One for each command of the batch, in order. */
  readonly verdicts: readonly Verdict<Outcome>[];
  readonly claims: ClaimChanges;
  readonly records: readonly RecordWrite[];
  readonly keys: readonly LoggedKey[];
  readonly values: readonly EncodedValue[];
  /** The head before, with the versionstamp that the commit checks, and the head after. */
  readonly before: Head;
  readonly versionstamp: string | null;
  readonly head: Head;
  /** False when there is nothing to commit: only refusals and repeats. */
  readonly isWrite: boolean;
  /** Set when the log showed that it was committed. */
  isLanded: boolean;
  /** True while it may still be committed although nobody waits for that any more. */
  mayLand: boolean;
}

/** The commands of one turn, unchanged through all its attempts. */
export interface Batch<Command, Outcome> {
  entries: Entry<Command, Outcome>[];
  /** Commands of the batch that attempts still consider; the rest waits for the next turn. */
  end: number;
  /** Commands that made the rules throw, with what their callers hear. */
  readonly refused: Map<Entry<Command, Outcome>, Error>;
  /** What is known of claims wanted by events that time alone asked for. */
  readonly dueFindings: Map<string, Finding>;
  /** Set when such events cannot be committed: they are left out of this turn. */
  skipsDue: boolean;
  /** The claims that the turn is about to take. */
  readonly reservation: Reservation;
}

/** A batch without commands. */
export function emptyBatch<Command, Outcome>(reservation: Reservation): Batch<Command, Outcome> {
  return { entries: [], end: 0, refused: new Map(), dueFindings: new Map(), skipsDue: false, reservation };
}
