/** What the engine relies on in a store, proven on the real `denokv`, bare and with the bounds that the program puts on it. */
import { boundKv } from "../../actors/runtime/bounded_kv.ts";
import type { Kv } from "../../actors/runtime/deps.ts";
import { LIMITS } from "../../actors/runtime/limits.ts";
import { missingDenokv, startDenokv, type StoreProcess } from "../support/connect_process.ts";
import { needing } from "../support/skip.ts";
import { storageContract } from "../support/storage_contract.ts";

const CHECKS_MAX = 10;

const deps = {
  now: Date.now,
  after(ms: number, task: () => void) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
  log: () => {},
};

async function openBare({ url, token }: StoreProcess): Promise<Kv> {
  Deno.env.set("DENO_KV_ACCESS_TOKEN", token);
  return await Deno.openKv(url);
}

async function openBounded(store: StoreProcess): Promise<Kv> {
  return boundKv(await openBare(store), { deps, limits: LIMITS, open: () => Deno.openKv(store.url) });
}

function contractOn(name: string, open: (store: StoreProcess) => Promise<Kv>): void {
  storageContract({
    name,
    checksMax: CHECKS_MAX,
    open: async () => {
      const store = await startDenokv();
      return { kv: await open(store), free: () => store.stop() };
    },
  });
}

const missing = await missingDenokv();
if (missing === null) {
  contractOn("denokv", openBare);
  contractOn("denokv with bounds", openBounded);
} else {
  Deno.test({ ...needing("the storage contract holds on denokv", missing), fn: () => {} });
}
