/**
 * What a page of staff needs to work without a server, made of this browser: storage, cryptography, locks over tabs,
 * timers. It decides nothing; the rules are in `vault.ts`, `outbox.ts`, `leases.ts` and `day.ts`.
 */
import { ask } from "../api.ts";
import type { Connection } from "../live.ts";
import { onEnded, sayEnded } from "../session_end.ts";
import { browserVaultDeps, randomBytes } from "./browser_vault.ts";
import { DayCache } from "./day.ts";
import { Leases } from "./leases.ts";
import { isGood, openOutbox, type Outbox } from "./outbox.ts";
import { OUTBOX, unsettledIn } from "./outbox_state.ts";
import { createDayOf, type ServiceDayOptions } from "./service_day.ts";
import { openVault, type Vault, type VaultScope } from "./vault.ts";

/** How often a block of numbers is looked after while the connection is good. */
const LEASE_CHECK_MS = 60_000;
const KEY_BYTES = 16;

export interface OfflineOptions extends VaultScope, ServiceDayOptions {}

/** A desk's means against an outage. Close it with the page. */
export interface Offline {
  readonly outbox: Outbox;
  readonly leases: Leases;
  /** False when what is kept ends with this page: private windows, or a page without https. */
  readonly isDurable: boolean;
  /** The cached day of a queue. */
  day(queueId: string): DayCache;
  /** Keeps numbers of this queue leased while there is a server. */
  keepNumbers(queueId: string): void;
  /** Hears how the page's connection is. */
  heard(connection: Connection): void;
  close(): void;
}

function mintKey(): string {
  return btoa(String.fromCharCode(...randomBytes(KEY_BYTES))).replaceAll("+", "-").replaceAll("/", "_")
    .replaceAll("=", "");
}

function after(ms: number, task: () => void): () => void {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
}

/** One at a time in this page: all there is where the browser has no locks, and nothing is shared there either. */
function createPageLock(): Locking {
  const last = new Map<string, Promise<unknown>>();
  return (name, task) => {
    const turn = (last.get(name) ?? Promise.resolve()).then(task);
    last.set(name, turn.catch(() => {}));
    return turn;
  };
}

type Locking = <T>(name: string, task: () => Promise<T>) => Promise<T>;

/** Locks over all tabs of the account, where the browser has them. */
function createLock({ tenantId, accountId }: VaultScope): Locking {
  const locks: LockManager | undefined = navigator.locks;
  if (locks === undefined) return createPageLock();
  const prefix = `anteroom-${tenantId}-${accountId}`;
  return async (name, task) => await locks.request(`${prefix}-${name}`, task);
}

interface Tabs {
  announce(): void;
  onChanged(listener: () => void): () => void;
  close(): void;
}

/** The other tabs of the account. */
function createTabs({ tenantId, accountId }: VaultScope): Tabs {
  const channel = new BroadcastChannel(`anteroom-outbox-${tenantId}-${accountId}`);
  return {
    announce: () => channel.postMessage(null),
    onChanged(listener) {
      channel.addEventListener("message", listener);
      return () => channel.removeEventListener("message", listener);
    },
    close: () => channel.close(),
  };
}

const UNAUTHORIZED = 401;

/** Whether the browser's session is still the account's. */
async function accountOf(accountId: string): Promise<"ours" | "other" | "unknown"> {
  const answer = await ask("/me");
  if (answer.kind === "unreachable") return "unknown";
  if (answer.kind === "refused") return answer.problem.status === UNAUTHORIZED ? "other" : "unknown";
  const { body } = answer;
  const data: unknown = typeof body === "object" && body !== null && "data" in body ? body.data : null;
  return typeof data === "object" && data !== null && "id" in data && data.id === accountId
    ? "ours"
    : "other";
}

interface Opened {
  readonly vault: Vault;
  readonly outbox: Outbox;
  readonly leases: Leases;
  readonly tabs: Tabs;
}

/** Opens what the account has on this computer, and goes on with what waits there. Never throws. */
export async function openOffline(options: OfflineOptions): Promise<Offline> {
  const vault = await openVault(options, await browserVaultDeps());
  const lock = createLock(options);
  const tabs = createTabs(options);
  const { announce, onChanged } = tabs;
  const shared = { ask, lock, mintKey, now: Date.now, dayOf: createDayOf(options) };
  const leases = new Leases({ vault, deps: shared });
  const outbox = await openOutbox({
    vault,
    deps: {
      ...shared,
      announce,
      onChanged,
      after,
      random: Math.random,
      isOnline: () => navigator.onLine,
      account: () => accountOf(options.accountId),
    },
  });
  return offlineOf({ vault, outbox, leases, tabs });
}

/** Hears from the browser and from the session what concerns an outage. Answers how to stop. */
function listen(
  { vault, outbox }: Pick<Opened, "vault" | "outbox">,
  { flushAll }: { flushAll(): void },
): () => void {
  const wake = () => outbox.wake();
  addEventListener("online", wake);
  addEventListener("pagehide", flushAll);
  const stops = [
    onEnded(() => void endSession({ vault, outbox })),
    outbox.status.subscribe((status) => status === "signed_out" ? sayEnded() : undefined),
  ];
  return () => {
    removeEventListener("online", wake);
    removeEventListener("pagehide", flushAll);
    for (const stop of stops) stop();
  };
}

/** The session is over: everything is destroyed but commands that are not settled. */
async function endSession({ vault, outbox }: Pick<Opened, "vault" | "outbox">): Promise<void> {
  const unsettled = unsettledIn({ commands: outbox.pending.value, conflicts: outbox.conflicts.value });
  await vault.wipe(unsettled === 0 ? undefined : { but: OUTBOX });
}

function offlineOf({ vault, outbox, leases, tabs }: Opened): Offline {
  const days = new Map<string, DayCache>();
  const numbered = new Set<string>();
  let isConnected = false;
  const keepAll = () => {
    if (isConnected) { for (const queueId of numbered) void leases.keepFresh(queueId); }
  };
  const flushAll = () => days.forEach((day) => void day.flush());
  const timer = setInterval(keepAll, LEASE_CHECK_MS);
  const stopListening = listen({ vault, outbox }, { flushAll });
  return {
    outbox,
    leases,
    get isDurable() {
      return vault.isDurable;
    },
    day(queueId) {
      const day = days.get(queueId) ?? new DayCache(queueId, { vault, deps: { after, now: Date.now } });
      days.set(queueId, day);
      return day;
    },
    keepNumbers(queueId) {
      numbered.add(queueId);
      keepAll();
    },
    heard(connection) {
      const wasConnected = isConnected;
      isConnected = isGood(connection);
      outbox.heard(connection);
      if (isConnected && !wasConnected) keepAll();
    },
    close() {
      clearInterval(timer);
      stopListening();
      flushAll();
      outbox.close();
      tabs.close();
    },
  };
}
