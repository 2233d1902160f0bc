/**
 * Who asks: from a request's credentials to a principal. The API takes a bearer token; a session cookie beside it is
 * refused, since the two could name different people. It asks for no permission: that is each endpoint's own.
 */
import { ANONYMOUS, type Principal } from "../../actors/identity/schema.ts";
import { AppError } from "../../actors/shared/errors.ts";
import type { AppContext } from "../context.ts";
import { isServed } from "./tenancy.ts";

/** The cookie of a page's session. */
export const SESSION_COOKIE = "__Host-anteroom";
const BEARER = /^Bearer +([A-Za-z0-9._~+/=-]+)$/i;

/**
 * The principal of `request`. Strangers are answered at once, without a promise.
 * @throws AppError `unauthenticated` or `session_expired`.
 */
export function principalOf(context: AppContext, request: Request): Principal | Promise<Principal> {
  const authorization = request.headers.get("authorization");
  return authorization === null ? ANONYMOUS : bearerOf(context, { request, authorization });
}

async function bearerOf(
  context: AppContext,
  from: { readonly request: Request; readonly authorization: string },
): Promise<Principal> {
  if (hasSessionCookie(from.request)) {
    throw new AppError("unauthenticated", "Cannot tell who asks: both a bearer token and a cookie were sent");
  }
  const token = BEARER.exec(from.authorization)?.[1];
  if (token === undefined) {
    throw new AppError("unauthenticated", "Cannot tell who asks: the credentials are not a bearer token");
  }
  const principal = await context.system.identity.sessions.principalOf(token);
  if (!isServed(context, principal.tenantId)) {
    throw new AppError("unauthenticated", "Cannot tell who asks: the bearer token is not one of ours");
  }
  return principal;
}

function hasSessionCookie(request: Request): boolean {
  const cookies = request.headers.get("cookie");
  return cookies !== null &&
    cookies.split(";").some((cookie) => cookie.trim().startsWith(`${SESSION_COOKIE}=`));
}
