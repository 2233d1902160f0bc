import { assertEquals, assertStringIncludes } from "@std/assert";
import { Hono } from "hono";
import { keepLanguage, languageFor } from "../../../routes/pages/language.ts";

const app = new Hono();
app.get("/", (c) => c.text(languageFor(c)));
app.get("/keep", (c) => {
  keepLanguage(c, "ar");
  return c.text("");
});

async function ask(path: string, headers: Record<string, string>): Promise<[string, string | null]> {
  const response = await app.request(path, { headers });
  return [await response.text(), response.headers.get("set-cookie")];
}

Deno.test("languageFor() takes the address before the cookie before the browser", async () => {
  const headers = { cookie: "language=de", "accept-language": "ar" };
  assertEquals((await ask("/?lang=en", headers))[0], "en");
  assertEquals(await ask("/", headers), ["de", null]);
  assertEquals(await ask("/", { "accept-language": "ar" }), ["ar", null]);
  assertEquals(await ask("/", {}), ["en", null]);
});

Deno.test("languageFor() keeps a choice, and none that we do not speak", async () => {
  assertStringIncludes((await ask("/?lang=de", {}))[1] ?? "", "language=de");
  assertEquals(await ask("/?lang=xx", { cookie: "language=<script>" }), ["en", null]);
});

Deno.test("keepLanguage() remembers for every page", async () => {
  const [, cookie] = await ask("/keep", {});
  for (const part of ["language=ar", "Path=/", "HttpOnly", "SameSite=Lax"]) {
    assertStringIncludes(cookie ?? "", part);
  }
});
