/**
 * Which tenant a request may touch: the demo's only while the demo is on, a stranger's by the address they came to,
 * everybody else's their own. What belongs to another tenant does not exist.
 */
import { isDemoTenant } from "../../actors/identity/identity.ts";
import type { Principal } from "../../actors/identity/schema.ts";
import type { TenantId } from "../../actors/shared/ids.ts";
import type { AppContext } from "../context.ts";
import { notFound } from "../errors.ts";

/** False for the demo's tenant while the demo is off. */
export function isServed(context: AppContext, tenantId: string): boolean {
  return context.config.isDemo || !isDemoTenant(tenantId);
}

/** True when `principal` may know that something of `tenantId` exists. Strangers may: each thing guards itself. */
export function isWithin(principal: Principal, tenantId: TenantId): boolean {
  return principal.kind === "anonymous" || principal.tenantId === tenantId;
}

/** The host name of the request, without its port, or null. */
export function hostOf(request: Request): string | null {
  const host = request.headers.get("host");
  return host === null ? new URL(request.url).hostname : host.replace(/:\d+$/, "");
}

/**
 * The tenant that a request means: the principal's own, else the one asked for by name, by host, or the only one.
 * @throws RejectedError `not_found`.
 */
export async function tenantOf(
  context: AppContext,
  asked: { readonly principal: Principal; readonly request: Request; readonly tenant: string | undefined },
): Promise<TenantId> {
  const { principal, request, tenant = null } = asked;
  if (principal.kind !== "anonymous") {
    if (tenant !== null && tenant !== principal.tenantId) throw notFound("the tenant");
    return principal.tenantId;
  }
  const found = await context.system.identity.tenantFor({ tenant, host: hostOf(request) });
  if (found === null || !isServed(context, found.id)) throw notFound("the tenant");
  return found.id;
}
