import { assertEquals } from "@std/assert";
import { Hono } from "hono";
import { giveSessionCookie, takeSessionCookie } from "../../../routes/pages/session_cookie.ts";

async function cookieOver(publicUrl: string, act: "give" | "take"): Promise<string> {
  const app = new Hono();
  app.get("/", (c) => {
    if (act === "give") giveSessionCookie(c, "a.b.c", { publicUrl });
    else takeSessionCookie(c, { publicUrl });
    return c.body(null);
  });
  return (await app.request("/")).headers.getSetCookie().join();
}

Deno.test("giveSessionCookie() hides it from scripts, ends it with the browser, and binds it to the host over https", async () => {
  assertEquals(
    await cookieOver("https://clinic.example", "give"),
    "__Host-anteroom=a.b.c; Path=/; HttpOnly; Secure; SameSite=Lax",
  );
  assertEquals(
    await cookieOver("http://127.0.0.1:8000", "give"),
    "anteroom=a.b.c; Path=/; HttpOnly; SameSite=Lax",
  );
});

Deno.test("takeSessionCookie() takes the one that was given", async () => {
  assertEquals(
    await cookieOver("https://clinic.example", "take"),
    "__Host-anteroom=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax",
  );
});
