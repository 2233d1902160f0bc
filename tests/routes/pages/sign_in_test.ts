/** Signing in and out by page: who is let in, where to, what is said otherwise, and what a sign-out takes along. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Role } from "../../../actors/identity/schema.ts";
import { SESSION_MS } from "../../../actors/identity/sessions.ts";
import type { TenantId } from "../../../actors/shared/ids.ts";
import { FREE_FAILURES } from "../../../actors/identity/sign_in_guard.ts";
import { landingOf } from "../../../routes/pages/sign_in.tsx";
import { inPageWorld, type PageWorld, PUBLIC_URL } from "../../support/page_world.ts";
import { employ, NURSE, signIn } from "../../support/staff_page.ts";

const COOKIE = /^anteroom=([\w-]+\.[\w-]+\.[\w-]+); Path=\/; HttpOnly; SameSite=Lax$/;

async function textOf(response: Response): Promise<string> {
  return await response.text();
}

Deno.test("GET /sign-in names the clinic that the address means, and asks for it when there is doubt", async () => {
  await inPageWorld(async ({ visit, system }) => {
    const html = await textOf(await visit("/sign-in"));
    for (
      const part of [
        "Riverside",
        'name="tenant" value="tenant"',
        'autocomplete="username"',
        'autocomplete="current-password"',
      ]
    ) {
      assertStringIncludes(html, part);
    }
    assert(!html.includes('autocomplete="organization"'));
    await system.identity.createTenant({ id: "second" as TenantId, name: "Second", hosts: [] });
    const asked = await textOf(await visit("/sign-in", { headers: { host: "elsewhere.example" } }));
    assertStringIncludes(asked, 'autocomplete="organization"');
    const named = await textOf(await visit("/sign-in?tenant=second"));
    assertStringIncludes(named, 'name="tenant" value="second"');
  });
});

Deno.test("POST /sign-in gives the cookie that opens the pages and the API, and leads on", async () => {
  await inPageWorld(async (world) => {
    await employ(world);
    const response = await signIn(world, { next: "/desk/walk-in?x=1" });
    assertEquals([response.status, response.headers.get("location")], [303, "/desk/walk-in?x=1"]);
    assertEquals(response.headers.get("cache-control"), "no-store");
    const [cookie = ""] = response.headers.getSetCookie();
    assertMatch(cookie, COOKIE);
    const me = await world.visit("/api/v1/me");
    assertEquals((await me.json()).data.name, NURSE.name);
    const again = await world.visit("/sign-in?next=/doctor");
    assertEquals([again.status, again.headers.get("location")], [303, "/doctor"]);
  });
});

Deno.test("POST /sign-in over https gives a cookie that only https and this host get", async () => {
  await inPageWorld(async (world) => {
    await employ(world);
    const [cookie = ""] = (await signIn(world)).headers.getSetCookie();
    assertMatch(cookie, /^__Host-anteroom=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  }, { config: { publicUrl: PUBLIC_URL.replace("http:", "https:") } });
});

Deno.test("POST /sign-in leads to the landing of the role, and never away from our own pages", async () => {
  const roles: readonly Role[] = ["receptionist", "nurse", "administrator", "doctor"];
  assertEquals(roles.map(landingOf), ["/desk", "/desk", "/desk", "/doctor"]);
  await inPageWorld(async (world) => {
    await employ(world);
    for (
      const next of [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/.//evil.example",
        "/%2F/evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "/sign-in",
        "/sign-out",
        "/api/v1/me",
        "",
      ]
    ) {
      assertEquals((await signIn(world, { next })).headers.get("location"), "/desk", next);
    }
  });
});

Deno.test("POST /sign-in tells a wrong password, an unknown name and an unknown clinic alike", async () => {
  await inPageWorld(async (world) => {
    await employ(world);
    const pages = new Set<string>();
    for (const wrong of [{ password: "wrong" }, { username: "nobody" }, { tenant: "nowhere" }]) {
      const response = await signIn(world, wrong);
      assertEquals([response.status, response.headers.getSetCookie()], [422, []]);
      const html = await textOf(response);
      assert(!html.includes('value="wrong"'));
      pages.add(/<p class="banner urgent"[^>]*>[^<]+/.exec(html)?.[0] ?? "");
    }
    assertEquals(pages.size, 1);
    assertStringIncludes([...pages][0] ?? "", 'role="alert">That did not fit together.');
  });
});

Deno.test("POST /sign-in keeps the name that was typed and where to go, and says what is missing", async () => {
  await inPageWorld(async (world) => {
    await employ(world);
    const html = await textOf(await signIn(world, { password: "wrong", next: "/doctor" }));
    assertStringIncludes(html, `value="${NURSE.username}"`);
    assertStringIncludes(html, 'name="next" value="/doctor"');
    const empty = await signIn(world, { password: "" });
    assertEquals(empty.status, 422);
    assertStringIncludes(await textOf(empty), "Enter your user name and your password.");
  });
});

Deno.test("POST /sign-in says for how long it is locked, and lets in afterwards", async () => {
  await inPageWorld(async (world) => {
    await employ(world);
    for (let failure = 0; failure < FREE_FAILURES; failure += 1) await signIn(world, { password: "wrong" });
    const locked = await signIn(world);
    assertEquals([locked.status, locked.headers.get("retry-after")], [429, "30"]);
    assertStringIncludes(await textOf(locked), "You can try again in 30 seconds.");
    world.now += 30_000;
    assertEquals((await signIn(world)).status, 303);
  });
});

Deno.test("POST /sign-in from another site is refused, and no cookie is given", async () => {
  await inPageWorld(async (world) => {
    await employ(world);
    const response = await signIn(world, {}, { "sec-fetch-site": "cross-site" });
    assertEquals([response.status, response.headers.getSetCookie()], [403, []]);
    assertStringIncludes(await textOf(response), "this only works from our own page");
  });
});

Deno.test("POST /sign-in does not know the demo while the demo is off", async () => {
  await inPageWorld(async (world) => {
    await employ(world, "demo" as TenantId);
    assertEquals((await signIn(world, { tenant: "demo" })).status, 422);
    assertStringIncludes(await textOf(await world.visit("/sign-in")), 'autocomplete="organization"');
  }, { tenantId: "demo", config: { isDemo: false } });
});

Deno.test("POST /sign-in ends the session that the browser had before", async () => {
  await inPageWorld(async (world) => {
    await employ(world);
    const held = await credentialOf(world);
    await signIn(world);
    const response = await world.app.request(`${PUBLIC_URL}/api/v1/me`, {
      headers: { cookie: `anteroom=${held}` },
    });
    assertEquals(response.status, 401);
    await response.body?.cancel();
  });
});

async function credentialOf(world: PageWorld): Promise<string> {
  const [cookie = ""] = (await signIn(world)).headers.getSetCookie();
  return COOKIE.exec(cookie)?.[1] ?? "";
}

Deno.test("POST /sign-out ends the session everywhere and has the browser forget what it kept", async () => {
  await inPageWorld(async (world) => {
    await employ(world);
    const held = await credentialOf(world);
    const foreign = await world.visit("/sign-out", {
      method: "POST",
      headers: { "sec-fetch-site": "cross-site" },
    });
    assertEquals(foreign.status, 403);
    assertEquals((await world.visit("/api/v1/me")).status, 200);
    const out = await world.visit("/sign-out", { method: "POST" });
    assertEquals([out.status, out.headers.get("location")], [303, "/sign-in?out=1"]);
    assertEquals(out.headers.get("clear-site-data"), '"cache", "storage"');
    assertMatch(out.headers.getSetCookie()[0] ?? "", /^anteroom=; Max-Age=0; Path=\//);
    const stolen = { headers: { cookie: `anteroom=${held}` } };
    assertEquals((await world.app.request(`${PUBLIC_URL}/api/v1/me`, stolen)).status, 401);
    assertStringIncludes(await textOf(await world.visit("/sign-in?out=1")), "You are signed out.");
    assertEquals((await world.visit("/sign-out", { method: "POST" })).status, 303);
  });
});

Deno.test("POST /sign-out leaves what the page has to send later, when it says so", async () => {
  await inPageWorld(async ({ visit }) => {
    const clearedBy = async (body: string) => {
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      return (await visit("/sign-out", { method: "POST", body, headers })).headers.get("clear-site-data");
    };
    assertEquals(await clearedBy("keep=unsent"), '"cache"');
    for (const other of ["keep=nothing", "keep=everything", "keep=unsent&keep=unsent"]) {
      assertEquals(await clearedBy(other), '"cache", "storage"', other);
    }
  });
});

Deno.test("GET /sign-in says that the session has ended", async () => {
  await inPageWorld(async (world) => {
    await employ(world);
    await signIn(world);
    world.now += SESSION_MS;
    const ended = await world.visit("/desk");
    assertEquals([ended.status, ended.headers.get("location")], [303, "/sign-in?next=%2Fdesk"]);
    assertStringIncludes(await textOf(await world.visit("/sign-in?next=%2Fdesk")), "Your session has ended.");
  });
});
