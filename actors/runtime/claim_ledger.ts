/**
 * What this process knows of who holds which claim. On a store of its own, once it has read all claims, it knows them
 * exactly: a claim that is not in the ledger is free and is taken without a check in the commit, which costs the store
 * more than all the rest of a join. On a shared store, and after a commit of unknown outcome, it is only a hint where
 * to look. One registry in a process may write claims.
 */
import type { ClaimId } from "../shared/domain.ts";
import { type ClaimChange, claimName, parseOwner, shortHash } from "./claims.ts";
import type { RuntimeDeps } from "./deps.ts";
import { claimsPrefixKey } from "./keys.ts";

const CLAIMS_PER_READ = 500;
const NONE: readonly Reservation[] = [];

/** Claims that one turn is about to take: nobody else takes them unchecked, and who wants them waits for its end. */
export interface Reservation {
  readonly actor: number;
  readonly names: string[];
  readonly ended: Promise<void>;
  /** Lets those go on who wait for the end. */
  readonly resolve: () => void;
}

/** The claims as this process knows them. Actors are named by their {@link shortHash}. */
export class ClaimLedger {
  /** By scope and kind, then by name: the names are shared with whoever else remembers them. */
  readonly #shelves = new Map<string, Map<string, number>>();
  readonly #reserved = new Map<string, Reservation>();
  readonly #max: number;
  readonly #isAlone: boolean;
  #lastShelf: { readonly scope: string; readonly kind: string; readonly shelf: Map<string, number> } | null =
    null;
  #count = 0;
  #isComplete = false;
  #isStopped = false;

  /** `max`: claims remembered at most; `isAlone`: no other process writes to the store. */
  constructor({ max, isAlone }: { readonly max: number; readonly isAlone: boolean }) {
    this.#max = max;
    this.#isAlone = isAlone;
  }

  /** True once what is not in the ledger is known to be free. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** True when an actor other than `actor` probably holds the claim or is about to take it. */
  isElsewhere(claim: ClaimId, actor: number): boolean {
    const holder = this.#shelf(claim)?.get(claim[2]) ?? this.#reservedBy(claim);
    return holder !== undefined && holder !== actor;
  }

  /** True when certainly nobody holds the claim nor is about to take it. */
  isFree(claim: ClaimId): boolean {
    return this.#isComplete && this.#shelf(claim)?.has(claim[2]) !== true &&
      this.#reservedBy(claim) === undefined;
  }

  /** Notes a confirmed holder. */
  set(claim: ClaimId, actor: number): void {
    let shelf = this.#shelf(claim);
    if (shelf === undefined) {
      shelf = new Map();
      this.#shelves.set(shelfOf(claim), shelf);
    }
    if (!shelf.has(claim[2])) this.#count += 1;
    shelf.set(claim[2], actor);
    if (this.#count > this.#max) this.#forgetAll();
  }

  /** Notes that a confirmed commit released the claim. */
  delete(claim: ClaimId): void {
    if (this.#shelf(claim)?.delete(claim[2]) === true) this.#count -= 1;
  }

  /** A look into the store found nothing: dropped as a hint, but kept as knowledge, for the look may be old by now. */
  missed(claim: ClaimId): void {
    if (!this.#isComplete) this.delete(claim);
  }

  /** A commit's outcome is unknown: from here on the ledger only hints. */
  doubt(): void {
    this.#isComplete = false;
    this.#isStopped = true;
  }

  /** Stops reading the claims. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Opens a reservation for a turn of `actor`. */
  open(actor: number): Reservation {
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    return { actor, names: [], ended, resolve };
  }

  /** Ends a reservation, whatever became of its turn. */
  end({ names, resolve }: Reservation): void {
    for (const name of names) this.#reserved.delete(name);
    resolve();
  }

  /**
   * Marks what an attempt takes as its turn's. Gives the turns that had marked some of it before: their end is to be
   * waited for, since they may take it unchecked. Who waits marked later than whom it waits for, so nobody waits in a
   * circle.
   */
  reserve(changes: Iterable<ClaimChange>, reservation: Reservation): readonly Reservation[] {
    // Also before the ledger is complete: it may become so while this attempt is under way.
    if (!this.#isAlone) return NONE;
    const earlier = new Set<Reservation>();
    for (const { name, owner } of changes) {
      const holder = this.#reserved.get(name);
      if (holder !== undefined && holder !== reservation) earlier.add(holder);
      if (holder !== undefined || owner === null) continue;
      this.#reserved.set(name, reservation);
      reservation.names.push(name);
    }
    return earlier.size === 0 ? NONE : [...earlier];
  }

  /** Reads all claims of a store that only this process writes to; the ledger is complete when it resolves. */
  async load({ kv, breathe }: Pick<RuntimeDeps, "kv" | "breathe">): Promise<void> {
    let read = 0;
    for await (
      const { key, value } of kv.list({ prefix: claimsPrefixKey() }, { batchSize: CLAIMS_PER_READ })
    ) {
      if (this.#isStopped) return;
      const [, scope, kind, name] = key;
      const owner = parseOwner(value);
      if (typeof scope !== "string" || typeof kind !== "string" || typeof name !== "string") continue;
      const claim: ClaimId = [scope, kind, name];
      if (owner !== null && this.#shelf(claim)?.has(name) !== true) this.set(claim, shortHash(owner.actorId));
      read += 1;
      if (read % CLAIMS_PER_READ === 0) await breathe();
    }
    this.#isComplete = !this.#isStopped && read <= this.#max;
  }

  /** Nearly always that of the claim before: every join of a tenant asks for the same one several times. */
  #shelf(claim: ClaimId): Map<string, number> | undefined {
    const last = this.#lastShelf;
    if (last !== null && last.scope === claim[0] && last.kind === claim[1]) return last.shelf;
    const shelf = this.#shelves.get(shelfOf(claim));
    this.#lastShelf = shelf === undefined ? null : { scope: claim[0], kind: claim[1], shelf };
    return shelf;
  }

  #reservedBy(claim: ClaimId): number | undefined {
    return this.#reserved.size === 0 ? undefined : this.#reserved.get(claimName(claim))?.actor;
  }

  #forgetAll(): void {
    this.doubt();
    this.#shelves.clear();
    this.#lastShelf = null;
    this.#count = 0;
  }
}

function shelfOf([scope, kind]: ClaimId): string {
  return `${scope}\n${kind}`;
}
