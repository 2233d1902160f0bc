/**
 * The browser's side of `live.ts`: `EventSource`, `fetch`, timers, and the tab's coming and going. It decides nothing.
 */
import type { Live, LiveDeps, Polled } from "./live.ts";

const POLL_MS_MAX = 8_000;

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

/** What `Live` needs, from this browser. */
export function browserDeps(): LiveDeps {
  return {
    openSource: (url) => new EventSource(url),
    poll,
    isOnline: () => navigator.onLine,
    random: Math.random,
    after(ms, task) {
      const timer = setTimeout(task, ms);
      return () => clearTimeout(timer);
    },
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
