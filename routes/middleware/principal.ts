/**
 * Who asks: from a request's credentials to a principal. A program shows a bearer token, a page of ours the session's
 * cookie; both at once are refused, since they could name different people. A cookie that another site's page makes a
 * browser send counts as not sent. It asks for no permission: that is each endpoint's own.
 */
import { ANONYMOUS, type Principal, type StaffPrincipal } from "../../actors/identity/schema.ts";
import { AppError } from "../../actors/shared/errors.ts";
import type { AppConfig, AppContext } from "../context.ts";
import { isPageOpening, isSameOrigin } from "./same_origin.ts";
import { isServed } from "./tenancy.ts";

const BEARER = /^Bearer +([A-Za-z0-9._~+/=-]+)$/i;

/**
 * The name of the cookie of a page's session. Over https no other host can plant one of this name; over http, which
 * is for development, a browser would not keep it.
 */
export function sessionCookieOf({ publicUrl }: Pick<AppConfig, "publicUrl">): string {
  return publicUrl.startsWith("https:") ? "__Host-anteroom" : "anteroom";
}

/** What the session's cookie of `request` holds, or null. */
export function pageCredentialOf(request: Request, config: Pick<AppConfig, "publicUrl">): string | null {
  const cookies = request.headers.get("cookie");
  if (cookies === null) return null;
  const prefix = `${sessionCookieOf(config)}=`;
  const cookie = cookies.split(";").map((one) => one.trim()).find((one) => one.startsWith(prefix));
  return cookie === undefined ? null : cookie.slice(prefix.length);
}

export interface PrincipalOptions {
  /** True where strangers may look: a page whose session has ended looks as one of them. */
  readonly isPublic?: boolean;
}

/**
 * The principal of `request`. Strangers are answered at once, without a promise.
 * @throws AppError `unauthenticated` or `session_expired`.
 */
export function principalOf(
  context: AppContext,
  request: Request,
  { isPublic = false }: PrincipalOptions = {},
): Principal | Promise<Principal> {
  const authorization = request.headers.get("authorization");
  const credential = pageCredentialOf(request, context.config);
  if (authorization !== null) {
    if (credential === null) return bearerOf(context, authorization);
    throw new AppError("unauthenticated", "Cannot tell who asks: both a bearer token and a cookie were sent");
  }
  if (credential === null || !isSameOrigin(request, context.config.publicUrl)) return ANONYMOUS;
  return isPublic
    ? liveStaffOf(context, credential).then((staff) => staff ?? ANONYMOUS)
    : staffOfPage(context, credential);
}

/**
 * Who opens a page or asks from one: null for nobody, and for a session that has ended. Opening a page by a link from
 * elsewhere counts too, since it changes nothing and the other site cannot read it.
 */
export async function visitorOf(context: AppContext, request: Request): Promise<StaffPrincipal | null> {
  const credential = pageCredentialOf(request, context.config);
  if (credential === null) return null;
  if (!isPageOpening(request) && !isSameOrigin(request, context.config.publicUrl)) return null;
  return await liveStaffOf(context, credential);
}

/** The staff of a page's session, or null when it has ended. */
async function liveStaffOf(context: AppContext, credential: string): Promise<StaffPrincipal | null> {
  try {
    return await staffOfPage(context, credential);
  } catch (error) {
    if (error instanceof AppError && error.code === "session_expired") return null;
    throw error;
  }
}

async function bearerOf(context: AppContext, authorization: string): Promise<Principal> {
  const token = BEARER.exec(authorization)?.[1];
  if (token === undefined) {
    throw new AppError("unauthenticated", "Cannot tell who asks: the credentials are not a bearer token");
  }
  const principal = await context.system.identity.sessions.principalOf(token);
  if (!isServed(context, principal.tenantId)) {
    throw new AppError("unauthenticated", "Cannot tell who asks: the bearer token is not one of ours");
  }
  return principal;
}

async function staffOfPage(context: AppContext, credential: string): Promise<StaffPrincipal> {
  const principal = await context.system.identity.sessions.principalOfPage(credential);
  if (isServed(context, principal.tenantId)) return principal;
  throw new AppError("session_expired", "Cannot go on: the session has ended, sign in again");
}
