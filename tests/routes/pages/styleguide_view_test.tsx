import { assertStringIncludes } from "@std/assert";
import { render } from "preact-render-to-string";
import { Styleguide } from "../../../routes/pages/styleguide_view.tsx";

const html = render(<Styleguide language="en" now={Date.UTC(2026, 0, 15, 9)} />);
const STATIC = new URL("../../../static/", import.meta.url);

Deno.test("Styleguide shows every piece that exists", async () => {
  const source = await Deno.readTextFile(new URL("../routes/pages/styleguide_view.tsx", STATIC));
  for await (const { name } of Deno.readDir(new URL("../islands/pieces/", STATIC))) {
    assertStringIncludes(source, `pieces/${name}"`);
  }
});

Deno.test("Styleguide has a rule for each token that it shows", async () => {
  const css = await Deno.readTextFile(new URL("styleguide.css", STATIC));
  for (const [token] of html.matchAll(/data-(?:token|size|space)="[\w-]+"/g)) {
    assertStringIncludes(css, `[${token}]`);
  }
});
