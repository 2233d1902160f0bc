/**
 * Asks the browser to put our service worker between the pages and the network, once a page has come alive: it never
 * competes with the page's own loading. Where there is none (plain http, private windows), nothing happens.
 */

const WORKER_URL = "/service_worker.js";

function loaded(): Promise<void> {
  if (document.readyState === "complete") return Promise.resolve();
  return new Promise((resolve) => addEventListener("load", () => resolve(), { once: true }));
}

/** The pages to keep from here on: this one, and for a person the one that the home screen opens. */
function pagesToKeep(): readonly string[] {
  const isForPerson = document.documentElement.dataset["frame"] === "person";
  return [...new Set([location.href, ...isForPerson ? [new URL("/", location.href).href] : []])];
}

/** Starts the worker. The first page that meets it tells it what to keep, for it was loaded before. */
export async function startServiceWorker(): Promise<void> {
  const { serviceWorker }: { readonly serviceWorker?: ServiceWorkerContainer } = navigator;
  if (serviceWorker === undefined) return;
  await loaded();
  try {
    const isFirst = serviceWorker.controller === null;
    await serviceWorker.register(WORKER_URL);
    const { active } = await serviceWorker.ready;
    if (isFirst) active?.postMessage({ type: "keep", addresses: pagesToKeep() });
  } catch {
    // The page works as well without.
  }
}
