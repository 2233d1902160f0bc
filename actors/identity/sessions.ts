/**
 * Sessions: who holds which token or cookie, for how long. A refresh token is used once; using an old one again
 * revokes the session. It decides who somebody is, never what they may.
 */
import type { Cancel, Kv } from "../runtime/deps.ts";
import { AppError } from "../shared/errors.ts";
import type { TenantId } from "../shared/ids.ts";
import { reachOrRecall } from "../shared/reach.ts";
import type { Account, Session, StaffPrincipal } from "./schema.ts";
import {
  ACCESS_TOKEN_MS,
  digestOf,
  isSameText,
  sessionExpired,
  type SessionTokens,
} from "./session_tokens.ts";
import { readAccount, readSession, writeSession } from "./store.ts";

/** A session ends this long after its sign-in, however often it is refreshed. */
export const SESSION_MS = 12 * 60 * 60_000;
/** How long a sign-out elsewhere may go unnoticed on this process. */
export const LIVENESS_CACHE_MS = 5_000;
const CACHED_SESSIONS_MAX = 10_000;
const SESSION_ID_CHARS = 21;
const SECRET_CHARS = 43;
const REVOKE_ATTEMPTS_MAX = 5;
const EVERY_TENANT = { isServed: () => true };

export interface IssuedTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Seconds until the access token expires. */
  readonly expiresIn: number;
}

export interface RefreshOptions {
  /** False for a tenant that is not served. By default every tenant is. */
  isServed(tenantId: TenantId): boolean;
}

/** A page's session: what its cookie holds, and when it ends at the latest. */
export interface IssuedPage {
  readonly credential: string;
  /** Epoch ms. */
  readonly expiresAt: number;
}

export interface Sessions {
  open(account: Account): Promise<IssuedTokens>;
  /** Opens a session whose holder is a page: it gets no token, and no token opens it. */
  openPage(account: Account): Promise<IssuedPage>;
  /**
   * New tokens for a refresh token, once; a session of a tenant that is not served stays as it is.
   * @throws AppError `session_expired` (also when it was used before).
   */
  refresh(refreshToken: string, options?: RefreshOptions): Promise<IssuedTokens>;
  /** Who holds this access token. @throws AppError `session_expired` or `unauthenticated`. */
  principalOf(accessToken: string): Promise<StaffPrincipal>;
  /** Whose page holds this cookie. @throws AppError `session_expired`, also for one that is none of ours. */
  principalOfPage(credential: string): Promise<StaffPrincipal>;
  /** Ends the session everywhere; a second time changes nothing. */
  revoke(sessionId: string): Promise<void>;
  /** True while the session may act; at most {@link LIVENESS_CACHE_MS} behind other processes. */
  isLive(sessionId: string): Promise<boolean>;
  /** Calls `listener` with the id of each session that this process finds revoked. */
  onRevoked(listener: (sessionId: string) => void): Cancel;
}

export interface SessionsDeps {
  readonly kv: Kv;
  readonly tokens: SessionTokens;
  now(): number;
  mintId(chars: number): string;
}

/** Sessions on `deps.kv`. */
export function createSessions(deps: SessionsDeps): Sessions {
  const { kv, now, tokens } = deps;
  const liveness = createLiveness(deps);

  const { issue, open, openPage } = createIssuing(deps);

  async function revoke(sessionId: string): Promise<void> {
    for (let attempt = 0; attempt < REVOKE_ATTEMPTS_MAX; attempt += 1) {
      const found = await readSession(kv, sessionId);
      if (found === null || found.value.revokedAt !== null) return liveness.forget(sessionId);
      const session = { ...found.value, revokedAt: now() };
      await writeSession(kv, { session, versionstamp: found.versionstamp, keepMs: SESSION_MS });
    }
    throw new AppError("contended", "Cannot end the session: it keeps changing", { retryAfterMs: 100 });
  }

  async function refresh(token: string, { isServed }: RefreshOptions = EVERY_TENANT): Promise<IssuedTokens> {
    const parts = tokens.parseRefresh(token);
    const found = parts === null ? null : await readSession(kv, parts.sessionId);
    if (parts === null || found === null || !isGood(found.value, now())) throw sessionExpired();
    const { value: session, versionstamp } = found;
    if (!isServed(session.tenantId)) throw sessionExpired();
    const isLatest = parts.generation === session.generation &&
      session.refreshDigest !== null && isSameText(session.refreshDigest, digestOf(parts.secret));
    const account = isLatest ? await readAccount(kv, session) : null;
    const secret = deps.mintId(SECRET_CHARS);
    const next = { ...session, generation: session.generation + 1, refreshDigest: digestOf(secret) };
    const keepMs = session.expiresAt - now();
    const isRotated = account !== null && !account.isDisabled &&
      await writeSession(kv, { session: next, versionstamp, keepMs });
    if (isRotated) return issue(next, secret);
    await revoke(session.id);
    throw sessionExpired();
  }

  return {
    open,
    openPage,
    refresh,
    async principalOf(accessToken) {
      const claims = await tokens.verifyAccess(accessToken, now());
      const live = await liveness.of(claims.sessionId);
      if (live === null || live.principal.tenantId !== claims.tenantId) throw sessionExpired();
      return live.principal;
    },
    async principalOfPage(credential) {
      const parts = tokens.parsePage(credential);
      const live = parts === null ? null : await liveness.of(parts.sessionId);
      if (parts === null || live === null || live.pageDigest === null) throw sessionExpired();
      if (!isSameText(live.pageDigest, digestOf(parts.secret))) throw sessionExpired();
      return live.principal;
    },
    revoke,
    isLive: async (sessionId) => await liveness.of(sessionId) !== null,
    onRevoked: liveness.onRevoked,
  };
}

