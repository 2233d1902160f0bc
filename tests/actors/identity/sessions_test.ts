/** Sessions: how long a token is good, rotation and what reuse costs, ending a session everywhere. */
import { LIVENESS_CACHE_MS, SESSION_MS } from "../../../actors/identity/sessions.ts";
import { ACCESS_TOKEN_MS } from "../../../actors/identity/session_tokens.ts";
import { readSession } from "../../../actors/identity/store.ts";
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { inMemoryWorld } from "../../support/memory_store.ts";
import { assertFails, identityOn, right, staffed } from "../../support/staffed.ts";

Deno.test("principalOf() refuses an access token once it has expired", () =>
  inMemoryWorld(async (world) => {
    const identity = await staffed(world);
    const { accessToken } = await identity.signIn(right);
    world.pass(ACCESS_TOKEN_MS - 1_000);
    await identity.sessions.principalOf(accessToken);
    world.pass(1_000);
    await assertFails("session_expired", () => identity.sessions.principalOf(accessToken));
  }));

Deno.test("principalOf() refuses forged tokens and tokens of another purpose", () =>
  inMemoryWorld(async (world) => {
    const identity = await staffed(world);
    const { accessToken, refreshToken } = await identity.signIn(right);
    const other = identityOn(world, 4);
    await assertFails("unauthenticated", () => other.sessions.principalOf(accessToken));
    for (const token of ["", "x", refreshToken, `${accessToken}x`, "x".repeat(5_000)]) {
      await assertFails("unauthenticated", () => identity.sessions.principalOf(token));
    }
  }));

Deno.test("refresh() rotates: new tokens work", () =>
  inMemoryWorld(async (world) => {
    const identity = await staffed(world);
    const first = await identity.signIn(right);
    const second = await identity.sessions.refresh(first.refreshToken);
    assertNotEquals(first.refreshToken, second.refreshToken);
    await identity.sessions.principalOf(second.accessToken);
    await identity.sessions.refresh(second.refreshToken);
  }));

Deno.test("refresh() gives nothing to a tenant that is not served, and leaves the session as it was", () =>
  inMemoryWorld(async (world) => {
    const identity = await staffed(world);
    const { refreshToken } = await identity.signIn(right);
    const isServed = (tenantId: string) => tenantId !== "t1";
    await assertFails("session_expired", () => identity.sessions.refresh(refreshToken, { isServed }));
    await identity.sessions.refresh(refreshToken, { isServed: () => true });
  }));

Deno.test("refresh() with a used token revokes the session, newer tokens included", () =>
  inMemoryWorld(async (world) => {
    const identity = await staffed(world);
    const first = await identity.signIn(right);
    const second = await identity.sessions.refresh(first.refreshToken);
    await identity.sessions.principalOf(second.accessToken);
    await assertFails("session_expired", () => identity.sessions.refresh(first.refreshToken));
    await assertFails("session_expired", () => identity.sessions.refresh(second.refreshToken));
    await assertFails("session_expired", () => identity.sessions.principalOf(second.accessToken));
  }));

Deno.test("refresh() of two at once gives one of them tokens and trusts neither afterwards", () =>
  inMemoryWorld(async (world) => {
    const identity = await staffed(world);
    const { refreshToken } = await identity.signIn(right);
    const both = await Promise.allSettled([
      identity.sessions.refresh(refreshToken),
      identity.sessions.refresh(refreshToken),
    ]);
    assertEquals(both.filter(({ status }) => status === "fulfilled").length, 1);
    for (const result of both) {
      if (result.status !== "fulfilled") continue;
      await assertFails("session_expired", () => identity.sessions.principalOf(result.value.accessToken));
    }
  }));

Deno.test("refresh() refuses an invented token and leaves the session alone", () =>
  inMemoryWorld(async (world) => {
    const identity = await staffed(world);
    const { accessToken, refreshToken } = await identity.signIn(right);
    const [sessionId = ""] = refreshToken.split(".");
    for (const token of ["", "x.y", `${sessionId}.0.guess.guess`, `${refreshToken}x`]) {
      await assertFails("session_expired", () => identity.sessions.refresh(token));
    }
    await identity.sessions.principalOf(accessToken);
  }));

Deno.test("refresh() does not prolong a session beyond its end", () =>
  inMemoryWorld(async (world) => {
    const identity = await staffed(world);
    const { refreshToken } = await identity.signIn(right);
    world.pass(SESSION_MS);
    await assertFails("session_expired", () => identity.sessions.refresh(refreshToken));
  }));

