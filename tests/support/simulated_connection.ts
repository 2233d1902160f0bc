/**
 * One process's connection to a simulated store: the calls of Deno KV, each a request over the simulated network.
 * Limits are checked here, before sending, as the platform's client does; data live in the store's table.
 */
import { assertWithinLimits, type PendingCommit, SimulatedAtomic } from "./simulated_atomic.ts";
import { type AnyEntry, entryOf } from "./simulated_entry.ts";
import type { SimulatedOperation } from "./simulated_faults.ts";
import { encodeKey } from "./simulated_key.ts";
import { type PageRequest, SimulatedList } from "./simulated_list.ts";
import type { StoreTable } from "./simulated_kv.ts";
import type { SimulatedNetwork } from "./simulated_network.ts";
import { type SimulatedWatch, startWatch } from "./simulated_watch.ts";
import type { SimulatedProcess } from "./simulation_process.ts";

export const READ_KEYS_MAX = 10;
export const WATCH_KEYS_MAX = 10;
export const READ_KEY_BYTES_MAX = 2_049;

export interface ConnectionOptions {
  readonly process: SimulatedProcess;
  readonly checksMax: number;
  readonly table: StoreTable;
  readonly network: SimulatedNetwork;
  /** Carries out a commit at the store. */
  readonly land: (commit: PendingCommit) => Deno.KvCommitResult | Deno.KvCommitError;
}

/** What a simulated process holds in place of a `Deno.Kv`. */
export class SimulatedConnection {
  readonly #options: ConnectionOptions;
  readonly #watches = new Set<SimulatedWatch>();
  readonly #counts = { commit: 0, read: 0, list: 0 };
  #isClosed = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  async get(key: Deno.KvKey): Promise<AnyEntry> {
    const [entry] = await this.getMany([key]);
    return entry ?? entryOf(key, undefined);
  }

  async getMany(keys: readonly Deno.KvKey[]): Promise<AnyEntry[]> {
    if (keys.length > READ_KEYS_MAX) throw new TypeError(`Too many ranges (max ${READ_KEYS_MAX})`);
    const codes = keys.map(encodeKey);
    if (codes.some((code) => code.length > READ_KEY_BYTES_MAX)) {
      throw new TypeError(`Key too large for read (max ${READ_KEY_BYTES_MAX} bytes)`);
    }
    const { table } = this.#options;
    const rows = await this.#send("read", { keys, land: () => codes.map((code) => table.get(code)) });
    return keys.map((key, index) => entryOf(key, rows[index]));
  }

  list(selector: Deno.KvListSelector, options: Deno.KvListOptions = {}): SimulatedList {
    const { table } = this.#options;
    const readPage = ({ range, ...page }: PageRequest) =>
      this.#send("list", { keys: [], land: () => table.range(range, page) });
    return new SimulatedList(readPage, { selector, options });
  }

  atomic(): SimulatedAtomic {
    return new SimulatedAtomic((commit) => this.#commit(commit));
  }

  async set(
    key: Deno.KvKey,
    value: unknown,
    options: { readonly expireIn?: number } = {},
  ): Promise<Deno.KvCommitResult> {
    const result = await this.atomic().set(key, value, options).commit();
    if (!result.ok) throw new TypeError("Failed to set value");
    return result;
  }

  async delete(key: Deno.KvKey): Promise<void> {
    await this.atomic().delete(key).commit();
  }

  watch(keys: readonly Deno.KvKey[]): ReadableStream<readonly AnyEntry[]> {
    if (keys.length > WATCH_KEYS_MAX) throw new TypeError(`Too many keys (max ${WATCH_KEYS_MAX})`);
    this.#assertOpen();
    const { table, network, process } = this.#options;
    const onOver = () => this.#watches.delete(watch);
    const watch = startWatch({ table, network, process, keys, onOver });
    this.#watches.add(watch);
    return watch.stream;
  }

  close(): void {
    this.#assertOpen();
    this.#isClosed = true;
    for (const watch of [...this.#watches]) watch.end();
  }

  async #commit(commit: PendingCommit): Promise<Deno.KvCommitResult | Deno.KvCommitError> {
    assertWithinLimits(commit, this.#options.checksMax);
    const keys = [...commit.checks.map(({ key }) => key), ...commit.mutations.map(({ value }) => value.key)];
    return await this.#send("commit", { keys, land: () => this.#options.land(commit) });
  }

  /** Sends one operation. @throws BadResource after `close`; SimulatedStoreFailure. */
  async #send<T>(
    type: SimulatedOperation["type"],
    { keys, land }: { readonly keys: readonly Deno.KvKey[]; readonly land: () => T },
  ): Promise<T> {
    this.#assertOpen();
    const { process, network } = this.#options;
    this.#counts[type] += 1;
    const operation = { type, process: process.name, number: this.#counts[type], keys };
    return await network.send({ process, operation, land });
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new Deno.errors.BadResource("Bad resource ID");
  }
}
