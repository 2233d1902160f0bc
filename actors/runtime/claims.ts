/**
 * Claims inside one batch: what its events take and release, merged per claim, and what is known of claims that
 * somebody else holds. The check in the commit is the truth; everything else here only saves failed commits.
 */
import type { ClaimId, ClaimOwner, ClaimTake } from "../shared/domain.ts";
import { type ActorAddress, claimKey } from "./keys.ts";

/** What a look into the store said about a claim: its live owner, or the versionstamp at which it may be taken. */
export interface Finding {
  /** The verified live owner, another actor; null when the claim is free or its holder has ended. */
  readonly owner: ClaimOwner | null;
  /** The versionstamp of the record that may be overwritten; null: no record. */
  readonly versionstamp: string | null;
}

/** What one batch does to one claim. */
export interface ClaimChange {
  readonly key: Deno.KvKey;
  readonly claim: ClaimId;
  /** The versionstamp to check, or undefined when the batch need not check. */
  readonly expected: string | null | undefined;
  /** Index of the command that took it first; -1 for what time alone asked. */
  readonly entry: number;
  /** Who holds it after the batch; null: nobody. */
  owner: ClaimOwner | null;
}

/** A claim as the key of a map. */
export function claimName(claim: ClaimId): string {
  return `${claim[0]}\n${claim[1]}\n${claim[2]}`;
}

/** Who holds a claim, as its stored record: a short text, since every join writes one and an object costs more. */
export function ownerText({ kind, actorId, holder }: ClaimOwner): string {
  return `${kind}\n${actorId}\n${holder}`;
}

/** Reads who holds a claim from its stored record; null when absent or not a record of ours. */
export function parseOwner(value: unknown): ClaimOwner | null {
  if (typeof value !== "string") return null;
  const [kind, actorId, holder, ...rest] = value.split("\n");
  if (kind === undefined || actorId === undefined || holder === undefined || rest.length > 0) return null;
  return { kind, actorId, holder };
}

/** The claims of one batch, in the order of its events. */
export class ClaimChanges {
  readonly #address: ActorAddress;
  readonly #changes = new Map<string, ClaimChange>();
  /** How many of them the commit must check. */
  checks = 0;

  constructor(address: ActorAddress) {
    this.#address = address;
  }

  get size(): number {
    return this.#changes.size;
  }

  get(name: string): ClaimChange | undefined {
    return this.#changes.get(name);
  }

  values(): Iterable<ClaimChange> {
    return this.#changes.values();
  }

  /** Takes a claim for this actor; checked unless it is fresh or was touched before in this batch. */
  take(
    { claim, holder, isFresh }: ClaimTake,
    { entry, finding }: { readonly entry: number; readonly finding: Finding | undefined },
  ): void {
    const name = claimName(claim);
    const owner = { kind: this.#address.kind, actorId: this.#address.actorId, holder };
    const before = this.#changes.get(name);
    if (before !== undefined) {
      before.owner = owner;
      return;
    }
    const expected = isFresh ? undefined : finding?.versionstamp ?? null;
    if (expected !== undefined) this.checks += 1;
    this.#changes.set(name, { key: claimKey(claim), claim, expected, entry, owner });
  }

  /** Releases a claim that this actor's state holds. */
  release(claim: ClaimId, entry: number): void {
    const name = claimName(claim);
    const before = this.#changes.get(name);
    if (before !== undefined) before.owner = null;
    else this.#changes.set(name, { key: claimKey(claim), claim, expected: undefined, entry, owner: null });
  }
}

/** FNV-1a over UTF-16 code units, folded to 30 bits so that it stays a small integer. */
export function shortHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash ^ (hash >>> 30)) & 0x3fffffff;
}

/**
 * Which actor probably holds a claim, as seen by this process: 30-bit hashes, so that half a million claims take few
 * megabytes. A hit is only a reason to look before deciding.
 */
export class ClaimHints {
  readonly #actors = new Map<number, number>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  /** True when an actor other than `actor` (its {@link shortHash}) probably holds the claim. */
  isElsewhere(name: string, actor: number): boolean {
    const holder = this.#actors.get(shortHash(name));
    return holder !== undefined && holder !== actor;
  }

  set(name: string, actor: number): void {
    if (this.#actors.size >= this.#max) {
      const oldest = this.#actors.keys().next().value;
      if (oldest !== undefined) this.#actors.delete(oldest);
    }
    this.#actors.set(shortHash(name), actor);
  }

  delete(name: string): void {
    this.#actors.delete(shortHash(name));
  }
}
