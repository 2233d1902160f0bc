import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createAssets } from "../../../routes/pages/assets.ts";
import { offlinePages } from "../../../routes/pages/offline.tsx";
import { createRender } from "../../../routes/render.tsx";

async function inFolder(
  test: (app: ReturnType<typeof offlinePages>, folder: URL) => Promise<void>,
): Promise<void> {
  const path = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${path}/build`);
    const folder = new URL(`file://${path}/`);
    const assets = createAssets(folder);
    await test(offlinePages({ assets, render: createRender({ assets, isSecure: false }) }), folder);
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}

Deno.test("GET /service_worker.js is at the root, asked for each time, and sent once", async () => {
  await inFolder(async (app, folder) => {
    await Deno.writeTextFile(new URL("build/service_worker.js", folder), "hear()");
    const response = await app.request("/service_worker.js");
    assertEquals([response.status, await response.text()], [200, "hear()"]);
    assertEquals(response.headers.get("cache-control"), "no-cache");
    assertStringIncludes(response.headers.get("content-type") ?? "", "text/javascript");
    const headers = { "if-none-match": response.headers.get("etag") ?? "" };
    assertEquals((await app.request("/service_worker.js", { headers })).status, 304);
  });
});

Deno.test("GET /service_worker.js is not there before it was built", async () => {
  await inFolder(async (app) => {
    assertEquals((await app.request("/service_worker.js")).status, 404);
  });
});

Deno.test("GET /offline speaks the language that is asked for, and keeps no choice of it", async () => {
  await inFolder(async (app) => {
    const response = await app.request("/offline?in=de");
    const html = await response.text();
    assertStringIncludes(html, "Sie sind offline");
    assertEquals(response.headers.getSetCookie(), []);
    const own = await app.request("/offline", { headers: { "accept-language": "ar" } });
    assertStringIncludes(await own.text(), '<html lang="ar" dir="rtl"');
  });
});

Deno.test("GET /offline asks again by itself and by a link", async () => {
  await inFolder(async (app) => {
    const response = await app.request("/offline?in=en");
    assert(Number(response.headers.get("refresh")) > 0);
    assertStringIncludes(await response.text(), '<a class="button primary" href>Try again</a>');
  });
});
