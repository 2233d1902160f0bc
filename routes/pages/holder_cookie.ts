/**
 * The cookie by which whoever opened a ticket's link acts on that ticket: signed, bound to one ticket and one version
 * of its link, and sent to that ticket's address alone. It says nothing about the person.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";

const COOKIE = "holder";
/** Links end a day after the ticket; the ticket may last a day. */
const KEEP_SECONDS = 3 * 86_400;

/** What the cookie is good for. */
export interface Held {
  readonly ticketId: string;
  readonly linkVersion: number;
}

function signatureOf({ ticketId, linkVersion }: Held, key: Uint8Array): string {
  return createHmac("sha256", key).update(`holder/${ticketId}/${linkVersion}`).digest("base64url");
}

/** Gives this browser the holder's power over the ticket at `path`. */
export function giveHolderCookie(
  c: Context,
  held: Held,
  options: { readonly key: Uint8Array; readonly path: string; readonly isSecure: boolean },
): void {
  setCookie(c, COOKIE, signatureOf(held, options.key), {
    path: options.path,
    httpOnly: true,
    sameSite: "Lax",
    secure: options.isSecure,
    maxAge: KEEP_SECONDS,
  });
}

/** True when the request carries the holder's power over exactly this ticket and link. */
export function hasHolderCookie(c: Context, held: Held, { key }: { readonly key: Uint8Array }): boolean {
  const given = new TextEncoder().encode(getCookie(c, COOKIE) ?? "");
  const expected = new TextEncoder().encode(signatureOf(held, key));
  return given.length === expected.length && timingSafeEqual(given, expected);
}
