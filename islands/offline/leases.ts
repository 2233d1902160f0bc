/**
 * Numbers leased from a queue for joins without a server: it keeps a block fresh while there is one, and gives each
 * number out once, over all tabs of this browser. What a number means in the line is the server's affair at replay.
 */
import type { Answer, AskOptions } from "../api.ts";
import type { Vault } from "./vault.ts";

/** Numbers of one block. */
export const LEASE_COUNT = 20;
/** With fewer free ones left another block is asked for. */
export const FREE_MIN = 10;
/** Blocks of one queue kept at most. */
const LEASES_MAX = 5;
/** A block that ends sooner is not counted on. */
const SPARE_MS = 60_000;
const LOCK = "leases";
/** Held while a block is asked for: giving numbers out must not wait for a server that does not answer. */
const ASK_LOCK = "leases-ask";

/** `paper`: printed on a downtime list, so that only a join typed in from there may carry it. */
export type TokenUse = "free" | "given" | "paper";

export interface LeasedToken {
  readonly tokenNumber: number;
  readonly label: string;
  readonly use: TokenUse;
}

interface StoredLease {
  readonly leaseId: string;
  /** Service day, `YYYY-MM-DD`. */
  readonly day: string;
  /** Epoch ms. */
  readonly expiresAt: number;
  readonly tokens: readonly LeasedToken[];
}

interface StoredLeases {
  readonly v: 1;
  readonly leases: readonly StoredLease[];
}

/** A number for one join: `lease` goes into its body. */
export interface Taken {
  readonly lease: { readonly leaseId: string; readonly tokenNumber: number };
  readonly label: string;
}

export interface LeasesDeps {
  ask(path: string, options: AskOptions): Promise<Answer>;
  /** Runs `task` while no other tab of this account runs one under the same name. */
  lock<T>(name: string, task: () => Promise<T>): Promise<T>;
  now(): number;
  mintKey(): string;
  /** The service day of an instant. */
  dayOf(at: number): string;
}

