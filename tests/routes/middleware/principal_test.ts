/** From credentials to a principal: a good bearer, the cookie of a page, and everything else. */
import { assertEquals, assertRejects } from "@std/assert";
import { ANONYMOUS } from "../../../actors/identity/schema.ts";
import { SESSION_MS } from "../../../actors/identity/sessions.ts";
import { AppError } from "../../../actors/shared/errors.ts";
import type { AppConfig } from "../../../routes/context.ts";
import {
  pageCredentialOf,
  principalOf,
  sessionCookieOf,
  visitorOf,
} from "../../../routes/middleware/principal.ts";
import { type Clinic, inClinic, PASSWORD } from "../../support/clinic.ts";

const right = { tenant: "demo", username: "doctor", password: PASSWORD };
const PUBLIC_URL = "https://clinic.example";
const config: AppConfig = {
  publicUrl: PUBLIC_URL,
  appEnv: "development",
  isDemo: true,
  streamsMax: 1,
  trustedProxies: [],
};

async function cookieOf({ system }: Clinic, tenant = "demo"): Promise<string> {
  return `__Host-anteroom=${(await system.identity.signInPage({ ...right, tenant })).credential}`;
}

function requestWith(headers: Readonly<Record<string, string>>, method = "GET"): Request {
  return new Request(`${PUBLIC_URL}/desk`, { method, headers });
}

Deno.test("GET /me asks a stranger to sign in, and refuses a foreign token, another scheme and a second credential", () =>
  inClinic(async ({ ask, post }) => {
    const stranger = await ask("/me");
    assertEquals([stranger.status, stranger.headers.get("www-authenticate")], [401, "Bearer"]);
    const { accessToken } = (await post("/auth/sign-in", right)).body.data;
    for (
      const headers of [
        { authorization: "Bearer nonsense" },
        { authorization: "Basic YTpi" },
        { authorization: `Bearer ${accessToken}`, cookie: "a=b; __Host-anteroom=x" },
      ]
    ) {
      assertEquals((await ask("/me", { headers })).body.code, "unauthenticated");
    }
    const other = { authorization: `Bearer ${accessToken}`, cookie: "theme=dark; anteroom=x" };
    assertEquals((await ask("/me", { headers: other })).status, 200);
  }));

