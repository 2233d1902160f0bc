/**
 * Leaves nothing of a desk's day on this computer when somebody signs out, whatever page they are on. Commands that the
 * server has not had yet, or that a person has yet to look at, stay, sealed under a new key, until the same account signs in again or another one does.
 */
import type { Kept } from "../session_end.ts";
import { OUTBOX, readOutbox, unsettledIn } from "./outbox_state.ts";
import { browserVaultDeps } from "./browser_vault.ts";
import { openVaults, type Vault, type VaultDeps } from "./vault.ts";

async function countIn(vault: Vault): Promise<number> {
  const kept = await vault.get(OUTBOX);
  return kept.kind === "found" ? unsettledIn(readOutbox(kept.value)) : 0;
}

async function letGoOf(vault: Vault): Promise<Kept> {
  const hasUnsent = await countIn(vault) > 0;
  await vault.wipe(hasUnsent ? { but: OUTBOX } : undefined);
  return hasUnsent ? "unsent" : "nothing";
}

/** Lets go of every vault that `deps` reach. Answers what must outlive the sign-out. */
export async function letGoOfVaults(deps: VaultDeps): Promise<Kept> {
  const kept = await Promise.all((await openVaults(deps)).map(letGoOf));
  return kept.includes("unsent") ? "unsent" : "nothing";
}

/** Lets go of every vault in this browser. */
export async function letGoHere(): Promise<Kept> {
  return await letGoOfVaults(await browserVaultDeps());
}

/** How many commands in the vaults that `deps` reach are not settled. */
export async function countUnsentIn(deps: VaultDeps): Promise<number> {
  const counts = await Promise.all((await openVaults(deps)).map(countIn));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** How many commands in this browser are not settled. */
export async function countUnsentHere(): Promise<number> {
  return await countUnsentIn(await browserVaultDeps());
}
