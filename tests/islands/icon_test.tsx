import { assert, assertStringIncludes } from "@std/assert";
import arrowRight from "lucide/arrow-right.mjs";
import check from "lucide/check.mjs";
import { render } from "preact-render-to-string";
import { Icon } from "../../islands/icon.tsx";

Deno.test("Icon draws lucide's shape and is heard by nobody", () => {
  const html = render(<Icon of={check} />);
  assertStringIncludes(html, 'd="M20 6 9 17l-5-5"');
  assertStringIncludes(html, 'aria-hidden="true"');
  assert(!html.includes("role="));
});

Deno.test("Icon with a label is an image with a name", () => {
  const html = render(<Icon of={check} label="Confirmed" />);
  assertStringIncludes(html, 'role="img" aria-label="Confirmed"');
  assert(!html.includes("aria-hidden"));
});

Deno.test("Icon turns round with the line of reading only when it points along it", () => {
  assertStringIncludes(render(<Icon of={arrowRight} isDirectional />), 'class="icon turns"');
  assertStringIncludes(render(<Icon of={check} />), 'class="icon"');
});
