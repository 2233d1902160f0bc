import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createAssets } from "../../../routes/pages/assets.ts";
import { styleguidePages } from "../../../routes/pages/styleguide.tsx";
import { createRender } from "../../../routes/render.tsx";

const render = createRender({
  assets: createAssets(new URL("../../../static/", import.meta.url)),
  isSecure: false,
});

function ask(appEnv: "development" | "staging" | "production"): Promise<Response> {
  const context = { config: { appEnv }, system: { now: () => Date.UTC(2026, 0, 15, 9) } };
  return Promise.resolve(styleguidePages({ context, render }).request("/styleguide?lang=de"));
}

Deno.test("styleguidePages() shows the pieces in development, the ticket in the page's language", async () => {
  const response = await ask("development");
  const html = await response.text();
  assertEquals(response.status, 200);
  for (const text of ["Styleguide", "--urgent-surface", "lucide/megaphone.mjs", "6 Personen vor Ihnen"]) {
    assertStringIncludes(html, text);
  }
  assert(!/\sstyle=/.test(html), "A page may hold no style of its own");
});

Deno.test("styleguidePages() has no page anywhere else", async () => {
  for (const appEnv of ["staging", "production"] as const) {
    assertEquals((await ask(appEnv)).status, 404, appEnv);
  }
});
