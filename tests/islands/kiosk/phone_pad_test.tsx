/** The keys for a phone number. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { render } from "preact-render-to-string";
import { sayIn } from "../../../actors/shared/i18n.ts";
import { PhonePad } from "../../../islands/kiosk/phone_pad.tsx";

Deno.test("PhonePad() has ten digits and a way to erase one, and reads from left to right everywhere", () => {
  const html = render(<PhonePad phone="0791" say={sayIn("ar")} onType={() => {}} />);
  assertEquals(html.match(/class="kiosk-key"/g)?.length, 10);
  assertStringIncludes(html, `aria-label="${sayIn("ar")("kiosk.erase")}"`);
  assertStringIncludes(html, 'value="0791"');
  assertEquals(html.match(/dir="ltr"/g)?.length, 2);
});
