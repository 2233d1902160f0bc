/**
 * What the rest of the program sees of the actors: send a command, read confirmed state, follow changes, read the
 * log. Nothing here shows a change before its commit is confirmed.
 */
import type { Cancel } from "./deps.ts";

/** A retried command's name and the digest of what it asked: the same key with another body is refused. */
export interface IdempotencyKey {
  /** Digest of tenant, principal, route, target and the client's key. */
  readonly key: string;
  readonly bodyHash: string;
}

export interface Envelope<Command> {
  readonly command: Command;
  /** See `Turn.by`. */
  readonly by: string;
  readonly idempotency?: IdempotencyKey;
}

export interface Sent<Outcome> {
  readonly outcome: Outcome;
  /** True when the command had been carried out before and was not carried out again. */
  readonly isReplay: boolean;
}

/** Where a read stands: the last confirmed log position, and how old that confirmation is. */
export interface Confirmed {
  readonly seq: number;
  /** Milliseconds since the store last confirmed this state; 0 when it did so for this read. */
  readonly ageMs: number;
}

/** One event with its place in the log. */
export interface LoggedEvent<Event> {
  readonly seq: number;
  readonly event: Event;
}

/** A confirmed batch, as a subscriber hears of it. */
export interface Change<Event> {
  readonly seq: number;
  readonly events: readonly LoggedEvent<Event>[];
}

/** The actors of one kind on this process. Unknown actor ids read as the empty state. */
export interface Actors<State, Command, Event, Outcome> {
  /**
   * Carries out a command and answers after its commit is confirmed.
   * @throws RejectedError when the rules refuse; AppError `overloaded`, `contended`, `store_unavailable`,
   * `draining`, `unsupported_version`, `quarantined`, `idempotency_conflict`.
   */
  send(actorId: string, envelope: Envelope<Command>): Promise<Sent<Outcome>>;
  /**
   * Runs `view` on confirmed state: on a shared store no older than the start of the call; while the store is
   * unreachable on the last confirmed state, with its age.
   * @throws AppError `store_unavailable` when nothing was ever confirmed here.
   */
  read<T>(actorId: string, view: (state: State, confirmed: Confirmed) => T): Promise<T>;
  /** Calls `listener` once for each confirmed batch, in order, until cancelled. A throwing listener is dropped. */
  subscribe(actorId: string, listener: (change: Change<Event>) => void): Cancel;
  /** Confirmed events with `seq` > `afterSeq`, in order, at most `limit`. */
  events(actorId: string, afterSeq: number, limit: number): Promise<readonly LoggedEvent<Event>[]>;
}
