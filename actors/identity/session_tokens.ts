/**
 * What the holder of a session shows: a program the access token (a JWT signed by jose) and the refresh token, a page
 * its cookie; the latter two are random, and tagged so that invented ones are told without the store. It makes and
 * reads them; whether a session lives is in `sessions.ts`.
 */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { errors as joseErrors, jwtVerify, SignJWT } from "jose";
import { AppError } from "../shared/errors.ts";
import type { TenantId } from "../shared/ids.ts";
import type { Session } from "./schema.ts";

export const ACCESS_TOKEN_MS = 15 * 60_000;
/** Longer tokens are none of ours. */
export const TOKEN_CHARS_MAX = 2_048;
const ISSUER = "anteroom";
const ALGORITHM = "HS256";

/** What an access token says: whose session it belongs to. */
export interface AccessClaims {
  readonly sessionId: string;
  readonly tenantId: TenantId;
}

/** What a refresh token says. */
export interface RefreshParts {
  readonly sessionId: string;
  readonly generation: number;
  readonly secret: string;
}

/** What a page's cookie says. */
export interface PageParts {
  readonly sessionId: string;
  readonly secret: string;
}

export interface SessionTokens {
  signAccess(session: Session, at: number): Promise<string>;
  /** @throws AppError `session_expired` for one of ours that has expired, else `unauthenticated`. */
  verifyAccess(token: string, at: number): Promise<AccessClaims>;
  makeRefresh(parts: RefreshParts): string;
  /** The parts of a token that we issued at some time, else null. */
  parseRefresh(token: string): RefreshParts | null;
  makePage(parts: PageParts): string;
  /** The parts of a cookie that we gave at some time, else null. */
  parsePage(cookie: string): PageParts | null;
}

export interface SessionKeys {
  readonly access: Uint8Array<ArrayBuffer>;
  readonly refresh: Uint8Array<ArrayBuffer>;
  readonly page: Uint8Array<ArrayBuffer>;
}

/** Tokens signed with these keys. */
export function createSessionTokens(keys: SessionKeys): SessionTokens {
  const tagOf = (body: string, key = keys.refresh) =>
    createHmac("sha256", key).update(body).digest("base64url");

  return {
    signAccess(session, at) {
      const seconds = Math.floor(at / 1000);
      return new SignJWT({ sid: session.id, tid: session.tenantId })
        .setProtectedHeader({ alg: ALGORITHM })
        .setIssuer(ISSUER)
        .setSubject(session.accountId)
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + ACCESS_TOKEN_MS / 1000)
        .sign(keys.access);
    },
    async verifyAccess(token, at) {
      if (token.length > TOKEN_CHARS_MAX) throw unknownToken();
      const { sid, tid } = await verified(token, { key: keys.access, at });
      if (typeof sid !== "string" || typeof tid !== "string") throw unknownToken();
      return { sessionId: sid, tenantId: tid as TenantId };
    },
    makeRefresh({ sessionId, generation, secret }) {
      const body = `${sessionId}.${generation}.${secret}`;
      return `${body}.${tagOf(body)}`;
    },
    parseRefresh(token) {
      if (token.length > TOKEN_CHARS_MAX) return null;
      const [sessionId = "", generation = "", secret = "", tag = "", ...rest] = token.split(".");
      if (rest.length > 0 || !isSameText(tagOf(`${sessionId}.${generation}.${secret}`), tag)) return null;
      return { sessionId, generation: Number(generation), secret };
    },
    makePage({ sessionId, secret }) {
      const body = `${sessionId}.${secret}`;
      return `${body}.${tagOf(body, keys.page)}`;
    },
    parsePage(cookie) {
      if (cookie.length > TOKEN_CHARS_MAX) return null;
      const [sessionId = "", secret = "", tag = "", ...rest] = cookie.split(".");
      if (rest.length > 0 || !isSameText(tagOf(`${sessionId}.${secret}`, keys.page), tag)) return null;
      return { sessionId, secret };
    },
  };
}

async function verified(
  token: string,
  by: { readonly key: Uint8Array<ArrayBuffer>; readonly at: number },
): Promise<Readonly<Record<string, unknown>>> {
  try {
    const { payload } = await jwtVerify(token, by.key, {
      algorithms: [ALGORITHM],
      issuer: ISSUER,
      currentDate: new Date(by.at),
    });
    return payload;
  } catch (cause) {
    throw cause instanceof joseErrors.JWTExpired ? sessionExpired() : unknownToken();
  }
}

/** Compares two texts in a time that depends on their lengths alone. */
export function isSameText(expected: string, given: string): boolean {
  const [left, right] = [new TextEncoder().encode(expected), new TextEncoder().encode(given)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** What the store keeps of a secret: its SHA-256 in base64url. */
export function digestOf(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}

/** The refusal of a session that is over. */
export function sessionExpired(): AppError {
  return new AppError("session_expired", "Cannot go on: the session has ended, sign in again");
}

function unknownToken(): AppError {
  return new AppError("unauthenticated", "Cannot tell who asks: the bearer token is not one of ours");
}
