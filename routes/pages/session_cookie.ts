/**
 * Gives a browser the cookie of a page's session and takes it away. The cookie is unreadable for scripts and ends with
 * the browser; what is in it and how long it is good is the affair of `actors/identity`.
 */
import type { Context } from "hono";
import { deleteCookie, setCookie } from "hono/cookie";
import type { AppConfig } from "../context.ts";
import { sessionCookieOf } from "../middleware/principal.ts";

type Installation = Pick<AppConfig, "publicUrl">;

/** What every form of the cookie has in common; `Lax`, so that a link in a message opens the desk. */
function attributesOf({ publicUrl }: Installation) {
  return { path: "/", httpOnly: true, sameSite: "Lax", secure: publicUrl.startsWith("https:") } as const;
}

/** Gives this browser the session that `credential` opens. */
export function giveSessionCookie(c: Context, credential: string, config: Installation): void {
  setCookie(c, sessionCookieOf(config), credential, attributesOf(config));
}

/** Takes the session's cookie from this browser. */
export function takeSessionCookie(c: Context, config: Installation): void {
  deleteCookie(c, sessionCookieOf(config), attributesOf(config));
}
