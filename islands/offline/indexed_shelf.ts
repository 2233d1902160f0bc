/**
 * The vault's shelf in IndexedDB. It stores what it is given and decides nothing; every call is one transaction, so
 * that tabs of one browser never see half of anything.
 */
import type { ReplacingKey, Shelf, ShelfKey, ShelfRecord } from "./vault.ts";

export const DATABASE = "anteroom";
const VERSION = 1;
const KEYS = "keys";
const RECORDS = "records";
const OPEN_MS_MAX = 3_000;
/** Written through to the disk before it counts: a command must survive the power's going. */
const DURABLE: IDBTransactionOptions = { durability: "strict" };

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Resolves when the transaction is on the disk: a request that succeeded may still be taken back. */
function endOf(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new DOMException("Aborted", "AbortError"));
  });
}

/** All ids of records under a key: `/` and `0` are neighbours, so this holds what begins with the id and a slash. */
function rangeOf(keyId: string): IDBKeyRange {
  return IDBKeyRange.bound(`${keyId}/`, `${keyId}0`, false, true);
}

function makeStores(database: IDBDatabase): void {
  database.createObjectStore(KEYS, { keyPath: "id" });
  database.createObjectStore(RECORDS, { keyPath: "id" });
}

/** Opens the database; rejects when it is blocked or does not answer in {@link OPEN_MS_MAX}. */
function openDatabase(factory: IDBFactory): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("Cannot open the database: no answer")), OPEN_MS_MAX);
    const request = factory.open(DATABASE, VERSION);
    request.onupgradeneeded = () => makeStores(request.result);
    request.onerror = () => {
      clearTimeout(timer);
      reject(request.error);
    };
    request.onsuccess = () => {
      clearTimeout(timer);
      // A newer release in another tab must not wait for this one.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
  });
}

async function takeKey(database: IDBDatabase, candidate: ShelfKey): Promise<ShelfKey> {
  const transaction = database.transaction(KEYS, "readwrite", DURABLE);
  const ended = endOf(transaction);
  const keys = transaction.objectStore(KEYS);
  const existing: ShelfKey | undefined = await answerOf(keys.get(candidate.id));
  if (existing === undefined) keys.put(candidate);
  await ended;
  return existing ?? candidate;
}

async function dropKey(database: IDBDatabase, id: string): Promise<void> {
  const first = database.transaction(KEYS, "readwrite", DURABLE);
  first.objectStore(KEYS).delete(id);
  await endOf(first);
  const second = database.transaction(RECORDS, "readwrite", DURABLE);
  second.objectStore(RECORDS).delete(rangeOf(id));
  await endOf(second);
}

async function replaceKey(
  database: IDBDatabase,
  { stamp, key, records }: ReplacingKey,
): Promise<boolean> {
  const transaction = database.transaction([KEYS, RECORDS], "readwrite", DURABLE);
  const ended = endOf(transaction);
  const keys = transaction.objectStore(KEYS);
  const present: ShelfKey | undefined = await answerOf(keys.get(key.id));
  const isThere = present?.stamp === stamp;
  if (isThere) {
    keys.put(key);
    const store = transaction.objectStore(RECORDS);
    store.delete(rangeOf(key.id));
    for (const record of records) store.put(record);
  }
  await ended;
  return isThere;
}

function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}

async function write(
  database: IDBDatabase,
  { record, key }: { readonly record: ShelfRecord; readonly key: Pick<ShelfKey, "id" | "stamp"> },
): Promise<"kept" | "full" | "no_key"> {
  const transaction = database.transaction([KEYS, RECORDS], "readwrite", DURABLE);
  const ended = endOf(transaction);
  try {
    const present: ShelfKey | undefined = await answerOf(transaction.objectStore(KEYS).get(key.id));
    const isThere = present?.stamp === key.stamp;
    if (isThere) transaction.objectStore(RECORDS).put(record);
    await ended;
    return isThere ? "kept" : "no_key";
  } catch (error) {
    await ended.catch(() => {});
    if (isFull(error)) return "full";
    throw error;
  }
}

async function list(database: IDBDatabase, keyId: string): Promise<readonly { id: string; at: number }[]> {
  const records = database.transaction(RECORDS).objectStore(RECORDS);
  const found: readonly ShelfRecord[] = await answerOf(records.getAll(rangeOf(keyId)));
  return found.map(({ id, at }) => ({ id, at }));
}

function shelfOf(database: IDBDatabase): Shelf {
  const keys = () => database.transaction(KEYS).objectStore(KEYS);
  const records = () => database.transaction(RECORDS).objectStore(RECORDS);
  return {
    takeKey: (candidate) => takeKey(database, candidate),
    readKey: async (id) => (await answerOf<ShelfKey | undefined>(keys().get(id))) ?? null,
    keyIds: async () => (await answerOf(keys().getAllKeys())).map(String),
    dropKey: (id) => dropKey(database, id),
    replaceKey: (replacing) => replaceKey(database, replacing),
    read: async (id) => (await answerOf<ShelfRecord | undefined>(records().get(id))) ?? null,
    write: (record, key) => write(database, { record, key }),
    async drop(id) {
      const transaction = database.transaction(RECORDS, "readwrite");
      transaction.objectStore(RECORDS).delete(id);
      await endOf(transaction);
    },
    list: (keyId) => list(database, keyId),
  };
}

/** The shelf of this browser, or null where it gives no storage. */
export async function openIndexedShelf(factory: IDBFactory | undefined): Promise<Shelf | null> {
  if (factory === undefined) return null;
  try {
    return shelfOf(await openDatabase(factory));
  } catch {
    return null;
  }
}