Deno.test("revoke() ends the session at once here and within five seconds elsewhere, and tells the listeners once", () =>
  inMemoryWorld(async (world) => {
    const identity = await staffed(world);
    const elsewhere = identityOn(world);
    const { accessToken } = await identity.signIn(right);
    const { sessionId } = await identity.sessions.principalOf(accessToken);
    assert(await elsewhere.sessions.isLive(sessionId));
    const heard: string[] = [];
    const cancel = identity.sessions.onRevoked((id) => heard.push(id));
    await identity.sessions.revoke(sessionId);
    await identity.sessions.revoke(sessionId);
    await assertFails("session_expired", () => identity.sessions.principalOf(accessToken));
    assertEquals(heard, [sessionId]);
    cancel();
    world.pass(LIVENESS_CACHE_MS);
    assert(!await elsewhere.sessions.isLive(sessionId));
  }));

Deno.test("principalOf() knows who was let in while the store is away, and nobody else", () =>
  inMemoryWorld(async (world) => {
    let isAway = false;
    const get: Deno.Kv["get"] = (key, options) =>
      isAway ? Promise.reject(new TypeError("Connection refused")) : world.kv.get(key, options);
    const kv = new Proxy(world.kv, {
      get: (target, name) => {
        if (name === "get") return get;
        const value = Reflect.get(target, name, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    const identity = await staffed({ ...world, kv });
    const [known, unknown] = [await identity.signIn(right), await identity.signIn(right)];
    const { accountId } = await identity.sessions.principalOf(known.accessToken);
    isAway = true;
    world.pass(LIVENESS_CACHE_MS);
    assertEquals((await identity.sessions.principalOf(known.accessToken)).accountId, accountId);
    await assertFails("store_unavailable", () => identity.sessions.principalOf(unknown.accessToken));
    world.pass(ACCESS_TOKEN_MS);
    await assertFails("session_expired", () => identity.sessions.principalOf(known.accessToken));
  }));

Deno.test("principalOfPage() knows the holder of a page's cookie until the session's end", () =>
  inMemoryWorld(async (world) => {
    const identity = await staffed(world);
    const { credential, expiresAt } = await identity.signInPage(right);
    assertEquals(expiresAt, world.now() + SESSION_MS);
    const { accountId, role } = await identity.sessions.principalOfPage(credential);
    assertEquals([accountId.length > 0, role], [true, "doctor"]);
    world.pass(SESSION_MS - 1);
    await identity.sessions.principalOfPage(credential);
    world.pass(1);
    await assertFails("session_expired", () => identity.sessions.principalOfPage(credential));
  }));

Deno.test("principalOfPage() refuses invented, foreign and changed cookies, and a program's tokens", () =>
  inMemoryWorld(async (world) => {
    const identity = await staffed(world);
    const { credential } = await identity.signInPage(right);
    const { credential: second } = await identity.signInPage(right);
    const { accessToken, refreshToken } = await identity.signIn(right);
    const foreign = await identityOn(world, 4).signInPage(right);
    const [id = ""] = credential.split(".");
    const [, secret = "", tag = ""] = second.split(".");
    const invented = ["", "x", `${id}.${secret}.${tag}`, `${credential}x`, "x".repeat(5_000)];
    for (const bad of [...invented, foreign.credential, accessToken, refreshToken]) {
      await assertFails("session_expired", () => identity.sessions.principalOfPage(bad));
    }
    await identity.sessions.principalOfPage(credential);
  }));

Deno.test("a page's session has no token, and a program's session no cookie", () =>
  inMemoryWorld(async (world) => {
    const identity = await staffed(world);
    const { credential } = await identity.signInPage(right);
    const { sessionId } = await identity.sessions.principalOfPage(credential);
    const kept = await readSession(world.kv, sessionId);
    assertEquals(kept?.value.refreshDigest, null);
    assert(!Deno.inspect(kept?.value).includes(credential.split(".")[1] ?? ""));
    const program = await identity.sessions.principalOf((await identity.signIn(right)).accessToken);
    assertEquals((await readSession(world.kv, program.sessionId))?.value.pageDigest, null);
  }));

Deno.test("revoke() ends a page's session here at once and elsewhere within five seconds", () =>
  inMemoryWorld(async (world) => {
    const identity = await staffed(world);
    const elsewhere = identityOn(world);
    const { credential } = await identity.signInPage(right);
    const { sessionId } = await elsewhere.sessions.principalOfPage(credential);
    await identity.sessions.revoke(sessionId);
    await assertFails("session_expired", () => identity.sessions.principalOfPage(credential));
    world.pass(LIVENESS_CACHE_MS);
    await assertFails("session_expired", () => elsewhere.sessions.principalOfPage(credential));
  }));
