/**
 * What all actors of one registry share: the world, the rules, the limits, and the small memories that are per
 * process. It holds references only and decides nothing.
 */
import type { ClaimOwner, Domain, Rewindable } from "../shared/domain.ts";
import type { Change } from "./actor_api.ts";
import type { ClaimLedger } from "./claim_ledger.ts";
import type { RuntimeDeps } from "./deps.ts";
import type { FoundKey } from "./idempotency.ts";
import type { RuntimeLimits } from "./limits.ts";
import type { Quarantine } from "./quarantine.ts";
import type { SnapshotWriter } from "./snapshot.ts";
import type { StoreReads } from "./store_reads.ts";

/** Totals since the start, for `/metrics`. */
export interface Counters {
  commands: number;
  commits: number;
  events: number;
  conflicts: number;
  unknownOutcomes: number;
  landedLate: number;
  rejections: number;
  replays: number;
  failures: number;
  loads: number;
  evictions: number;
  snapshots: number;
}

/** Counters as they begin. */
export const ZERO_COUNTERS: Readonly<Counters> = {
  commands: 0,
  commits: 0,
  events: 0,
  conflicts: 0,
  unknownOutcomes: 0,
  landedLate: 0,
  rejections: 0,
  replays: 0,
  failures: 0,
  loads: 0,
  evictions: 0,
  snapshots: 0,
};

export interface RuntimeContext<State extends Rewindable, Command, Event, Outcome> {
  readonly deps: RuntimeDeps;
  readonly limits: RuntimeLimits;
  readonly domain: Domain<State, Command, Event, Outcome>;
  readonly reads: StoreReads;
  readonly ledger: ClaimLedger;
  readonly quarantine: Quarantine;
  readonly snapshots: SnapshotWriter;
  readonly counters: Counters;
  /** Unique among all attempts of all processes. */
  nextAttemptId(): string;
  /** Whether the owner of a claim, recorded at `versionstamp`, still holds it, as confirmed by the store. */
  isHolding(owner: ClaimOwner, versionstamp: string): Promise<boolean>;
  /** The outcome of a command that another actor carried out under the same key, recalled by its state. */
  recallElsewhere(record: FoundKey): Promise<Outcome>;
  /** Whether anybody on this process follows all actors. */
  hasFollowers(): boolean;
  /** Tells those of a confirmed batch. */
  follow(actorId: string, change: Change<Event>): void;
}
