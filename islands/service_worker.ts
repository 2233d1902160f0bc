/**
 * The service worker: stands between our pages and the network, so that a page that was open opens again without a
 * connection. What is kept and for how long is said in `kept_pages.ts`; this file only hears the browser's events.
 */
import { PageKeeper, planFor } from "./kept_pages.ts";

/** The part of a worker's events in use; the library of types for pages does not know them. */
interface WorkerEvent extends Event {
  readonly request: Request;
  readonly data: unknown;
  respondWith(response: Promise<Response>): void;
  waitUntil(done: Promise<unknown>): void;
}

interface WorkerScope {
  readonly location: Location;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(
    type: "install" | "activate" | "fetch" | "message",
    hear: (event: WorkerEvent) => void,
  ): void;
}

// The same global, by the name that it has here.
const scope = globalThis as unknown as WorkerScope;
const { origin } = scope.location;

const keeper = new PageKeeper({
  caches,
  fetch: (request) => fetch(request),
  after: (ms) => new Promise((resolve) => void setTimeout(resolve, ms)),
  now: Date.now,
  origin,
});

/** What a page may ask for; anything else is ignored. */
async function hear(message: unknown): Promise<void> {
  if (typeof message !== "object" || message === null || !("type" in message)) return;
  if (message.type === "forget-staff") await keeper.forgetStaff();
  if (message.type !== "keep" || !("addresses" in message) || !Array.isArray(message.addresses)) return;
  await keeper.keep(message.addresses.filter((address) => typeof address === "string"));
}

scope.addEventListener("install", (event) => {
  event.waitUntil(Promise.all([keeper.keepOffline(null), scope.skipWaiting()]));
});
scope.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([keeper.removeOld(), scope.clients.claim()]));
});
scope.addEventListener("message", (event) => event.waitUntil(hear(event.data)));
scope.addEventListener("fetch", (event) => {
  const answered = keeper.answer(event.request, planFor(event.request, origin));
  if (answered === null) return;
  event.respondWith(answered.response);
  event.waitUntil(answered.settled.catch(() => {}));
});
