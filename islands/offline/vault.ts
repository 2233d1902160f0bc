/**
 * What a desk keeps on this computer to work through an outage, encrypted for one account: the day and the commands
 * not yet sent. It owns keys, expiry and bounds; it knows neither tickets nor commands, nor where records lie.
 *
 * Against: whoever reads the browser's files or a backup of them without running a page of ours (contents and names are
 * sealed with AES-GCM under a key that script cannot export, and that dies at sign-out; only commands not yet sent stay,
 * under a new one); the next account on the same computer (its sign-in destroys the keys of all others); stale data
 * (nothing older than a day is ever read).
 * Not against: script that runs in our origin while somebody is signed in, a changed browser or operating system, a
 * copy of the whole profile used by someone who can run the browser with it, or the memory of an open page. Which
 * accounts used this computer can be guessed by hashing known ids; how many records there are, when each was written
 * and how long it is can be seen.
 */
import { isExpired, jsonOf, Memory, memoryVault, VALUES_MAX } from "./memory_vault.ts";

const IV_BYTES = 12;
const STAMP_BYTES = 16;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Whose the contents are. */
export interface VaultScope {
  readonly tenantId: string;
  readonly accountId: string;
}

/** The keys of one account. `stamp` tells a key from the one that stood under the same id before a sign-out. */
export interface ShelfKey {
  readonly id: string;
  readonly stamp: string;
  /** After a session's end the name of the one value that stays, and the only one that may be put; else null. */
  readonly only: string | null;
  readonly seal: CryptoKey;
  readonly name: CryptoKey;
}

/** One sealed value; `id` begins with the id of its key and a slash. */
export interface ShelfRecord {
  readonly id: string;
  /** Epoch ms of the writing, bound into the seal. */
  readonly at: number;
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly sealed: ArrayBuffer;
}

export interface ReplacingKey {
  /** The stamp of the key that must still be there. */
  readonly stamp: string;
  readonly key: ShelfKey;
  readonly records: readonly ShelfRecord[];
}

/** Where keys and records lie. Each call is atomic and safe over tabs; all but `write` throw when storage fails. */
export interface Shelf {
  /** The key under the candidate's id: the one that is there, else the candidate, which then is. */
  takeKey(candidate: ShelfKey): Promise<ShelfKey>;
  readKey(id: string): Promise<ShelfKey | null>;
  keyIds(): Promise<readonly string[]>;
  /** Destroys the key, and only when that is durable the records under it. */
  dropKey(id: string): Promise<void>;
  /** Puts a key and its records in the place of the one with its id and all of that's; false: that one is gone. */
  replaceKey(replacing: ReplacingKey): Promise<boolean>;
  read(id: string): Promise<ShelfRecord | null>;
  /** `no_key` when the key under which it was sealed is gone, `full` when there is no room. */
  write(record: ShelfRecord, key: Pick<ShelfKey, "id" | "stamp">): Promise<"kept" | "full" | "no_key">;
  drop(id: string): Promise<void>;
  /** The records under a key. */
  list(keyId: string): Promise<readonly { readonly id: string; readonly at: number }[]>;
}

export interface VaultDeps {
  /** Null where the browser gives none: private windows of some, blocked storage. */
  readonly shelf: Shelf | null;
  /** Null outside a secure context. */
  readonly subtle: SubtleCrypto | null;
  randomBytes(count: number): Uint8Array<ArrayBuffer>;
  now(): number;
}

/** `expired`: there was something, last written at `at`, too old to be shown. `unreadable`: storage failed just now. */
export type Kept =
  | { readonly kind: "found"; readonly value: unknown; readonly at: number }
  | { readonly kind: "expired"; readonly at: number }
  | { readonly kind: "unreadable" }
  | { readonly kind: "absent" };

/** `in_memory`: it lives as long as this page. `refused`: too large, too many, or the vault was wiped. */
export type Putting = "kept" | "in_memory" | "refused";

export interface Vault {
  /** False when what is kept, or some of it, ends with this page. */
  readonly isDurable: boolean;
  /** True once it was wiped: it reads and keeps nothing any more. */
  readonly isWiped: boolean;
  get(name: string): Promise<Kept>;
  put(name: string, value: unknown): Promise<Putting>;
  remove(name: string): Promise<void>;
  /**
   * Destroys the key first, then everything under it. With `but` that one value stays, under a new key, and until the
   * account opens its vault again no tab can put anything else.
   */
  wipe(but?: { readonly but: string }): Promise<void>;
}

