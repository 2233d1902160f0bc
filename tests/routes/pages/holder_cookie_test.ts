import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Hono } from "hono";
import { giveHolderCookie, hasHolderCookie, type Held } from "../../../routes/pages/holder_cookie.ts";

const key = new Uint8Array(32).fill(7);
const held: Held = { ticketId: "ticket", linkVersion: 1 };

async function given(options: { readonly isSecure: boolean }): Promise<string> {
  const app = new Hono();
  app.get("/", (c) => {
    giveHolderCookie(c, held, { key, path: "/t/code", ...options });
    return c.text("");
  });
  return (await app.request("/")).headers.get("set-cookie") ?? "";
}

async function holds(cookie: string, over: { readonly held?: Held; readonly key?: Uint8Array } = {}) {
  const app = new Hono();
  app.get("/", (c) => c.json(hasHolderCookie(c, over.held ?? held, { key: over.key ?? key })));
  return await (await app.request("/", { headers: { cookie } })).json();
}

Deno.test("giveHolderCookie() binds the cookie to the ticket's path, away from scripts and other sites", async () => {
  const cookie = await given({ isSecure: false });
  for (const part of ["Path=/t/code", "HttpOnly", "SameSite=Lax"]) assertStringIncludes(cookie, part);
  assertEquals(cookie.includes("Secure"), false);
  assertMatch(await given({ isSecure: true }), /; Secure/);
  assertEquals(cookie.includes("ticket"), false);
});

Deno.test("hasHolderCookie() knows its own cookie", async () => {
  const [cookie = ""] = (await given({ isSecure: false })).split(";");
  assertEquals(await holds(cookie), true);
});

Deno.test("hasHolderCookie() refuses another ticket's, an older link's, another key's and a changed cookie", async () => {
  const [cookie = ""] = (await given({ isSecure: false })).split(";");
  assertEquals(await holds(cookie, { held: { ...held, ticketId: "other" } }), false);
  assertEquals(await holds(cookie, { held: { ...held, linkVersion: 2 } }), false);
  assertEquals(await holds(cookie, { key: new Uint8Array(32) }), false);
  assertEquals(await holds(`${cookie}x`), false);
  assertEquals(await holds("holder="), false);
  assertEquals(await holds(""), false);
});
