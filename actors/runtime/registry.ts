/**
 * All actors of one kind on this process: found by id, loaded at first use, forgotten when idle. It joins the actors
 * to what is per process (reads, claims, snapshots, watchers, wake-ups) and offers them to the rest of the program.
 */
import type { ClaimId, ClaimOwner, Domain, Rewindable } from "../shared/domain.ts";
import { AppError } from "../shared/errors.ts";
import { Actor } from "./actor.ts";
import type { Actors, Change } from "./actor_api.ts";
import { createClaimSweeper } from "./claim_sweeper.ts";
import { ClaimLedger } from "./claim_ledger.ts";
import { parseOwner } from "./claims.ts";
import { type Counters, type RuntimeContext, ZERO_COUNTERS } from "./context.ts";
import type { Cancel, RuntimeDeps } from "./deps.ts";
import { claimKey } from "./keys.ts";
import { checkLimits, LIMITS, type RuntimeLimits } from "./limits.ts";
import { Quarantine } from "./quarantine.ts";
import type { Reader } from "./reader.ts";
import { SnapshotWriter } from "./snapshot.ts";
import { StoreReads } from "./store_reads.ts";
import { createWaker, type Waker } from "./wake.ts";
import { HeadWatch } from "./watch.ts";

/** The part of the idle actors that is forgotten when too many are resident. */
const EVICTED_SHARE = 0.1;

/** Totals and gauges for `/metrics`. */
export interface ActorStats extends Readonly<Counters> {
  readonly residentActors: number;
  /** Commands that wait, over all actors. */
  readonly waitingCommands: number;
}

/** A confirmed batch of any actor. */
export type Follower<Event> = (actorId: string, change: Change<Event>) => void;

/** The actors of one kind, with what the process that runs them needs. */
export interface RunningActors<State, Command, Event, Outcome>
  extends Actors<State, Command, Event, Outcome> {
  /** Calls `follower` for each batch that any actor of this process confirms or replays, until cancelled. */
  follow(follower: Follower<Event>): Cancel;
  /** The live owner of a claim, as confirmed by the store, or null. */
  claimOwner(claim: ClaimId): Promise<ClaimOwner | null>;
  /** Fires what is due now; a scheduler may call it beside the process's own timer. */
  wake(): Promise<void>;
  /** False while this process's clock differs from the others' too much to fire deadlines. */
  isReady(): boolean;
  stats(): ActorStats;
  /** Stops intake, finishes commits in flight, refuses the rest; resolves when all actors are idle. */
  drain(): Promise<void>;
  /** Stops timers and watchers at once, without waiting for anything. */
  close(): void;
}

export interface ActorsOptions<State extends Rewindable, Command, Event, Outcome> {
  readonly deps: RuntimeDeps;
  readonly domain: Domain<State, Command, Event, Outcome>;
  /** The command that lets an actor see to what is due. */
  readonly tick: Command;
  /** Whether a claim's owner of another kind still holds it; absent: such owners count as live. */
  readonly isHolding?: (owner: ClaimOwner) => Promise<boolean>;
  readonly limits?: Partial<RuntimeLimits>;
}

/** Runs the actors of `domain` on `deps`. Nothing is loaded before its first use; the wake-up scan begins at once. */
export function createActors<State extends Rewindable, Command, Event, Outcome>(
  options: ActorsOptions<State, Command, Event, Outcome>,
): RunningActors<State, Command, Event, Outcome> {
  return new Registry(options);
}

