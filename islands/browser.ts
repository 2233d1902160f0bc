/**
 * The browser's side of `live.ts` and `shared_live.ts`: `EventSource`, `fetch`, locks and channels between tabs, timers,
 * and the tab's coming and going. It decides nothing.
 */
import type { Live, LiveDeps, Polled } from "./live.ts";
import { type SharedDeps, SharedSource } from "./shared_live.ts";
import type { LockWish } from "./shared_room.ts";

const POLL_MS_MAX = 8_000;
/** HTTP/1.1 opens six connections to an origin: two stay free for everything else. */
const ROOMS_OF_SIX = 4;
/** HTTP/2 and later carry all streams on one connection; this is well below what a server lets one session hold. */
const ROOMS_MULTIPLEXED = 12;

async function poll(url: string, etag: string | null): Promise<Polled | null> {
  try {
    const response = await fetch(url, {
      headers: { accept: "application/json", ...(etag === null ? {} : { "if-none-match": etag }) },
      cache: "no-store",
      signal: AbortSignal.timeout(POLL_MS_MAX),
    });
    const body: unknown = response.status === 200 ? await response.json() : null;
    return { status: response.status, etag: response.headers.get("etag"), body };
  } catch {
    return null;
  }
}

function after(ms: number, task: () => void): () => void {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
}

function takeLock(name: string, { isStolen, onHeld, onLost, onUnavailable }: LockWish): () => void {
  const giveUp = new AbortController();
  const done = Promise.withResolvers<void>();
  let isHeld = false;
  const options = isStolen ? { steal: true } : { signal: giveUp.signal };
  navigator.locks.request(name, options, () => {
    if (giveUp.signal.aborted) return;
    isHeld = true;
    onHeld();
    return done.promise;
  }).catch(() => {
    if (giveUp.signal.aborted) return;
    if (isHeld) onLost();
    else onUnavailable();
  });
  return () => {
    giveUp.abort();
    done.resolve();
  };
}

function roomsHere(): number {
  const [visit] = performance.getEntriesByType("navigation");
  const protocol = visit !== undefined && "nextHopProtocol" in visit ? visit.nextHopProtocol : "";
  return protocol === "h2" || protocol === "h3" ? ROOMS_MULTIPLEXED : ROOMS_OF_SIX;
}

function openSource(url: string): EventSource {
  return new EventSource(url);
}

/** What sharing a stream needs, from this browser; null where tabs cannot agree, as outside a secure context. */
function sharedDeps(): SharedDeps | null {
  if (!("locks" in navigator) || typeof BroadcastChannel !== "function") return null;
  return {
    openSource,
    after,
    takeLock,
    random: Math.random,
    mintId: () => crypto.randomUUID(),
    rooms: roomsHere(),
    positions: new Map(),
    openChannel(name, hear) {
      const channel = new BroadcastChannel(name);
      channel.onmessage = ({ data }) => hear(data);
      return {
        post: (message) => channel.postMessage(message),
        close: () => channel.close(),
      };
    },
  };
}

/** What `Live` needs, from this browser. Tabs that follow the same address share its stream. */
export function browserDeps(): LiveDeps {
  const shared = sharedDeps();
  return {
    openSource: (url) => shared === null ? openSource(url) : new SharedSource(url, shared),
    poll,
    after,
    isOnline: () => navigator.onLine,
    random: Math.random,
    isSeen: () => document.visibilityState === "visible",
  };
}

/** Asks anew when the tab or the network returns, and says so when the network goes. Answers how to stop. */
export function followTab(live: Live): () => void {
  const refresh = () => live.refresh();
  const lost = () => live.lost();
  const visible = () => {
    if (document.visibilityState === "visible") refresh();
  };
  addEventListener("online", refresh);
  addEventListener("offline", lost);
  document.addEventListener("visibilitychange", visible);
  return () => {
    removeEventListener("online", refresh);
    removeEventListener("offline", lost);
    document.removeEventListener("visibilitychange", visible);
  };
}
