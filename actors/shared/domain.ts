/**
 * The contract between the runtime and the rules of one kind of actor. A domain is pure: it takes values and
 * returns values, the same log gives the same state. The only thing that changes in place is the state it made
 * itself, through `evolve`, and the runtime can take that back with `rewind`.
 */
import type { Rejection } from "./errors.ts";

/** State that can be taken back to its last mark: how a turn tries events before they are committed. */
export interface Rewindable {
  /** Accepts everything since the last mark; from here on `rewind` returns to this point. */
  mark(): void;
  /** Undoes every change since the last mark. */
  rewind(): void;
}

/** A name that at most one holder in the whole store may have, for example the live ticket of a patient. */
export type ClaimId = readonly [scope: string, kind: string, name: string];

/** Who holds a claim: an actor, and the thing inside it. */
export interface ClaimOwner {
  readonly kind: string;
  readonly actorId: string;
  readonly holder: string;
}

export interface ClaimTake {
  readonly claim: ClaimId;
  readonly holder: string;
  /** True when the name was minted in this very command, so that nobody else can hold it: written unchecked. */
  readonly isFresh: boolean;
}

/** A claim whose holder has ended without releasing it. */
export interface ClaimLeft {
  readonly claim: ClaimId;
  readonly holder: string;
}

/** A record that rides in the commit of the event that caused it; null deletes it. */
export interface RecordWrite {
  readonly key: Deno.KvKey;
  readonly value: unknown;
}

/** What an event asks of the store beyond the log. */
export interface Effects {
  readonly takes: readonly ClaimTake[];
  readonly releases: readonly ClaimId[];
  readonly records: readonly RecordWrite[];
}

/** What `decide` may know beside state and command. */
export interface Turn {
  /** The instant of the turn, epoch ms; never less than that of any earlier event of the actor. */
  readonly at: number;
  /** Who asks: `staff:<id>`, `patient:<id>`, `link:<ticketId>`, `key:<id>`, `anonymous`, `system`. */
  readonly by: string;
  /** The owner of a claim known to be taken by another actor and verified to be live, else null. */
  heldBy(claim: ClaimId): ClaimOwner | null;
}

export type Decision<Event> =
  | { readonly events: readonly Event[] }
  | { readonly rejection: Rejection };

/**
 * The rules of one kind of actor.
 *
 * `Reference` is the small JSON value kept with an idempotency key; `recall` makes the outcome of a repeated
 * command from it and the present state ("the same ids with present fields").
 */
export interface Domain<State extends Rewindable, Command, Event, Outcome, Reference = unknown> {
  readonly kind: string;
  /** Version of the event shapes written by this program; recorded in the head as `minReader`. */
  readonly eventVersion: number;
  create(actorId: string): State;
  /** Pure: never changes `state`. */
  decide(state: State, command: Command, turn: Turn): Decision<Event>;
  /**
   * The events that time alone asks for at `at` (day end, expiry, grace); empty when nothing is due. A turn may apply
   * a prefix of them and ask again for the rest.
   */
  due(state: State, at: number): readonly Event[];
  /** The earliest instant at which `due` would answer something, or null. */
  deadline(state: State): number | null;
  /** Applies one event at log position `seq`. Throws only on a bug or a corrupt log. */
  evolve(state: State, event: Event, seq: number): void;
  /** The answer to a command, taken right after its events were applied. */
  outcome(state: State, command: Command, events: readonly Event[]): Outcome;
  reference(outcome: Outcome): Reference;
  recall(state: State, reference: Reference): Outcome;
  /** Claims and records of one event, asked right after `evolve` applied it. */
  effects(state: State, event: Event): Effects;
  /** True for an event that opens a new segment of the log, for example a service day. Absent: never. */
  startsSegment?(event: Event): boolean;
  /** True for an event that ends holders in bulk without releasing their claims. Absent: never. */
  isBulkRelease?(event: Event): boolean;
  /** The claims that a bulk event left behind, with their holders, as far as the present state knows them. */
  leftClaims?(state: State, event: Event): readonly ClaimLeft[];
  /** True while `holder` still holds its claim in this actor: a bulk change may have ended it unswept. */
  isHolding(state: State, holder: string): boolean;
  /** Parses a stored event of any known `version` into today's shape; throws on an unknown one. */
  upcast(raw: unknown, version: number): Event;
  /** The instant that an event carries, epoch ms. */
  instantOf(event: Event): number;
  /** The state as rows of JSON values, each below 16 KiB, cheap to take (values are shared, not copied). */
  dump(state: State): Iterable<unknown>;
  /** A row of `dump` in the form in which it is stored; absent: as it is. Asked for one row at a time. */
  pack?(row: unknown): unknown;
  /** The state from the stored rows of `dump`, in order. */
  load(actorId: string, rows: Iterable<unknown>): State;
  /** The first broken invariant in words, or null. Costs O(changes since the mark), not O(state). */
  broken(state: State): string | null;
}
