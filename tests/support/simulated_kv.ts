/**
 * A simulated Deno KV: one shared store, a connection for each simulated process, the platform's rules and limits,
 * virtual latency and injected faults. It offers the part of KV that Anteroom uses; the rest is missing and throws.
 */
import type { Cancel, Kv } from "../../actors/runtime/deps.ts";
import { SimulatedConnection } from "./simulated_connection.ts";
import { presentEntryOf, type StoredEntry } from "./simulated_entry.ts";
import type { FaultRates, FaultScript } from "./simulated_faults.ts";
import { rangeOf } from "./simulated_key.ts";
import { type Latency, NEAR_STORE, SimulatedNetwork } from "./simulated_network.ts";
import type { PendingCommit } from "./simulated_atomic.ts";
import { VersionedTable } from "./simulated_table.ts";
import type { Simulation } from "./simulation_clock.ts";
import type { SimulatedProcess } from "./simulation_process.ts";
import type { SimulatedRandom } from "./simulation_random.ts";

/** An expired row is given out for up to this long after its time. */
const EXPIRY_LATE_MS_MAX = 61_000;
/** Versions rise by up to this with a commit. */
const VERSION_STEP_MAX = 9;

export type StoreTable = VersionedTable<StoredEntry>;

export interface SimulatedStoreOptions {
  readonly simulation: Simulation;
  /** Checks that one commit may carry: 100 (embedded, the default) or 10 (KV Connect). */
  readonly checksMax?: number;
  /** One way between process and store; {@link NEAR_STORE} by default. */
  readonly latency?: Latency;
}

/** A commit that the store carried out. */
export interface LandedCommit {
  readonly process: string;
  readonly versionstamp: string;
  /** True virtual time, epoch ms. */
  readonly at: number;
  readonly keys: readonly Deno.KvKey[];
}

/** The store that all simulated processes share. */
export class SimulatedStore {
  readonly checksMax: number;
  readonly #simulation: Simulation;
  readonly #random: SimulatedRandom;
  readonly #network: SimulatedNetwork;
  readonly #table: StoreTable;
  readonly #listeners = new Set<(commit: LandedCommit) => void>();

  constructor({ simulation, checksMax = 100, latency = NEAR_STORE }: SimulatedStoreOptions) {
    this.checksMax = checksMax;
    this.#simulation = simulation;
    this.#random = simulation.random.fork("store");
    this.#network = new SimulatedNetwork(simulation, latency);
    const step = () => this.#random.integer(1, VERSION_STEP_MAX);
    this.#table = new VersionedTable({ now: () => simulation.now(), step });
  }

  /** A connection of `process`; it dies with it. */
  connect(process: SimulatedProcess): Kv {
    const connection = new SimulatedConnection({
      process,
      checksMax: this.checksMax,
      table: this.#table,
      network: this.#network,
      land: (commit) => this.#land(commit, process),
    });
    // `Deno.Kv` is generic in types that no store can check: an entry's value is what the caller says it is.
    return connection as unknown as Kv;
  }

  /** From now on operations meet faults with these chances. */
  setFaults(rates: FaultRates): void {
    this.#network.setRates(rates);
  }

  /** From now on `script` chooses faults first; null ends that. */
  setScript(script: FaultScript | null): void {
    this.#network.setScript(script);
  }

  /** The store is out of reach, for all or for the processes of one name, for `forMs` from `afterMs` (0) on. */
  interrupt(options: { readonly forMs: number; readonly afterMs?: number; readonly process?: string }): void {
    const fromAt = this.#simulation.now() + (options.afterMs ?? 0);
    const cutOff = options.process === undefined ? {} : { process: options.process };
    this.#network.addOutage({ fromAt, untilAt: fromAt + options.forMs, ...cutOff });
  }

  /** Ends every outage, rate and script; what is under way keeps its fate. */
  heal(): void {
    this.#network.heal();
  }

  /** What the store holds, read without a network: for checkers. */
  peek(selector: Deno.KvListSelector): readonly Deno.KvEntry<unknown>[] {
    const rows = this.#table.range(rangeOf(selector), { limit: Infinity, isReverse: false });
    return rows.map(presentEntryOf);
  }

  /** Calls `listener` at the instant a commit is carried out, whether or not its sender will ever know. */
  onCommit(listener: (commit: LandedCommit) => void): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #land(
    { checks, mutations }: PendingCommit,
    process: SimulatedProcess,
  ): Deno.KvCommitResult | Deno.KvCommitError {
    const now = this.#simulation.now();
    const result = this.#table.commit(
      checks,
      mutations.map((mutation) => {
        if (mutation.type === "delete") return { type: "delete", code: mutation.code };
        const goneAt = mutation.expireInMs === null
          ? null
          : now + mutation.expireInMs + this.#random.between(0, EXPIRY_LATE_MS_MAX);
        return { type: "set", code: mutation.code, value: mutation.value, goneAt };
      }),
    );
    this.#simulation.note(result.ok ? result.versionstamp : "conflict");
    if (!result.ok) return { ok: false };
    const keys = mutations.map(({ value }) => value.key);
    const landed = { process: process.name, versionstamp: result.versionstamp, at: now, keys };
    for (const listener of this.#listeners) listener(landed);
    return { ok: true, versionstamp: result.versionstamp };
  }
}
