import { assert, assertMatch, assertStringIncludes } from "@std/assert";
import { render } from "preact-render-to-string";
import { Dialog } from "../../../islands/pieces/dialog.tsx";

const dialog = (isOpen: boolean) =>
  render(
    <Dialog isOpen={isOpen} title="Why?" closeLabel="Close" onClose={() => undefined}>
      <p>Because</p>
    </Dialog>,
  );

Deno.test("Dialog has nothing inside while it is closed", () => {
  assert(!dialog(false).includes("Because"));
});

Deno.test("Dialog is named by its title and can be put away by a named button", () => {
  const [, id = ""] = /<h2 id="([^"]+)">Why\?/.exec(dialog(true)) ?? [];
  assert(id !== "");
  assertStringIncludes(dialog(true), `aria-labelledby="${id}"`);
  assertMatch(dialog(true), /<button type="button"[^>]*aria-label="Close"/);
});
