/**
 * Which language a page speaks: what was asked for in the address, what was chosen before, what the browser prefers.
 * The choice is kept in a cookie that says nothing else.
 */
import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { type Language, languageOf, pickLanguage } from "../../actors/shared/i18n.ts";

const COOKIE = "language";
const KEEP_SECONDS = 31_536_000;

/** Remembers the person's choice for later pages of this browser. */
export function keepLanguage(c: Context, language: Language): void {
  setCookie(c, COOKIE, language, { path: "/", httpOnly: true, sameSite: "Lax", maxAge: KEEP_SECONDS });
}

/** The language for this request; a choice made by `?lang=` is kept. */
export function languageFor(c: Context): Language {
  const asked = languageOf(c.req.query("lang"));
  if (asked === null) {
    return languageOf(getCookie(c, COOKIE)) ?? pickLanguage(c.req.header("accept-language"));
  }
  keepLanguage(c, asked);
  return asked;
}
