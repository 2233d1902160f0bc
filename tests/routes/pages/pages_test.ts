import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { inPageWorld } from "../../support/page_world.ts";

Deno.test("pages() serves the stylesheet that its pages name", async () => {
  await inPageWorld(async ({ visit }) => {
    const html = await (await visit("/")).text();
    const [, path = ""] = /rel="stylesheet" href="([^"]+)"/.exec(html) ?? [];
    assertMatch(path, /^\/static\/styles\.css\?v=/);
    const response = await visit(path);
    assertEquals([response.status, response.headers.get("content-type")], [200, "text/css; charset=utf-8"]);
    assertStringIncludes(response.headers.get("cache-control") ?? "", "immutable");
    await response.body?.cancel();
  });
});

Deno.test("pages() gives nothing outside the static files", async () => {
  await inPageWorld(async ({ visit }) => {
    for (
      const path of ["/static/../deno.json", "/static/%2e%2e/deno.json", "/static/..%2fdeno.json", "/static/"]
    ) {
      assertEquals((await visit(path)).status, 404, path);
    }
  });
});

Deno.test("pages() says kindly that there is no page, and to programs in their own way", async () => {
  await inPageWorld(async ({ visit }) => {
    const page = await visit("/nowhere");
    assertEquals(page.status, 404);
    assertStringIncludes(await page.text(), "Nothing to see here");
    const problem = await visit("/nowhere", { headers: { accept: "application/json" } });
    assertEquals([problem.status, (await problem.json()).code], [404, "not_found"]);
    const api = await visit("/api/v1/nowhere");
    assertEquals(api.headers.get("content-type"), "application/problem+json");
    await api.body?.cancel();
  });
});

Deno.test("pages() carry a policy that forbids what they do not need", async () => {
  await inPageWorld(async ({ visit, join }) => {
    for (const path of ["/", await join(), "/nowhere", "/t/nowhere"]) {
      const response = await visit(path);
      assertStringIncludes(response.headers.get("content-security-policy") ?? "", "default-src 'none'", path);
      assertEquals(response.headers.get("referrer-policy"), "no-referrer");
      assert(!/\s(?:style|on\w+)=/.test(await response.text()), path);
    }
  });
});