class Registry<State extends Rewindable, Command, Event, Outcome>
  implements RunningActors<State, Command, Event, Outcome> {
  readonly #options: ActorsOptions<State, Command, Event, Outcome>;
  readonly #context: RuntimeContext<State, Command, Event, Outcome>;
  readonly #actors = new Map<string, Actor<State, Command, Event, Outcome>>();
  readonly #followers = new Set<Follower<Event>>();
  readonly #watch: HeadWatch;
  readonly #waker: Waker;
  readonly #sweeper: Reader<Event> | null;
  #attempts = 0;
  #isDraining = false;
  #cancelEviction: Cancel;

  constructor(options: ActorsOptions<State, Command, Event, Outcome>) {
    const { deps, domain, tick } = options;
    const limits = checkLimits({ ...LIMITS, ...options.limits });
    this.#options = options;
    this.#context = {
      deps,
      limits,
      domain,
      reads: new StoreReads(deps, limits),
      ledger: new ClaimLedger({ max: limits.claimsKnownMax, isAlone: !deps.isShared }),
      quarantine: new Quarantine(limits),
      snapshots: new SnapshotWriter(deps, limits),
      counters: { ...ZERO_COUNTERS },
      nextAttemptId: () => `${deps.processId}.${++this.#attempts}`,
      isHolding: (owner, versionstamp) => this.#isHolding(owner, versionstamp),
      recallElsewhere: (record) =>
        this.#actor(record.actorId).read((state) => domain.recall(state, record.reference), {
          since: record.versionstamp,
        }),
      hasFollowers: () => this.#followers.size > 0,
      follow: (actorId, change) => this.#tell(actorId, change),
    };
    this.#watch = new HeadWatch({
      deps,
      limits,
      kind: domain.kind,
      reads: this.#context.reads,
      refresh: (actorId, entry) => this.#actor(actorId).refresh(entry),
    });
    this.#waker = createWaker({
      deps,
      limits,
      kind: domain.kind,
      fire: async (actorId) => {
        await this.send(actorId, { command: tick, by: "system" });
      },
    });
    this.#sweeper = createClaimSweeper({
      deps,
      limits,
      domain,
      reads: this.#context.reads,
      actors: this,
      look: (actorId, view, options) => this.#actor(actorId).read(view, options),
    });
    this.#cancelEviction = deps.after(limits.evictionIntervalMs, () => this.#evict());
    if (!deps.isShared) this.#learnClaims();
  }

  /** Only this process writes to the store: once it knows all claims, free ones need no check. */
  #learnClaims(): void {
    this.#context.ledger.load(this.#context.deps).catch((cause) =>
      this.#context.deps.log("warn", "Could not read the claims: they are checked in each commit", {
        cause: String(cause),
      })
    );
  }

  send: Actors<State, Command, Event, Outcome>["send"] = (actorId, envelope) => {
    if (this.#isDraining && !this.#actors.has(actorId)) return Promise.reject(draining());
    return this.#actor(actorId).send(envelope);
  };

  read: Actors<State, Command, Event, Outcome>["read"] = (actorId, view) => this.#actor(actorId).read(view);

  events: Actors<State, Command, Event, Outcome>["events"] = (actorId, afterSeq, limit) =>
    this.#actor(actorId).events(afterSeq, limit);

  subscribe: Actors<State, Command, Event, Outcome>["subscribe"] = (actorId, listener) => {
    const cancel = this.#actor(actorId).subscribe(listener);
    const release = this.#watch.hold(actorId);
    let isCancelled = false;
    return () => {
      if (isCancelled) return;
      isCancelled = true;
      cancel();
      release();
    };
  };

  follow(follower: Follower<Event>): Cancel {
    const own: Follower<Event> = (actorId, change) => follower(actorId, change);
    this.#followers.add(own);
    return () => {
      this.#followers.delete(own);
    };
  }

  async claimOwner(claim: ClaimId): Promise<ClaimOwner | null> {
    const { value, versionstamp } = await this.#context.reads.get(claimKey(claim));
    const owner = parseOwner(value);
    if (owner === null || versionstamp === null) return null;
    return await this.#isHolding(owner, versionstamp) ? owner : null;
  }

  wake(): Promise<void> {
    return this.#waker.scan();
  }

  isReady(): boolean {
    return !this.#isDraining && this.#waker.isReady();
  }

  stats(): ActorStats {
    let waitingCommands = 0;
    for (const actor of this.#actors.values()) waitingCommands += actor.depth;
    return { ...this.#context.counters, residentActors: this.#actors.size, waitingCommands };
  }

  async drain(): Promise<void> {
    this.#isDraining = true;
    this.close();
    await this.#sweeper?.stop();
    await Promise.all(this.#actors.values().map((actor) => actor.drain()));
  }

  close(): void {
    this.#cancelEviction();
    this.#waker.stop();
    this.#watch.stop();
    this.#context.snapshots.stop();
    this.#context.ledger.stop();
    this.#sweeper?.stop();
  }

  #actor(actorId: string): Actor<State, Command, Event, Outcome> {
    const resident = this.#actors.get(actorId);
    if (resident !== undefined) return resident;
    if (this.#actors.size >= this.#context.limits.residentActorsMax) this.#makeRoom();
    const actor = new Actor(this.#context, actorId);
    this.#actors.set(actorId, actor);
    return actor;
  }

  async #isHolding(owner: ClaimOwner, since: string): Promise<boolean> {
    const { domain } = this.#context;
    if (owner.kind !== domain.kind) return await this.#options.isHolding?.(owner) ?? true;
    const view = (state: State) => domain.isHolding(state, owner.holder);
    return await this.#actor(owner.actorId).read(view, { since });
  }

  #tell(actorId: string, change: Change<Event>): void {
    for (const follower of [...this.#followers]) {
      try {
        follower(actorId, change);
      } catch (cause) {
        this.#followers.delete(follower);
        this.#context.deps.log("error", "A follower threw and was dropped", { cause: String(cause) });
      }
    }
  }

  /** Forgets actors that were not used for a while. */
  #evict(): void {
    const { deps, limits } = this.#context;
    const before = deps.now() - limits.actorIdleMs;
    for (const [actorId, actor] of this.#actors) {
      if (actor.lastUsedAt <= before) this.#forget(actorId, actor);
    }
    this.#cancelEviction = deps.after(limits.evictionIntervalMs, () => this.#evict());
  }

  /** Forgets the longest unused tenth of the idle actors. */
  #makeRoom(): void {
    const idle = [...this.#actors].filter(([, actor]) => actor.isIdle);
    idle.sort(([, a], [, b]) => a.lastUsedAt - b.lastUsedAt);
    const count = Math.ceil(this.#context.limits.residentActorsMax * EVICTED_SHARE);
    for (const [actorId, actor] of idle.slice(0, count)) this.#forget(actorId, actor);
  }

  #forget(actorId: string, actor: Actor<State, Command, Event, Outcome>): void {
    if (!actor.isIdle) return;
    this.#actors.delete(actorId);
    this.#context.counters.evictions += 1;
  }
}

function draining(): AppError {
  return new AppError("draining", "Cannot take a command: this process is stopping", { retryAfterMs: 2_000 });
}
