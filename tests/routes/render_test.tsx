import { assert, assertEquals, assertMatch, assertNotEquals, assertStringIncludes } from "@std/assert";
import { Hono } from "hono";
import type { Assets } from "../../routes/pages/assets.ts";
import { contentSecurityPolicy, createRender, Island, Message, type Page } from "../../routes/render.tsx";

const assets: Assets = {
  read: () => Promise.resolve(null),
  url: (path) => Promise.resolve(`/static/${path}?v=1`),
};

function Echo({ text }: { readonly text: string }) {
  return <p>{text}</p>;
}

const simple: Page = { title: "A title", language: "en", body: <Message title="Hello" text="There" /> };

async function ask(
  page: Page,
  { isSecure = false } = {},
): Promise<{ readonly response: Response; readonly html: string }> {
  const render = createRender({ assets, isSecure });
  const app = new Hono();
  app.get("/somewhere", (c) => render(c, page));
  const response = await app.request("/somewhere?secret=1");
  return { response, html: await response.text() };
}

Deno.test("createRender() makes a whole document in its language and direction", async () => {
  const { html } = await ask({ ...simple, language: "ar" });
  assertMatch(html, /^<!DOCTYPE html><html lang="ar" dir="rtl" data-frame="person">/);
  assertStringIncludes(html, "<title>A title</title>");
  assertStringIncludes(html, 'href="/static/styles.css?v=1"');
  assertStringIncludes(html, "<h1>Hello</h1>");
});

Deno.test("createRender() gives staff the pieces that a patient's page does not carry", async () => {
  const sheet = 'href="/static/pieces.css?v=1"';
  const { html } = await ask({ ...simple, frame: "staff", styles: ["desk.css"] });
  assertMatch(html, /styles\.css.*pieces\.css.*desk\.css/);
  for (const frame of ["person", "screen"] as const) {
    assert(!(await ask({ ...simple, frame })).html.includes(sheet), frame);
  }
});

Deno.test("createRender() asks for the font once, under the address that the stylesheet has", async () => {
  const { html } = await ask(simple);
  assertEquals(html.match(/rel="preload"/g)?.length, 1);
  assertStringIncludes(html, '<link rel="preload" href="/static/fonts/atkinson_core.woff2?v=1" as="font"');
});

Deno.test("createRender() can be installed, with a colour for each scheme", async () => {
  const { html } = await ask(simple);
  assertStringIncludes(html, 'rel="apple-touch-icon"');
  assertStringIncludes(html, 'rel="manifest"');
  const styles = await Deno.readTextFile(new URL("../../static/styles.css", import.meta.url));
  const colours = [...html.matchAll(/name="theme-color" content="(#\w+)"/g)].map(([, colour]) => colour);
  assertEquals(colours, [...styles.matchAll(/--neutral-1: (#\w+);/g)].map(([, colour]) => colour));
});

Deno.test("createRender() allows its own script by a nonce that no other page has", async () => {
  const nonces = await Promise.all([1, 2].map(async () => {
    const { response, html } = await ask(simple);
    const policy = response.headers.get("content-security-policy") ?? "";
    const [, nonce = ""] = /'nonce-([^']+)'/.exec(policy) ?? [];
    assertStringIncludes(html, `src="/static/build/boot.js?v=1" nonce="${nonce}"`);
    return nonce;
  }));
  assertEquals(nonces[0]?.length, 24);
  assertNotEquals(nonces[0], nonces[1]);
});

Deno.test("contentSecurityPolicy() allows nothing inline and nobody else's page", () => {
  const policy = contentSecurityPolicy("n");
  assert(!policy.includes("unsafe"));
  for (
    const rule of ["default-src 'none'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"]
  ) {
    assertStringIncludes(policy, rule);
  }
});

Deno.test("createRender() writes no style and no script into the page", async () => {
  const { html } = await ask(simple);
  assert(!/\sstyle=/.test(html) && !html.includes("<style"));
  assertEquals([...html.matchAll(/<script[^>]*>([^<]*)</g)].map(([, text]) => text), [""]);
});

Deno.test("createRender() keeps pages out of caches, frames and referrers", async () => {
  const { response } = await ask({ ...simple, status: 404, retryAfterSeconds: 2 });
  assertEquals(response.status, 404);
  assertEquals(response.headers.get("cache-control"), "no-store");
  assertEquals(response.headers.get("referrer-policy"), "no-referrer");
  assertEquals(response.headers.get("x-frame-options"), "DENY");
  assertEquals(response.headers.get("retry-after"), "2");
});

Deno.test("createRender() insists on https where people come by https", async () => {
  const header = "strict-transport-security";
  assertStringIncludes(
    (await ask(simple, { isSecure: true })).response.headers.get(header) ?? "",
    "max-age=31536000",
  );
  assertEquals((await ask(simple)).response.headers.get(header), null);
});

Deno.test("createRender() offers every language at the same address, without what was asked there", async () => {
  const { html } = await ask(simple);
  assertStringIncludes(html, 'href="/somewhere?lang=de"');
  assert(!html.includes("secret"));
});

Deno.test("createRender() lets a live page ask again without scripts", async () => {
  assertMatch((await ask({ ...simple, isLive: true })).html, /<noscript><meta http-equiv="refresh"/);
  assert(!(await ask(simple)).html.includes("http-equiv"));
});

Deno.test("Island() renders the component beside the values it was rendered from, escaped", async () => {
  const text = `"></div><script>alert(1)</script>`;
  const { html } = await ask({ ...simple, body: <Island name="echo" component={Echo} props={{ text }} /> });
  assert(!html.includes("<script>alert"));
  const [, props = ""] = /data-island="echo" data-props="([^"]*)"/.exec(html) ?? [];
  assertEquals(JSON.parse(props.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&amp;", "&")), {
    text,
  });
});
