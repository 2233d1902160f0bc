/** Tells a page that came from the server from one that this browser kept; the mark is set by `kept_pages.ts`. */

/** When this page was taken from the server, epoch ms, if it is a kept copy; else null. */
export function copiedAt(): number | null {
  const at = Number(document.documentElement.dataset["keptAt"] ?? NaN);
  return Number.isFinite(at) ? at : null;
}