/** What is handed out: a program's tokens, a page's cookie, each with a session that knows it by a digest. */
function createIssuing({ kv, now, mintId, tokens }: SessionsDeps) {
  async function issue(session: Session, secret: string): Promise<IssuedTokens> {
    return {
      accessToken: await tokens.signAccess(session, now()),
      refreshToken: tokens.makeRefresh({ sessionId: session.id, generation: session.generation, secret }),
      expiresIn: ACCESS_TOKEN_MS / 1000,
    };
  }

  async function create(
    account: Account,
    digests: Pick<Session, "refreshDigest" | "pageDigest">,
  ): Promise<Session> {
    const session: Session = {
      id: mintId(SESSION_ID_CHARS),
      tenantId: account.tenantId,
      accountId: account.id,
      createdAt: now(),
      expiresAt: now() + SESSION_MS,
      generation: 0,
      ...digests,
      revokedAt: null,
    };
    const isWritten = await writeSession(kv, { session, versionstamp: null, keepMs: SESSION_MS });
    if (!isWritten) throw new AppError("contended", "Cannot sign in: the minted session id is taken");
    return session;
  }

  async function open(account: Account): Promise<IssuedTokens> {
    const secret = mintId(SECRET_CHARS);
    return issue(await create(account, { refreshDigest: digestOf(secret), pageDigest: null }), secret);
  }

  async function openPage(account: Account): Promise<IssuedPage> {
    const secret = mintId(SECRET_CHARS);
    const { id, expiresAt } = await create(account, { refreshDigest: null, pageDigest: digestOf(secret) });
    return { credential: tokens.makePage({ sessionId: id, secret }), expiresAt };
  }

  return { issue, open, openPage };
}

/** A session that may act: who acts in it, and what a page must show to do so. */
interface Live {
  readonly principal: StaffPrincipal;
  readonly pageDigest: string | null;
  readonly expiresAt: number;
}

/** Who acts in a session, remembered for {@link LIVENESS_CACHE_MS}: a staff request reads the store rarely. */
function createLiveness({ kv, now }: Pick<SessionsDeps, "kv" | "now">) {
  const cache = new Map<string, { readonly live: Live | null; readonly readAt: number }>();
  const listeners = new Set<(sessionId: string) => void>();

  function remember(sessionId: string, live: Live | null): void {
    const wasEnded = cache.get(sessionId)?.live === null;
    cache.delete(sessionId);
    if (cache.size >= CACHED_SESSIONS_MAX) cache.delete(cache.keys().next().value ?? "");
    cache.set(sessionId, { live, readAt: now() });
    if (live !== null || wasEnded) return;
    for (const listener of listeners) listener(sessionId);
  }

  async function of(sessionId: string): Promise<Live | null> {
    const cached = cache.get(sessionId);
    // The end of a session is known beforehand: no memory and no absent store prolongs it.
    if (cached !== undefined && cached.live !== null && cached.live.expiresAt <= now()) {
      remember(sessionId, null);
      return null;
    }
    if (cached !== undefined && now() - cached.readAt < LIVENESS_CACHE_MS) return cached.live;
    // While the store is away nobody can change anything here, so who was let in may go on looking.
    const live = await reachOrRecall(() => read(sessionId), cached?.live);
    remember(sessionId, live);
    return live;
  }

  async function read(sessionId: string): Promise<Live | null> {
    const found = await readSession(kv, sessionId);
    if (found === null || !isGood(found.value, now())) return null;
    const account = await readAccount(kv, found.value);
    if (account === null || account.isDisabled) return null;
    const { pageDigest, expiresAt } = found.value;
    return { principal: principalFor(account, sessionId), pageDigest, expiresAt };
  }

  return {
    of,
    forget: (sessionId: string) => remember(sessionId, null),
    onRevoked(listener: (sessionId: string) => void): Cancel {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function isGood(session: Session, at: number): boolean {
  return session.revokedAt === null && session.expiresAt > at;
}

function principalFor(account: Account, sessionId: string): StaffPrincipal {
  const { id, tenantId, role, providerId, name } = account;
  return { kind: "staff", accountId: id, tenantId, role, providerId, sessionId, name };
}
