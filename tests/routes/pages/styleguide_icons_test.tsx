import { assert, assertEquals } from "@std/assert";
import { render } from "preact-render-to-string";
import { StyleguideIcons } from "../../../routes/pages/styleguide_icons.tsx";

Deno.test("StyleguideIcons names each sign and each meaning once", () => {
  const html = render(<StyleguideIcons />);
  const files = [...html.matchAll(/lucide\/([\w-]+)\.mjs/g)].map(([, file]) => file);
  const meanings = [...html.matchAll(/<\/svg> ([^<]+) </g)].map(([, meaning]) => meaning);
  assert(files.length > 30);
  assertEquals([new Set(files).size, new Set(meanings).size], [files.length, files.length]);
});
