/**
 * What is known of whether a store over the network answers, and so whether a call is let through. While it is silent
 * a few calls find out when it is back and the rest is refused at once; when it stays silent a new connection is tried,
 * since one that died unnoticed never answers. It retries no call.
 */
import { AppError } from "../shared/errors.ts";
import type { RuntimeDeps } from "./deps.ts";
import { StoreTimeout, storeUnavailable, within } from "./patience.ts";

/** Calls that are overdue in the client at most; it sends each again every quarter second for as long as it takes. */
const OVERDUE_MAX = 32;
/** After this long a silence, and again after each such time, a new connection is tried. */
export const RECONNECT_MS = 10_000;
const RECONNECT_TIMEOUT_MS = 5_000;

/** Why a call was refused: no answer came in time, or none was to be expected. The next may well be answered. */
export class StoreSilence extends Error {
  override readonly name = "StoreSilence";
}

/** How long an answer may take, and to what. */
export interface Waiting {
  readonly ms: number;
  readonly what: string;
}

export interface StoreLineOptions {
  readonly deps: Pick<RuntimeDeps, "now" | "after" | "log">;
  /** While the store is silent one call is let through in this time. */
  readonly probeMs: number;
  /** Opens a new connection and puts it in the place of the old one. */
  readonly reconnect: () => Promise<void>;
}

/** The line to one store. */
export class StoreLine {
  readonly #options: StoreLineOptions;
  /** Calls that are overdue and may still be answered. */
  readonly #overdue = new Set<object>();
  /** When the store fell silent, epoch ms; null while it answers. */
  #silentAt: number | null = null;
  #heardAt = -Infinity;
  #probeAt = 0;
  #reconnectAt = 0;

  constructor(options: StoreLineOptions) {
    this.#options = options;
  }

  /** What `call` gives or throws. @throws AppError `store_unavailable` when no answer comes in time, or none is expected. */
  async ask<T>(call: () => Promise<T>, waiting: Waiting): Promise<T> {
    const { deps, probeMs } = this.#options;
    const askedAt = deps.now();
    this.#admit(askedAt);
    const id = {};
    const hear = <R>(settle: () => R) => {
      this.#overdue.delete(id);
      this.#hear();
      return settle;
    };
    const answer = call().then(
      (value) => hear(() => value),
      (cause: unknown) =>
        hear(() => {
          throw cause;
        }),
    );
    const settle = await within(deps, answer, waiting).catch((cause: unknown) => {
      if (!(cause instanceof AppError && cause.cause instanceof StoreTimeout)) throw cause;
      this.#overdue.add(id);
      this.#miss(askedAt);
      throw storeUnavailable(new StoreSilence(cause.cause.message), probeMs);
    });
    return settle();
  }

  /** Refuses a call while the store is silent, but for one now and then. */
  #admit(now: number): void {
    if (this.#silentAt === null) return;
    if (now >= this.#reconnectAt) this.#reconnect(now);
    const restMs = this.#probeAt - now;
    const { probeMs } = this.#options;
    if (restMs > 0 || this.#overdue.size >= OVERDUE_MAX) {
      throw storeUnavailable(new StoreSilence("The store is silent"), Math.max(restMs, probeMs));
    }
    this.#probeAt = now + probeMs;
  }

  #miss(askedAt: number): void {
    // Others were answered meanwhile: this call is slow, the store is not silent.
    if (this.#heardAt >= askedAt) return;
    const { deps, probeMs } = this.#options;
    const now = deps.now();
    this.#probeAt = now + probeMs;
    if (this.#silentAt !== null) return;
    this.#silentAt = now;
    this.#reconnectAt = now + RECONNECT_MS;
    deps.log("warn", "The store does not answer");
  }

  #hear(): void {
    const { deps } = this.#options;
    this.#heardAt = deps.now();
    if (this.#silentAt === null) return;
    const forMs = this.#heardAt - this.#silentAt;
    this.#silentAt = null;
    deps.log("warn", "The store answers again", { forMs });
  }

  async #reconnect(now: number): Promise<void> {
    const { deps, reconnect } = this.#options;
    this.#reconnectAt = now + RECONNECT_MS;
    try {
      await within(deps, reconnect(), { ms: RECONNECT_TIMEOUT_MS, what: "a new connection" });
      this.#overdue.clear();
      this.#hear();
    } catch (cause) {
      const { message } = cause instanceof AppError && cause.cause instanceof Error
        ? cause.cause
        : { message: "" };
      deps.log("debug", "No new connection to the store", { cause: message });
    }
  }
}
