/**
 * The end of a session, told between the parts of a page and the tabs of a browser: whoever learns of it says so here,
 * `staff_session.tsx` shows it, and whoever keeps something for the session lets go of it. It keeps nothing itself.
 */

const ENDED = "anteroom:session-ended";
const SIGNING_OUT = "anteroom:signing-out";
const CHANNEL = "anteroom-session";
/** What the service worker is told when somebody signs out. */
const FORGET_STAFF = { type: "forget-staff" };
/** Nobody waits longer for a sign-out; what has not been let go of by then is wiped by the browser. */
const LETTING_GO_MS_MAX = 2_000;

/** What must outlive a sign-out: nothing, or commands that have not been sent yet. */
export type Kept = "nothing" | "unsent";

/** Says that the server does not know this page's session any more (401 `session_expired` or `unauthenticated`). */
export function sayEnded(): void {
  dispatchEvent(new Event(ENDED));
}

/** Calls `listener` when the session has ended, here or by another tab. Answers how to stop. */
export function onEnded(listener: () => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = listener;
  addEventListener(ENDED, listener);
  return () => {
    channel.close();
    removeEventListener(ENDED, listener);
  };
}

/** Calls `letGo` before a sign-out from this page is sent: it wipes what it keeps and says what must stay. */
export function onSigningOut(letGo: () => Promise<Kept>): () => void {
  const listener = (event: Event) => {
    if (event instanceof CustomEvent) event.detail.waitFor(letGo());
  };
  addEventListener(SIGNING_OUT, listener);
  return () => removeEventListener(SIGNING_OUT, listener);
}

/** Has this page, the other tabs and the service worker let go of the session. Answers what must outlive it. */
export async function letGoOfSession(): Promise<Kept> {
  const waitedFor: Promise<Kept>[] = [];
  const detail = { waitFor: (kept: Promise<Kept>) => void waitedFor.push(kept) };
  dispatchEvent(new CustomEvent(SIGNING_OUT, { detail }));
  navigator.serviceWorker?.controller?.postMessage(FORGET_STAFF);
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage("signed-out");
  channel.close();
  const { promise: late, resolve } = Promise.withResolvers<readonly PromiseSettledResult<Kept>[]>();
  const timer = setTimeout(() => resolve([]), LETTING_GO_MS_MAX);
  const kept = await Promise.race([Promise.allSettled(waitedFor), late]);
  clearTimeout(timer);
  const isUnsent = kept.some((result) => result.status === "fulfilled" && result.value === "unsent");
  return isUnsent ? "unsent" : "nothing";
}

/** The address of signing in, and back to `path`. */
export function signInAddress(path: string): string {
  return `/sign-in?next=${encodeURIComponent(path)}`;
}
