/**
 * Tenants by id, by host name, or because there is only one; with a short memory, since every public request asks
 * and they hardly ever change. What a tenant contains is elsewhere.
 */
import type { Kv } from "../runtime/deps.ts";
import { reachOrRecall } from "../shared/reach.ts";
import type { Tenant } from "./schema.ts";
import { insertTenant, readTenant, readTenantIdOfHost, readTenants } from "./store.ts";

/** How long a tenant's name, hosts and absence may be remembered. */
export const TENANT_CACHE_MS = 5_000;
const CACHED_TENANTS_MAX = 1_000;
/** No host name is longer (RFC 1035), and no key of the store may be much longer. */
const HOST_CHARS_MAX = 255;

export interface Tenants {
  /** Writes a tenant; false when its id or a host name is taken. */
  create(tenant: Omit<Tenant, "createdAt">): Promise<boolean>;
  byId(tenantId: string): Promise<Tenant | null>;
  /** The one asked for by id, else the host's, else the only one; null when none fits. */
  meant(asked: { readonly tenant: string | null; readonly host: string | null }): Promise<Tenant | null>;
}

/** The tenants on `kv`. */
export function createTenants({ kv, now }: { readonly kv: Kv; now(): number }): Tenants {
  const remembered = new Map<string, { readonly tenant: Tenant | null; readonly until: number }>();

  async function recall(name: string, find: () => Promise<Tenant | null>): Promise<Tenant | null> {
    const known = remembered.get(name);
    if (known !== undefined && known.until > now()) return known.tenant;
    const tenant = await reachOrRecall(find, known?.tenant);
    remembered.delete(name);
    if (remembered.size >= CACHED_TENANTS_MAX) remembered.delete(remembered.keys().next().value ?? "");
    remembered.set(name, { tenant, until: now() + TENANT_CACHE_MS });
    return tenant;
  }

  const byId = (tenantId: string) => recall(`id:${tenantId}`, () => readTenant(kv, tenantId));
  const byHost = (host: string) =>
    recall(`host:${host}`, async () => {
      const tenantId = await readTenantIdOfHost(kv, host);
      return tenantId === null ? null : readTenant(kv, tenantId);
    });
  const only = () =>
    recall("only", async () => {
      const [first = null, second] = await readTenants(kv, 2);
      return second === undefined ? first : null;
    });

  return {
    byId,
    async create(tenant) {
      const hosts = tenant.hosts.map((host) => host.toLowerCase());
      const isWritten = await insertTenant(kv, { ...tenant, hosts, createdAt: now() });
      remembered.clear();
      return isWritten;
    },
    async meant(asked) {
      if (asked.tenant !== null) return byId(asked.tenant);
      const isHost = asked.host !== null && asked.host.length <= HOST_CHARS_MAX;
      const hosted = isHost ? await byHost(asked.host.toLowerCase()) : null;
      return hosted ?? only();
    },
  };
}
