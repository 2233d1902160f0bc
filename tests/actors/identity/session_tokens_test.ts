/** The tokens and the cookie of a session: what they carry, and what is refused. */
import {
  ACCESS_TOKEN_MS,
  createSessionTokens,
  digestOf,
  isSameText,
} from "../../../actors/identity/session_tokens.ts";
import type { Session } from "../../../actors/identity/schema.ts";
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { SignJWT } from "jose";
import { assertFails, tenantId } from "../../support/staffed.ts";

const access = new Uint8Array(32).fill(1);
const refresh = new Uint8Array(32).fill(2);
const page = new Uint8Array(32).fill(3);
const tokens = createSessionTokens({ access, refresh, page });
const AT = 1_800_000_000_000;
const session: Session = {
  id: "s1",
  tenantId,
  accountId: "a1",
  createdAt: AT,
  expiresAt: AT + 1,
  generation: 0,
  refreshDigest: "x",
  pageDigest: null,
  revokedAt: null,
};

Deno.test("verifyAccess() reads what signAccess() wrote, for a quarter of an hour", async () => {
  const token = await tokens.signAccess(session, AT);
  assertEquals(await tokens.verifyAccess(token, AT + ACCESS_TOKEN_MS - 1_000), { sessionId: "s1", tenantId });
  await assertFails("session_expired", () => tokens.verifyAccess(token, AT + ACCESS_TOKEN_MS));
});

Deno.test("verifyAccess() refuses other keys, other algorithms, other issuers and missing claims", async () => {
  const signed = (
    claims: Record<string, unknown>,
    { alg = "HS256", key = access, issuer = "anteroom" } = {},
  ) => new SignJWT(claims).setProtectedHeader({ alg }).setIssuer(issuer).setExpirationTime(AT).sign(key);
  const claims = { sid: "s1", tid: "t1" };
  assertEquals((await tokens.verifyAccess(await signed(claims), AT - 1_000)).sessionId, "s1");
  const bad = [
    signed(claims, { key: refresh }),
    signed(claims, { alg: "HS512", key: new Uint8Array(64) }),
    signed(claims, { issuer: "somebody" }),
    signed({ sid: "s1" }),
    signed({ sid: 1, tid: "t1" }),
  ];
  for (const token of await Promise.all(bad)) {
    await assertFails("unauthenticated", () => tokens.verifyAccess(token, AT - 1_000));
  }
});

Deno.test("parseRefresh() reads what makeRefresh() wrote, and nothing that we did not write", () => {
  const parts = { sessionId: "s1", generation: 3, secret: "abc" };
  const token = tokens.makeRefresh(parts);
  assertEquals(tokens.parseRefresh(token), parts);
  const [, , , tag] = token.split(".");
  for (const bad of ["", "a.b.c.d", `s1.4.abc.${tag}`, `s2.3.abc.${tag}`, `${token}.x`, "x".repeat(3_000)]) {
    assertEquals(tokens.parseRefresh(bad), null, bad);
  }
});

Deno.test("parsePage() reads what makePage() wrote, and nothing that we did not write", () => {
  const parts = { sessionId: "s1", secret: "abc" };
  const cookie = tokens.makePage(parts);
  assertEquals(tokens.parsePage(cookie), parts);
  const [, , tag] = cookie.split(".");
  const refreshToken = tokens.makeRefresh({ sessionId: "s1", generation: 0, secret: "abc" });
  for (
    const bad of [
      "",
      "a.b.c",
      `s1.abd.${tag}`,
      `s2.abc.${tag}`,
      `${cookie}.x`,
      refreshToken,
      "x".repeat(3_000),
    ]
  ) {
    assertEquals(tokens.parsePage(bad), null, bad);
  }
  assertEquals(tokens.parseRefresh(cookie), null);
});

Deno.test("isSameText() compares texts, digestOf() hides them", () => {
  assert(isSameText("abc", "abc"));
  assert(!isSameText("abc", "abd"));
  assert(!isSameText("abc", "ab"));
  assertNotEquals(digestOf("abc"), "abc");
  assertEquals(digestOf("abc"), digestOf("abc"));
});
