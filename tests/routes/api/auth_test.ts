/** Signing in, refreshing, signing out and /me over HTTP. */
import { assert, assertEquals } from "@std/assert";
import { inClinic, PASSWORD } from "../../support/clinic.ts";

const right = { tenant: "demo", username: "doctor", password: PASSWORD };

Deno.test("POST /auth/sign-in answers tokens that /me understands", () =>
  inClinic(async ({ post, ask }) => {
    const { status, body, headers } = await post("/auth/sign-in", right);
    assertEquals(status, 200);
    assertEquals(headers.get("cache-control"), "no-store");
    const authorization = `Bearer ${body.data.accessToken}`;
    const me = await ask("/me", { headers: { authorization } });
    assertEquals([me.status, me.body.data.role, me.body.data.providerId], [200, "doctor", "provider-1"]);
    assert(!JSON.stringify(me.body).includes("plain:"));
  }));

Deno.test("POST /auth/sign-in refuses wrong passwords and unknown tenants alike", () =>
  inClinic(async ({ post }) => {
    for (const wrong of [{ password: "wrong" }, { tenant: "nowhere" }, { username: "nobody" }]) {
      const { status, body } = await post("/auth/sign-in", { ...right, ...wrong });
      assertEquals([status, body.code], [401, "unauthenticated"]);
    }
  }));

Deno.test("POST /auth/sign-in says when to come back after too many failures", () =>
  inClinic(async ({ post }) => {
    for (let i = 0; i < 5; i += 1) await post("/auth/sign-in", { ...right, password: "wrong" });
    const { status, body, headers } = await post("/auth/sign-in", right);
    assertEquals([status, body.code, headers.get("retry-after")], [429, "rate_limited", "30"]);
  }));

Deno.test("POST /auth/sign-in does not know the demo while the demo is off", () =>
  inClinic(async ({ post }) => {
    assertEquals((await post("/auth/sign-in", right)).status, 401);
  }, { config: { isDemo: false } }));

Deno.test("POST /auth/refresh trades a token once; the second time ends the session", () =>
  inClinic(async ({ post, ask }) => {
    const first = (await post("/auth/sign-in", right)).body.data;
    const second = await post("/auth/refresh", { refreshToken: first.refreshToken });
    assertEquals(second.status, 200);
    const again = await post("/auth/refresh", { refreshToken: first.refreshToken });
    assertEquals([again.status, again.body.code], [401, "session_expired"]);
    const authorization = `Bearer ${second.body.data.accessToken}`;
    const me = await ask("/me", { headers: { authorization } });
    assertEquals([me.status, me.body.code], [401, "session_expired"]);
  }));

Deno.test("POST /auth/sign-out ends the session at once", () =>
  inClinic(async ({ post, ask }) => {
    const { accessToken } = (await post("/auth/sign-in", right)).body.data;
    const headers = { authorization: `Bearer ${accessToken}` };
    const out = await post("/auth/sign-out", {}, { headers });
    assertEquals([out.status, out.body], [204, ""]);
    assertEquals((await ask("/me", { headers })).status, 401);
    assertEquals((await post("/auth/sign-out", {}, { headers })).status, 401);
  }));
