/**
 * Who opens a page of staff: the person of the session's cookie, or the way to signing in and back. It knows no page;
 * what belongs to the person's tenant is looked up by the page itself.
 */
import type { Context } from "hono";
import { type Permission, permits } from "../../actors/identity/access.ts";
import type { StaffPrincipal } from "../../actors/identity/schema.ts";
import type { AppContext } from "../context.ts";
import { forbidden } from "../errors.ts";
import { visitorOf } from "../middleware/principal.ts";

export interface StaffVisitOptions {
  /** What the page needs; by default that somebody is signed in. */
  readonly permission?: Permission;
}

/**
 * The member of staff who opens this page, or the answer that leads to signing in and back here.
 * @throws RejectedError `forbidden` when they may not; AppError `store_unavailable`.
 */
export async function staffVisit(
  c: Context,
  context: AppContext,
  { permission }: StaffVisitOptions = {},
): Promise<StaffPrincipal | Response> {
  const staff = await visitorOf(context, c.req.raw);
  if (staff === null) {
    c.header("cache-control", "no-store");
    return c.redirect(signInAddress(c), 303);
  }
  if (permission !== undefined && !permits(staff, permission)) throw forbidden("opening this page");
  return staff;
}

/** Where to sign in, and back to where this request wanted to go. */
function signInAddress(c: Context): string {
  const { pathname, search } = new URL(c.req.url);
  return `/sign-in?next=${encodeURIComponent(`${pathname}${search}`)}`;
}
