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