function leasesKey(queueId: string): string {
  return `leases:${queueId}`;
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function tokenIn(value: unknown): LeasedToken | null {
  const { tokenNumber, label } = fieldsOf(value);
  return typeof tokenNumber === "number" && typeof label === "string"
    ? { tokenNumber, label, use: "free" }
    : null;
}

function instantIn(value: unknown): number {
  return typeof value === "number" ? value : typeof value === "string" ? Date.parse(value) : NaN;
}

/** The block in an answer, or null when it is none. */
export function leaseIn(body: unknown): StoredLease | null {
  const { leaseId, day, tokens, expiresAt } = fieldsOf(fieldsOf(body)["data"]);
  const endsAt = instantIn(expiresAt);
  if (typeof leaseId !== "string" || typeof day !== "string" || !Array.isArray(tokens)) return null;
  if (Number.isNaN(endsAt)) return null;
  return { leaseId, day, expiresAt: endsAt, tokens: tokens.map(tokenIn).filter((token) => token !== null) };
}

/** `leases` with the numbers that `uses` names put to another use. */
function marked(
  leases: readonly StoredLease[],
  { labels, use }: { readonly labels: ReadonlySet<string>; readonly use: TokenUse },
): readonly StoredLease[] {
  return leases.map((lease) => ({
    ...lease,
    tokens: lease.tokens.map((token) => labels.has(token.label) ? { ...token, use } : token),
  }));
}

interface Held {
  readonly leaseId: string;
  readonly token: LeasedToken;
}

function held(leases: readonly StoredLease[], use: TokenUse): readonly Held[] {
  return leases.flatMap(({ leaseId, tokens }) =>
    tokens.filter((token) => token.use === use).map((token) => ({ leaseId, token }))
  );
}

function takenOf({ leaseId, token }: Held): Taken {
  return { lease: { leaseId, tokenNumber: token.tokenNumber }, label: token.label };
}

/** The leased numbers of one account in this browser. */
export class Leases {
  readonly #vault: Vault;
  readonly #deps: LeasesDeps;

  constructor({ vault, deps }: { readonly vault: Vault; readonly deps: LeasesDeps }) {
    this.#vault = vault;
    this.#deps = deps;
  }

  /**
   * Asks for another block when few numbers are left. Without a server it does nothing, nor where nothing is kept: each
   * page would take another block of the few that a day has.
   */
  async keepFresh(queueId: string): Promise<void> {
    const { ask, lock, mintKey } = this.#deps;
    await lock(ASK_LOCK, async () => {
      if (!this.#vault.isDurable || await this.free(queueId) >= FREE_MIN) return;
      const path = `/queues/${queueId}/number-leases`;
      const answer = await ask(path, { body: { count: LEASE_COUNT }, key: mintKey() });
      const lease = answer.kind === "done" ? leaseIn(answer.body) : null;
      if (lease === null) return;
      await lock(LOCK, async () => {
        const leases = await this.#read(queueId);
        await this.#write(queueId, [...leases, lease].slice(-LEASES_MAX));
      });
    });
  }

  /** How many numbers are left to give out. */
  async free(queueId: string): Promise<number> {
    return held(await this.#read(queueId), "free").length;
  }

  /** The next number, which nobody else is given, or null: none is left. */
  async take(queueId: string): Promise<Taken | null> {
    return await this.#deps.lock(LOCK, async () => {
      const leases = await this.#read(queueId);
      const next = held(leases, "free")[0];
      return next === undefined ? null : await this.#give(queueId, { leases, next });
    });
  }

  /**
   * Numbers for the blank rows of a printed list, at most `count`: those printed before and not yet typed in, for a sheet
   * is printed again in place of the former, then free ones from the end of the block.
   */
  async forPaper(queueId: string, count: number): Promise<readonly Taken[]> {
    return await this.#deps.lock(LOCK, async () => {
      const leases = await this.#read(queueId);
      const printed = held(leases, "paper").slice(0, count);
      const fresh = held(leases, "free").slice(-count).slice(printed.length);
      const labels = new Set(fresh.map(({ token }) => token.label));
      if (labels.size > 0) await this.#write(queueId, marked(leases, { labels, use: "paper" }));
      return [...printed, ...fresh].map(takenOf);
    });
  }

  /** The number labelled `label` on a printed list, for the join typed in from there; null when it is not on one. */
  async takePaper(queueId: string, label: string): Promise<Taken | null> {
    return await this.#deps.lock(LOCK, async () => {
      const leases = await this.#read(queueId);
      const next = held(leases, "paper").find(({ token }) => token.label === label);
      return next === undefined ? null : await this.#give(queueId, { leases, next });
    });
  }

  /** Null when the giving out could not be kept: the number might be given twice. */
  async #give(
    queueId: string,
    { leases, next }: { readonly leases: readonly StoredLease[]; readonly next: Held },
  ): Promise<Taken | null> {
    const isKept = await this.#write(
      queueId,
      marked(leases, { labels: new Set([next.token.label]), use: "given" }),
    );
    return isKept ? takenOf(next) : null;
  }

  async #read(queueId: string): Promise<readonly StoredLease[]> {
    const kept = await this.#vault.get(leasesKey(queueId));
    if (kept.kind !== "found" || fieldsOf(kept.value)["v"] !== 1) return [];
    // Sealed by this very release's shape: nobody else holds the key.
    const { leases } = kept.value as StoredLeases;
    const now = this.#deps.now();
    const today = this.#deps.dayOf(now);
    return leases.filter(({ day, expiresAt }) => day === today && expiresAt - SPARE_MS > now);
  }

  async #write(queueId: string, leases: readonly StoredLease[]): Promise<boolean> {
    const stored: StoredLeases = { v: 1, leases };
    return (await this.#vault.put(leasesKey(queueId), stored)) !== "refused";
  }
}
