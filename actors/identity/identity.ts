/**
 * Identity as the rest of the program sees it: tenants, accounts, sessions, people and tracking tokens over one
 * store and one secret. It composes; the rules are in the files it composes.
 */
import type { TenantId } from "../shared/ids.ts";
import { createAccounts, type NewAccount } from "./accounts.ts";
import { createCredentials, type Credentials } from "./credentials.ts";
import { deriveSecret } from "./keys.ts";
import { createTrackingTokens, type TrackingTokens } from "./links.ts";
import { createPeople, type People, type PeopleDeps } from "./people.ts";
import { type Account, DEMO_TENANT_ID, type Tenant } from "./schema.ts";
import { createSessionTokens } from "./session_tokens.ts";
import { createSessions, type IssuedPage, type IssuedTokens, type Sessions } from "./sessions.ts";
import { readAccounts } from "./store.ts";
import { createTenants, type Tenants } from "./tenants.ts";

/** How many accounts of a tenant one listing gives. */
export const ACCOUNTS_MAX = 1_000;

export interface IdentityDeps extends PeopleDeps {
  /** At least 32 bytes: the root of every derived key. */
  readonly secretKey: Uint8Array;
  /** By default the platform's best. */
  readonly credentials?: Credentials;
}

export interface SignIn {
  readonly tenant: string;
  readonly username: string;
  readonly password: string;
}

export interface Identity {
  readonly sessions: Sessions;
  readonly people: People;
  readonly tracking: TrackingTokens;
  /** The key that signs the cookies of `/t/:code`. */
  readonly cookieKey: Uint8Array;
  /** Writes a tenant; false when its id or a host name is taken. */
  createTenant(tenant: Omit<Tenant, "createdAt">): Promise<boolean>;
  /** The tenant of that id, or null; possibly a few seconds old. */
  tenant(tenantId: string): Promise<Tenant | null>;
  /** The tenant that a stranger means: see {@link Tenants}. */
  tenantFor: Tenants["meant"];
  /** Writes an account. @throws RejectedError `invalid` for a taken name or a short password. */
  createAccount(account: NewAccount): Promise<Account>;
  /** Makes the account as wanted, whether it exists or not; nothing is written when it is so already. */
  ensureAccount(account: NewAccount): Promise<Account>;
  /** Who has or had a login in the tenant, by id, at most {@link ACCOUNTS_MAX}. */
  accountsOf(tenantId: TenantId): Promise<readonly Account[]>;
  /**
   * Signs a member of staff in. Unknown tenants and names cost what wrong passwords cost and are told alike.
   * @throws AppError `unauthenticated`, or `rate_limited` after too many failures.
   */
  signIn(asked: SignIn): Promise<IssuedTokens>;
  /** The same for a page, which holds a cookie instead of tokens. Throws as `signIn` does. */
  signInPage(asked: SignIn): Promise<IssuedPage & { readonly account: Account }>;
}

/** Identity over `deps.kv`. */
export function createIdentity(deps: IdentityDeps): Identity {
  const { kv, now, mintId, secretKey } = deps;
  const tenants = createTenants(deps);
  const accounts = createAccounts({ kv, now, mintId, credentials: deps.credentials ?? createCredentials() });
  const tokens = createSessionTokens({
    access: deriveSecret(secretKey, "session"),
    refresh: deriveSecret(secretKey, "refresh"),
    page: deriveSecret(secretKey, "page"),
  });
  const sessions = createSessions({ kv, now, mintId, tokens });

  async function prove(asked: SignIn): Promise<Account> {
    const tenant = await tenants.byId(asked.tenant);
    return accounts.prove({ ...asked, tenantId: tenant?.id ?? null });
  }

  return {
    sessions,
    people: createPeople(deps),
    tracking: createTrackingTokens(deriveSecret(secretKey, "tracking")),
    cookieKey: deriveSecret(secretKey, "cookie"),
    createTenant: tenants.create,
    tenant: tenants.byId,
    tenantFor: tenants.meant,
    createAccount: accounts.create,
    ensureAccount: accounts.ensure,
    accountsOf: (tenantId) => readAccounts(kv, { tenantId, limit: ACCOUNTS_MAX }),
    signIn: async (asked) => sessions.open(await prove(asked)),
    async signInPage(asked) {
      const account = await prove(asked);
      return { ...await sessions.openPage(account), account };
    },
  };
}

/** True for the tenant that is served only while the demo is on. */
export function isDemoTenant(tenantId: string): boolean {
  return tenantId === DEMO_TENANT_ID;
}
