/**
 * Refuses what another site makes a person's browser send. It looks at what browsers say of themselves and cannot be
 * made to say falsely; a program that is no browser says nothing and carries nobody's cookies.
 */

/**
 * True unless a browser says that the request comes from another origin than `publicUrl` or the one it was sent to.
 */
export function isSameOrigin(request: Request, publicUrl: string): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin";
  const origin = request.headers.get("origin");
  if (origin === null) return true;
  return origin === new URL(publicUrl).origin || origin === new URL(request.url).origin;
}

/** What is opened: a page; or nothing that is said, where our service worker passes the opening on. */
const OPENINGS: ReadonlySet<string | null> = new Set(["document", "empty"]);

/**
 * True for a person's opening of a page as a whole (a link, a bookmark, an address typed): safe whatever site it came
 * from, because it only shows, in a window that the other site cannot look into.
 */
export function isPageOpening(request: Request): boolean {
  return (request.method === "GET" || request.method === "HEAD") &&
    request.headers.get("sec-fetch-mode") === "navigate" &&
    OPENINGS.has(request.headers.get("sec-fetch-dest"));
}
