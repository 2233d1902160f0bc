/** What a vault needs, from this browser. It decides nothing. */
import { openIndexedShelf } from "./indexed_shelf.ts";
import type { VaultDeps } from "./vault.ts";

/** Bytes that nobody guesses. */
export function randomBytes(count: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(count));
}

/** Storage and cryptography of this browser, null where it gives none. */
export async function browserVaultDeps(): Promise<VaultDeps> {
  const { crypto: given }: { readonly crypto?: { readonly subtle?: SubtleCrypto } } = globalThis;
  return {
    shelf: await openIndexedShelf(globalThis.indexedDB),
    subtle: given?.subtle ?? null,
    randomBytes,
    now: Date.now,
  };
}