/** The id under which the key of `scope` lies. */
async function scopeId(subtle: SubtleCrypto, { tenantId, accountId }: VaultScope): Promise<string> {
  const digest = await subtle.digest("SHA-256", encoder.encode(JSON.stringify([tenantId, accountId])));
  return hexOf(new Uint8Array(digest));
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A vault over storage. Values that storage has no room for stay in memory, and `isDurable` says so. */
class SealedVault implements Vault {
  readonly #shelf: Shelf;
  readonly #subtle: SubtleCrypto;
  readonly #deps: VaultDeps;
  readonly #memory = new Memory();
  #key: ShelfKey;
  #isWiped = false;

  constructor(key: ShelfKey, { shelf, subtle, deps }: Storage) {
    this.#key = key;
    this.#shelf = shelf;
    this.#subtle = subtle;
    this.#deps = deps;
  }

  get isDurable(): boolean {
    return this.#memory.size === 0;
  }

  get isWiped(): boolean {
    return this.#isWiped;
  }

  async get(name: string): Promise<Kept> {
    if (this.#isWiped) return { kind: "absent" };
    const inMemory = this.#memory.get(name, this.#deps.now());
    if (inMemory.kind !== "absent") return inMemory;
    try {
      return await this.#read(name);
    } catch {
      return { kind: "unreadable" };
    }
  }

  async put(name: string, value: unknown): Promise<Putting> {
    const json = jsonOf(value);
    if (json === null || this.#mayNotPut(name)) return "refused";
    const at = this.#deps.now();
    const outcome = await this.#store(name, { json, at });
    if (outcome === "no_key") {
      await this.#adoptKey().catch(() => {});
      if (this.#mayNotPut(name)) return "refused";
    }
    const last = outcome === "kept" ? outcome : await this.#store(name, { json, at });
    if (last !== "kept") return this.#isWiped ? "refused" : this.#memory.put(name, { json, at });
    this.#memory.remove(name);
    return "kept";
  }

  async remove(name: string): Promise<void> {
    this.#memory.remove(name);
    if (!this.#isWiped) await this.#shelf.drop(await this.#idOf(name)).catch(() => {});
  }

  async wipe(kept?: { readonly but: string }): Promise<void> {
    const staying = kept === undefined ? null : await this.get(kept.but);
    if (kept === undefined || staying?.kind !== "found") {
      this.#isWiped = true;
      this.#memory.clear(undefined);
      return await this.#shelf.dropKey(this.#key.id);
    }
    this.#memory.clear(kept.but);
    await this.#replaceKey(kept.but, { only: kept.but, staying });
  }

  /** Opens the vault again for everything, after a session's end had left one value in it. */
  async renew(): Promise<void> {
    const { only } = this.#key;
    if (only === null) return;
    const staying = await this.get(only);
    if (staying.kind !== "found") this.#key = await this.#freshKey();
    else await this.#replaceKey(only, { only: null, staying });
    if (!this.#isWiped) return;
    // Another tab of the account was first: its key is good for this one too, unless somebody signed out there.
    this.#isWiped = false;
    await this.#adoptKey();
  }

  async #freshKey(): Promise<ShelfKey> {
    await this.#shelf.dropKey(this.#key.id);
    return await this.#shelf.takeKey(await mintKey(this.#key.id, { subtle: this.#subtle, deps: this.#deps }));
  }

  async #replaceKey(name: string, { only, staying }: Replacing): Promise<void> {
    const { stamp, id } = this.#key;
    const key = await mintKey(id, { subtle: this.#subtle, deps: this.#deps });
    this.#key = { ...key, only };
    const records = [await this.#seal(name, { json: JSON.stringify(staying.value), at: staying.at })];
    // Another tab that signed out meanwhile has the last word.
    this.#isWiped = !await this.#shelf.replaceKey({ stamp, key: this.#key, records });
    this.#memory.remove(name);
  }

  #mayNotPut(name: string): boolean {
    return this.#isWiped || (this.#key.only !== null && this.#key.only !== name);
  }

  /** Drops what expired. */
  async sweep(): Promise<void> {
    const now = this.#deps.now();
    for (const { id, at } of await this.#shelf.list(this.#key.id)) {
      if (isExpired(at, now)) await this.#shelf.drop(id);
    }
  }

  /** Another tab may have destroyed the key, or put a new one in its place. */
  async #adoptKey(): Promise<void> {
    const key = await this.#shelf.readKey(this.#key.id);
    if (key !== null) {
      this.#key = key;
      return;
    }
    this.#isWiped = true;
    this.#memory.clear(undefined);
  }

  async #store(name: string, entry: Entry): Promise<"kept" | "full" | "no_key"> {
    try {
      const record = await this.#seal(name, entry);
      const records = await this.#shelf.list(this.#key.id);
      if (records.length >= VALUES_MAX && !records.some(({ id }) => id === record.id)) return "full";
      const outcome = await this.#shelf.write(record, this.#key);
      if (outcome === "full") await this.sweep();
      return outcome;
    } catch {
      return "full";
    }
  }

  async #idOf(name: string): Promise<string> {
    const mac = await this.#subtle.sign("HMAC", this.#key.name, encoder.encode(name));
    return `${this.#key.id}/${hexOf(new Uint8Array(mac))}`;
  }

  async #seal(name: string, { json, at }: Entry): Promise<ShelfRecord> {
    const id = await this.#idOf(name);
    const iv = this.#deps.randomBytes(IV_BYTES);
    const sealed = await this.#subtle.encrypt(
      { name: "AES-GCM", iv, additionalData: boundTo(id, at) },
      this.#key.seal,
      encoder.encode(json),
    );
    return { id, at, iv, sealed };
  }

  /** What lies under `name`: looked for again when another tab put a new key in place meanwhile, and sealed it anew. */
  async #read(name: string): Promise<Kept> {
    for (let missedUnder: string | null = null;;) {
      await this.#adoptKey();
      const { stamp } = this.#key;
      if (this.#isWiped || stamp === missedUnder) return { kind: "absent" };
      const kept = await this.#open(name);
      if (kept.kind !== "absent") return kept;
      missedUnder = stamp;
    }
  }

  async #open(name: string): Promise<Kept> {
    const id = await this.#idOf(name);
    const record = await this.#shelf.read(id);
    if (record === null) return { kind: "absent" };
    const { at, iv, sealed } = record;
    if (isExpired(at, this.#deps.now())) {
      await this.#shelf.drop(id);
      return { kind: "expired", at };
    }
    const opened = await this.#subtle.decrypt(
      { name: "AES-GCM", iv, additionalData: boundTo(id, at) },
      this.#key.seal,
      sealed,
    );
    return { kind: "found", value: JSON.parse(decoder.decode(opened)), at };
  }
}

