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
  /** The claim's {@link claimName}. */
  readonly name: string;
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

/** An upper bound of the bytes that the names in a claim's key take. */
export function claimBytes([scope, kind, name]: ClaimId): number {
  return 4 + (scope.length + kind.length + name.length) * 3;
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
  readonly #isFree: (claim: ClaimId) => boolean;
  readonly #changes = new Map<string, ClaimChange>();
  /** How many of them the commit must check. */
  checks = 0;

  /** `isFree`: whether a claim is certainly nobody's, so that it may be taken unchecked. */
  constructor(address: ActorAddress, isFree: (claim: ClaimId) => boolean) {
    this.#address = address;
    this.#isFree = isFree;
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

  /** Takes a claim for this actor; checked unless it is fresh, certainly free, or was touched before. */
  take(
    { claim, holder, isFresh }: ClaimTake,
    { entry, findings }: {
      readonly entry: number;
      readonly findings: ReadonlyMap<string, Finding> | null | undefined;
    },
  ): void {
    const name = claimName(claim);
    const owner = { kind: this.#address.kind, actorId: this.#address.actorId, holder };
    const before = this.#changes.get(name);
    if (before !== undefined) {
      before.owner = owner;
      return;
    }
    const finding = findings?.get(name);
    const isUnchecked = isFresh || (finding === undefined && this.#isFree(claim));
    const expected = isUnchecked ? undefined : finding?.versionstamp ?? null;
    if (expected !== undefined) this.checks += 1;
    this.#changes.set(name, { key: claimKey(claim), claim, name, expected, entry, owner });
  }

  /** Releases a claim that this actor's state holds. */
  release(claim: ClaimId, entry: number): void {
    const name = claimName(claim);
    const before = this.#changes.get(name);
    if (before !== undefined) {
      before.owner = null;
      return;
    }
    this.#changes.set(name, { key: claimKey(claim), claim, name, expected: undefined, entry, owner: null });
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
