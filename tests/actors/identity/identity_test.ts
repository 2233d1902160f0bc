/** Identity put together: from a password to a principal, and keys that keep installations apart. */
import { isDemoTenant } from "../../../actors/identity/identity.ts";
import { ACCESS_TOKEN_MS } from "../../../actors/identity/session_tokens.ts";
import { AppError } from "../../../actors/shared/errors.ts";
import type { FacilityId, QueueId, TenantId, TicketId } from "../../../actors/shared/ids.ts";
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { inMemoryWorld } from "../../support/memory_store.ts";
import { identityOn, right, staffed, tenantId } from "../../support/staffed.ts";

Deno.test("signIn() gives tokens that name the account, whatever the case of the name", () =>
  inMemoryWorld(async (world) => {
    const identity = await staffed(world);
    const { accessToken, expiresIn } = await identity.signIn({ ...right, username: " ADA " });
    assertEquals(expiresIn, ACCESS_TOKEN_MS / 1000);
    const principal = await identity.sessions.principalOf(accessToken);
    assertEquals([principal.name, principal.role, principal.tenantId, principal.providerId], [
      "Dr. Ada",
      "doctor",
      "t1",
      "p1",
    ]);
  }));

Deno.test("signIn() tells a wrong password, an unknown name and an unknown tenant alike", () =>
  inMemoryWorld(async (world) => {
    const identity = await staffed(world);
    const messages = new Set<string>();
    for (const wrong of [{ password: "wrong" }, { username: "eve" }, { tenant: "t2" }]) {
      const error = await assertRejects(() => identity.signIn({ ...right, ...wrong }), AppError);
      assertEquals(error.code, "unauthenticated");
      messages.add(error.message);
    }
    assertEquals(messages.size, 1);
  }));

Deno.test("tracking tokens of another secret are refused", () =>
  inMemoryWorld((world) => {
    const link = {
      tenantId,
      facilityId: "f1" as FacilityId,
      queueId: "q1" as QueueId,
      providerId: null,
      ticketId: "k1" as TicketId,
      linkVersion: 1,
      expiresAt: world.now() + 1_000,
    };
    const token = identityOn(world).tracking.sign(link);
    assertEquals(identityOn(world).tracking.verify(token, world.now()), link);
    assertThrows(() => identityOn(world, 4).tracking.verify(token, world.now()), AppError);
    return Promise.resolve();
  }));

Deno.test("isDemoTenant() knows the demo's tenant alone", () => {
  assert(isDemoTenant("demo"));
  assert(!isDemoTenant("t1"));
});

Deno.test("signInPage() opens a page's session for whoever signIn() lets in, and refuses alike", () =>
  inMemoryWorld(async (world) => {
    const identity = await staffed(world);
    const { account, credential } = await identity.signInPage(right);
    assertEquals((await identity.sessions.principalOfPage(credential)).accountId, account.id);
    for (const wrong of [{ password: "wrong" }, { username: "eve" }, { tenant: "t2" }]) {
      const error = await assertRejects(() => identity.signInPage({ ...right, ...wrong }), AppError);
      assertEquals(error.code, "unauthenticated");
    }
  }));

Deno.test("accountsOf() lists who works in a tenant and nobody else", () =>
  inMemoryWorld(async (world) => {
    const identity = await staffed(world);
    assertEquals((await identity.accountsOf(tenantId)).map(({ name }) => name), ["Dr. Ada"]);
    assertEquals(await identity.accountsOf("t2" as TenantId), []);
  }));
