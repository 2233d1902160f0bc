/** Tracking tokens: round trip, forgery, expiry, and what they must not contain. */
import { createTrackingTokens, TOKEN_CHARS_MAX, type TrackingLink } from "../../../actors/identity/links.ts";
import { AppError } from "../../../actors/shared/errors.ts";
import type { FacilityId, QueueId, TenantId, TicketId } from "../../../actors/shared/ids.ts";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { SignJWT } from "jose";

const key = new Uint8Array(32).fill(7);
const tokens = createTrackingTokens(key);
const link: TrackingLink = {
  tenantId: "demo" as TenantId,
  facilityId: "riverside" as FacilityId,
  queueId: "queue-123" as QueueId,
  providerId: null,
  ticketId: "locator1abcdefghijkl" as TicketId,
  linkVersion: 2,
  expiresAt: 1_800_000_000_000,
};

function assertRefused(token: string, at = link.expiresAt - 1): void {
  assertEquals(assertThrows(() => tokens.verify(token, at), AppError).code, "invalid_token");
}

Deno.test("verify() gives back what sign() was given", () => {
  assertEquals(tokens.verify(tokens.sign(link), link.expiresAt - 1), link);
});

Deno.test("verify() refuses a token at the instant it expires", () => {
  const token = tokens.sign(link);
  assertEquals(tokens.verify(token, link.expiresAt - 1).ticketId, link.ticketId);
  assertRefused(token, link.expiresAt);
});

Deno.test("verify() refuses a token whose payload was changed", () => {
  const [header, payload = "", signature] = tokens.sign(link).split(".");
  const claims = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
  const forged = btoa(JSON.stringify({ ...claims, k: "locator1somebodyelse" })).replaceAll("=", "");
  assertRefused(`${header}.${forged}.${signature}`);
});

Deno.test("verify() refuses a token signed with another key", () => {
  assertRefused(createTrackingTokens(new Uint8Array(32).fill(8)).sign(link));
});

Deno.test("verify() refuses a token that names another algorithm or none", () => {
  const [, payload, signature] = tokens.sign(link).split(".");
  const none = btoa(JSON.stringify({ alg: "none", typ: "JWT" })).replaceAll("=", "");
  assertRefused(`${none}.${payload}.`);
  assertRefused(`${none}.${payload}.${signature}`);
});

Deno.test("verify() refuses a properly signed token with other claims", async () => {
  assertRefused(await new SignJWT({ sub: "x" }).setProtectedHeader({ alg: "HS256", typ: "JWT" }).sign(key));
});

Deno.test("verify() refuses what is no token", () => {
  for (
    const text of ["", ".", "a.b.c", "nonsense", `${tokens.sign(link)}.more`, "x".repeat(TOKEN_CHARS_MAX + 1)]
  ) {
    assertRefused(text);
  }
});

Deno.test("sign() puts ids, a version and an expiry into the token and nothing else", () => {
  const [, payload = ""] = tokens.sign(link).split(".");
  const claims = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
  assertEquals(Object.keys(claims).sort(), ["exp", "f", "k", "p", "q", "t", "v"]);
  assert(!JSON.stringify(claims).includes("name"));
});