Deno.test("the API takes a page's cookie from our own origin, and as nobody's from anywhere else", () =>
  inClinic(async (clinic) => {
    const cookie = await cookieOf(clinic);
    const statusFor = async (headers: Readonly<Record<string, string>>, path = "/me") =>
      (await clinic.ask(path, { headers: { ...headers, cookie } })).status;
    for (const own of [{ "sec-fetch-site": "same-origin" }, { origin: PUBLIC_URL }, {}]) {
      assertEquals(await statusFor(own), 200, JSON.stringify(own));
    }
    const foreign = [
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { "sec-fetch-site": "none" },
      { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" },
      { origin: "https://elsewhere.example" },
      { origin: "null" },
    ];
    for (const from of foreign) {
      assertEquals(await statusFor(from), 401, JSON.stringify(from));
      assertEquals(await statusFor(from, "/queues?tenant=demo"), 200, JSON.stringify(from));
    }
  }));

Deno.test("the API refuses a cookie together with a bearer, an ended session, and a cookie that is none of ours", () =>
  inClinic(async (clinic) => {
    const cookie = await cookieOf(clinic);
    const { accessToken } = (await clinic.post("/auth/sign-in", right)).body.data;
    const both = { cookie, authorization: `Bearer ${accessToken}` };
    assertEquals((await clinic.ask("/me", { headers: both })).body.code, "unauthenticated");
    assertEquals(
      (await clinic.ask("/me", { headers: { cookie: "__Host-anteroom=a.b.c" } })).body.code,
      "session_expired",
    );
    const out = await clinic.post("/auth/sign-out", {}, { headers: { cookie } });
    assertEquals(out.status, 204);
    assertEquals((await clinic.ask("/me", { headers: { cookie } })).body.code, "session_expired");
    const late = await cookieOf(clinic);
    clinic.pass(SESSION_MS);
    assertEquals((await clinic.ask("/me", { headers: { cookie: late } })).body.code, "session_expired");
  }));

Deno.test("a page's cookie acts in its own tenant alone", () =>
  inClinic(async (clinic) => {
    const cookie = await cookieOf(clinic, "other");
    const statusOf = async (path: string) => (await clinic.ask(path, { headers: { cookie } })).status;
    assertEquals([await statusOf("/queues/laboratory"), await statusOf("/me")], [404, 200]);
  }));

Deno.test("the demo's cookie opens nothing while the demo is off", () =>
  inClinic(async (clinic) => {
    const headers = { cookie: await cookieOf(clinic) };
    assertEquals((await clinic.ask("/me", { headers })).body.code, "session_expired");
    const off = { system: clinic.system, config: { ...config, isDemo: false } };
    assertEquals(await visitorOf(off, requestWith(headers)), null);
  }, { config: { isDemo: false } }));

Deno.test("principalOf() knows strangers at once, without a promise", () =>
  inClinic(({ system }) => {
    const context = { system, config };
    assertEquals(principalOf(context, requestWith({ cookie: "theme=dark" })), ANONYMOUS);
    const foreign = { cookie: "__Host-anteroom=x", "sec-fetch-site": "cross-site" };
    assertEquals(principalOf(context, requestWith(foreign)), ANONYMOUS);
    return Promise.resolve();
  }));

Deno.test("visitorOf() knows who opens a page by a link from elsewhere, and who asks from our own", () =>
  inClinic(async (clinic) => {
    const context = { system: clinic.system, config };
    const cookie = await cookieOf(clinic);
    const opening = { "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
    const nameFor = async (headers: Readonly<Record<string, string>>, method = "GET") =>
      (await visitorOf(context, requestWith({ cookie, ...headers }, method)))?.name ?? null;
    assertEquals(await nameFor({ "sec-fetch-site": "same-origin" }), "doctor");
    for (const site of ["none", "cross-site", "same-site"]) {
      assertEquals(await nameFor({ "sec-fetch-site": site, ...opening }), "doctor", site);
      assertEquals(await nameFor({ "sec-fetch-site": site, ...opening }, "POST"), null, site);
      assertEquals(await nameFor({ "sec-fetch-site": site, "sec-fetch-mode": "no-cors" }), null, site);
    }
    const framed = { "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe" };
    assertEquals(await nameFor({ "sec-fetch-site": "cross-site", ...framed }), null);
  }));

Deno.test("visitorOf() tells an ended session like none, and a store that is away as what it is", () =>
  inClinic(async (clinic) => {
    const context = { system: clinic.system, config };
    assertEquals(await visitorOf(context, requestWith({})), null);
    assertEquals(await visitorOf(context, requestWith({ cookie: "__Host-anteroom=a.b.c" })), null);
    const cookie = await cookieOf(clinic);
    clinic.system.identity.sessions.principalOfPage = () =>
      Promise.reject(new AppError("store_unavailable", "Cannot reach the store"));
    await assertRejects(() => visitorOf(context, requestWith({ cookie })), AppError);
  }));

Deno.test("pageCredentialOf() reads the cookie of this installation's name alone", () => {
  const over = (publicUrl: string) => ({ publicUrl });
  const both = requestWith({ cookie: "anteroom=plain; __Host-anteroom=host; x__Host-anteroom=no" });
  assertEquals(pageCredentialOf(both, over("https://clinic.example")), "host");
  assertEquals(pageCredentialOf(both, over("http://127.0.0.1:8000")), "plain");
  assertEquals(pageCredentialOf(requestWith({ cookie: "anteroom=plain" }), over("https://a.example")), null);
  assertEquals(pageCredentialOf(requestWith({}), over("https://a.example")), null);
  assertEquals(sessionCookieOf(over("https://a.example")), "__Host-anteroom");
});

Deno.test("a page whose session has ended goes on looking where strangers may, and is told of it everywhere else", () =>
  inClinic(async ({ ask, post }) => {
    const headers = { cookie: "__Host-anteroom=a.b.c" };
    assertEquals((await ask("/queues?tenant=demo", { headers })).status, 200);
    assertEquals((await ask("/work", { headers })).body.code, "session_expired");
    const join = await post("/queues/join", { queueId: "laboratory", patient: { name: "Ada" } }, { headers });
    assertEquals(join.body.code, "session_expired");
  }));