interface Replacing {
  readonly only: string | null;
  readonly staying: Extract<Kept, { readonly kind: "found" }>;
}

interface Entry {
  readonly json: string;
  readonly at: number;
}

interface Storage {
  readonly shelf: Shelf;
  readonly subtle: SubtleCrypto;
  readonly deps: VaultDeps;
}

/** What a seal covers beside the value: under which name and when, so that records cannot be swapped or made younger. */
function boundTo(id: string, at: number): Uint8Array<ArrayBuffer> {
  return encoder.encode(`${id} ${at}`);
}

async function mintKey(id: string, { subtle, deps }: Omit<Storage, "shelf">): Promise<ShelfKey> {
  const [seal, name] = await Promise.all([
    subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]),
    subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]),
  ]);
  return { id, stamp: hexOf(deps.randomBytes(STAMP_BYTES)), only: null, seal, name };
}

/**
 * Opens the vault of `scope` and destroys those of every other account. Never throws: without storage or cryptography
 * it answers one that lives in memory, whose `isDurable` is false.
 */
export async function openVault(scope: VaultScope, deps: VaultDeps): Promise<Vault> {
  const { shelf, subtle } = deps;
  if (shelf === null || subtle === null) return memoryVault(deps.now);
  try {
    const id = await scopeId(subtle, scope);
    for (const other of await shelf.keyIds()) if (other !== id) await shelf.dropKey(other);
    const key = await shelf.takeKey(await mintKey(id, { subtle, deps }));
    const vault = new SealedVault(key, { shelf, subtle, deps });
    await vault.renew();
    await vault.sweep();
    return vault;
  } catch {
    return memoryVault(deps.now);
  }
}

/** The vaults that lie in this browser, whosesoever, for letting go of them: they are opened as they are. */
export async function openVaults(deps: VaultDeps): Promise<readonly Vault[]> {
  const { shelf, subtle } = deps;
  if (shelf === null || subtle === null) return [];
  const keys = await Promise.all((await shelf.keyIds()).map((id) => shelf.readKey(id)));
  return keys.filter((key) => key !== null).map((key) => new SealedVault(key, { shelf, subtle, deps }));
}
