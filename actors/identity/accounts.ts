/**
 * Logins of staff: made once, proven by password. It never tells why a proof failed, and an unknown name costs what
 * a wrong password costs.
 */
import type { Kv } from "../runtime/deps.ts";
import { AppError, reject, RejectedError } from "../shared/errors.ts";
import type { ProviderId, TenantId } from "../shared/ids.ts";
import type { Credentials } from "./credentials.ts";
import { type Account, PASSWORD_CHARS_MIN, type Role } from "./schema.ts";
import { createSignInGuard } from "./sign_in_guard.ts";
import { insertAccount, readAccountByName, updateAccount } from "./store.ts";
import { createTurnstile } from "./turnstile.ts";

const ACCOUNT_ID_CHARS = 21;
const ENSURE_ATTEMPTS_MAX = 3;
/** Passwords checked at once (each takes 46 MiB and a core), and how many more wait: some seconds' work. */
const CHECKS_AT_ONCE_MAX = 2;
const CHECKS_WAITING_MAX = 100;

export interface NewAccount {
  readonly tenantId: TenantId;
  readonly username: string;
  readonly password: string;
  readonly name: string;
  readonly role: Role;
  readonly providerId?: ProviderId | null;
}

export interface Proof {
  /** Null: no such tenant, told like a wrong password. */
  readonly tenantId: TenantId | null;
  /** The tenant as it was typed. */
  readonly tenant: string;
  readonly username: string;
  readonly password: string;
}

export interface Accounts {
  /** Writes an account. @throws RejectedError `invalid` for a taken name or a short password. */
  create(account: NewAccount): Promise<Account>;
  /** The account as wanted, made or changed; nothing is written when it is so already. Throws as `create` does. */
  ensure(account: NewAccount): Promise<Account>;
  /**
   * The account that the proof is for.
   * @throws AppError `unauthenticated`, `rate_limited` after failures, `overloaded` when too many are being checked.
   */
  prove(proof: Proof): Promise<Account>;
}

export interface AccountsDeps {
  readonly kv: Kv;
  readonly credentials: Credentials;
  now(): number;
  mintId(chars: number): string;
}

/** The one form in which user names are compared and kept. */
function normalName(username: string): string {
  return username.normalize("NFKC").trim().toLowerCase();
}

function refused(detail: string): RejectedError {
  return new RejectedError(reject("invalid", detail));
}

/** The accounts on `deps.kv`. */
export function createAccounts({ kv, credentials, now, mintId }: AccountsDeps): Accounts {
  /** Null when the name is taken. */
  async function insert(wanted: NewAccount): Promise<Account | null> {
    const { tenantId, name, role, providerId = null } = wanted;
    const account: Account = {
      id: mintId(ACCOUNT_ID_CHARS),
      tenantId,
      username: normalName(wanted.username),
      name,
      role,
      providerId,
      passwordHash: await hashed(credentials, wanted.password),
      isDisabled: false,
      createdAt: now(),
    };
    return await insertAccount(kv, account) ? account : null;
  }

  async function create(wanted: NewAccount): Promise<Account> {
    const account = await insert(wanted);
    if (account === null) throw refused("Cannot create an account: the name is taken");
    return account;
  }

  async function ensure(wanted: NewAccount): Promise<Account> {
    const username = normalName(wanted.username);
    for (let attempt = 0; attempt < ENSURE_ATTEMPTS_MAX; attempt += 1) {
      const found = await readAccountByName(kv, { tenantId: wanted.tenantId, username });
      const made = found === null ? await insert(wanted) : null;
      if (made !== null) return made;
      if (found === null) continue;
      const { value: account, versionstamp } = found;
      const { name, role, providerId = null } = wanted;
      const isSame = account.name === name && account.role === role && account.providerId === providerId;
      const isProven = await credentials.verify(wanted.password, account.passwordHash);
      if (isSame && isProven && !account.isDisabled) return account;
      const passwordHash = isProven ? account.passwordHash : await hashed(credentials, wanted.password);
      const value = { ...account, name, role, providerId, passwordHash, isDisabled: false };
      if (await updateAccount(kv, { value, versionstamp })) return value;
    }
    throw new AppError("contended", "Cannot change the account: it keeps changing", { retryAfterMs: 100 });
  }

  return { create, ensure, prove: createProver({ kv, credentials, now }) };
}

/** Proofs by password: guarded against guessing, and against many at once. */
function createProver({ kv, credentials, now }: Omit<AccountsDeps, "mintId">): Accounts["prove"] {
  const guard = createSignInGuard({ now });
  const turnstile = createTurnstile({ atOnceMax: CHECKS_AT_ONCE_MAX, waitingMax: CHECKS_WAITING_MAX });

  async function prove(proof: Proof): Promise<Account> {
    const username = normalName(proof.username);
    const about = `${proof.tenant}/${username}`;
    guard.admit(about);
    // Those who waited meanwhile may have failed too often: the guard is asked again when the turn has come.
    return await turnstile.pass(() => {
      guard.admit(about);
      return check(proof, { username, about });
    });
  }

  async function check(
    { tenantId, password }: Proof,
    { username, about }: { readonly username: string; readonly about: string },
  ): Promise<Account> {
    const found = tenantId === null ? null : await readAccountByName(kv, { tenantId, username });
    const isRight = await credentials.verify(password, found?.value.passwordHash ?? null);
    if (isRight && found !== null && !found.value.isDisabled) {
      guard.succeeded(about);
      return found.value;
    }
    guard.failed(about);
    throw new AppError("unauthenticated", "Cannot sign in: tenant, name and password do not fit together");
  }

  return prove;
}

function hashed(credentials: Credentials, password: string): Promise<string> {
  if (password.length >= PASSWORD_CHARS_MIN) return credentials.hash(password);
  throw refused(`Cannot create an account: the password has fewer than ${PASSWORD_CHARS_MIN} characters`);
}
