/** A vault's shelf in memory, for tests: what the browser's storage does, with the failures that it can have. */
import type { Shelf, ShelfKey, ShelfRecord } from "../../islands/offline/vault.ts";

/** What a test looks at and breaks. */
export interface MemoryShelf extends Shelf {
  readonly keys: Map<string, ShelfKey>;
  readonly records: Map<string, ShelfRecord>;
  /** What was done that destroys or writes, in order. */
  readonly done: string[];
  /** `full`: no room for records; `broken`: every call fails. */
  state: "well" | "full" | "broken";
}

/** An empty shelf. */
export function createMemoryShelf(): MemoryShelf {
  const keys = new Map<string, ShelfKey>();
  const records = new Map<string, ShelfRecord>();
  const done: string[] = [];
  const under = (keyId: string) => [...records.values()].filter(({ id }) => id.startsWith(`${keyId}/`));
  const shelf: MemoryShelf = {
    keys,
    records,
    done,
    state: "well",
    takeKey: (candidate) =>
      storing(() => {
        const key = keys.get(candidate.id) ?? candidate;
        keys.set(key.id, key);
        return key;
      }),
    readKey: (id) => storing(() => keys.get(id) ?? null),
    keyIds: () => storing(() => [...keys.keys()]),
    dropKey: (id) =>
      storing(() => {
        keys.delete(id);
        done.push("drop key");
        for (const record of under(id)) records.delete(record.id);
        done.push("drop records");
      }),
    replaceKey: ({ stamp, key, records: kept }) =>
      storing(() => {
        if (keys.get(key.id)?.stamp !== stamp) return false;
        keys.set(key.id, key);
        for (const record of under(key.id)) records.delete(record.id);
        for (const record of kept) records.set(record.id, record);
        done.push("replace key");
        return true;
      }),
    read: (id) => storing(() => records.get(id) ?? null),
    write: (record, key) =>
      storing(() => {
        if (keys.get(key.id)?.stamp !== key.stamp) return "no_key";
        if (shelf.state === "full") return "full";
        records.set(record.id, record);
        done.push("write");
        return "kept";
      }),
    drop: (id) => storing(() => void records.delete(id)),
    list: (keyId) => storing(() => under(keyId).map(({ id, at }) => ({ id, at }))),
  };
  function storing<T>(task: () => T): Promise<T> {
    return shelf.state === "broken"
      ? Promise.reject(new DOMException("Cannot store: broken", "UnknownError"))
      : Promise.resolve().then(task);
  }
  return shelf;
}
