import { assert, assertStringIncludes } from "@std/assert";
import { render } from "preact-render-to-string";
import { WaitMeter } from "../../../islands/pieces/wait_meter.tsx";

const bar = (share: number | null) => render(<WaitMeter share={share} tone="late" label="24 of 20 min" />);

Deno.test("WaitMeter says the wait in words and fills its bar by what is used up", () => {
  assertStringIncludes(bar(0.5), "24 of 20 min");
  assertStringIncludes(bar(0.5), '<rect width="50"');
  assertStringIncludes(bar(1), '<rect width="100"');
  assertStringIncludes(bar(1), '<line x1="100" x2="100"');
});

Deno.test("WaitMeter's bar is never longer than its ground nor shorter than nothing", () => {
  assertStringIncludes(bar(40), '<rect width="150"');
  assertStringIncludes(bar(Infinity), '<rect width="150"');
  assertStringIncludes(bar(-1), '<rect width="0"');
});

Deno.test("WaitMeter draws no bar where nothing was promised", () => {
  assert(!bar(null).includes("<svg"));
  assertStringIncludes(bar(null), "24 of 20 min");
});
