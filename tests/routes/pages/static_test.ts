import { assert, assertEquals } from "@std/assert";
import type { Asset, Assets } from "../../../routes/pages/assets.ts";
import { staticRoutes } from "../../../routes/pages/static.ts";

const encoder = new TextEncoder();
const styles: Asset = {
  type: "text/css; charset=utf-8",
  hash: "hash",
  body: encoder.encode("a {}"),
  gzip: encoder.encode("packed"),
};
const files: Readonly<Record<string, Asset>> = {
  "styles.css": styles,
  "build/boot.js": { ...styles, gzip: null },
  "build/chunk-A1B2C3D4.js": styles,
};
const asked: string[] = [];
const assets: Assets = {
  read(path) {
    asked.push(path);
    return Promise.resolve(files[path] ?? null);
  },
  url: (path) => Promise.resolve(path),
};
const app = staticRoutes(assets);
const plain = { "accept-encoding": "identity" };

Deno.test("staticRoutes() serves a file to be asked for again, by its tag", async () => {
  const response = await app.request("/static/styles.css", { headers: plain });
  assertEquals(await response.text(), "a {}");
  assertEquals(response.headers.get("cache-control"), "public, no-cache");
  assertEquals(response.headers.get("x-content-type-options"), "nosniff");
  const etag = response.headers.get("etag") ?? "";
  const again = await app.request("/static/styles.css", {
    headers: { ...plain, "if-none-match": `"x", W/${etag}` },
  });
  assertEquals([again.status, await again.text(), again.headers.get("etag")], [304, "", etag]);
});

Deno.test("staticRoutes() lets an address that names the content be kept for ever", async () => {
  for (const path of ["styles.css?v=hash", "build/chunk-A1B2C3D4.js"]) {
    const response = await app.request(`/static/${path}`);
    assertEquals(response.headers.get("cache-control"), "public, max-age=31536000, immutable", path);
  }
  for (const path of ["styles.css?v=old", "build/boot.js"]) {
    const response = await app.request(`/static/${path}`);
    assertEquals(response.headers.get("cache-control"), "public, no-cache", path);
  }
});

Deno.test("staticRoutes() packs only for who unpacks, under another tag", async () => {
  const packed = await app.request("/static/styles.css", { headers: { "accept-encoding": "br, gzip" } });
  assertEquals([packed.headers.get("content-encoding"), await packed.text()], ["gzip", "packed"]);
  assertEquals(packed.headers.get("vary"), "accept-encoding");
  const refused = await app.request("/static/styles.css", { headers: { "accept-encoding": "gzip;q=0" } });
  assertEquals([refused.headers.get("content-encoding"), await refused.text()], [null, "a {}"]);
  assert(packed.headers.get("etag") !== refused.headers.get("etag"));
  const flat = await app.request("/static/build/boot.js", { headers: { "accept-encoding": "gzip" } });
  assertEquals(flat.headers.get("content-encoding"), null);
});

Deno.test("staticRoutes() hands on decoded paths, and lets what is not there fall through", async () => {
  asked.length = 0;
  assertEquals((await app.request("/static/%2e%2e%2fsecret.css")).status, 404);
  assertEquals((await app.request("/static/%zz.css")).status, 404);
  assertEquals(asked, ["../secret.css", ""]);
});
