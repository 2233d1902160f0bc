import { assertEquals } from "@std/assert";
import { readReport } from "./junit.ts";

/** A report with `cases` in one file, as `deno test` writes it. */
function report(cases: string): string {
  return `<?xml version="1.0"?><testsuites><testsuite name="./a_test.ts">${cases}</testsuite></testsuites>`;
}

Deno.test("readReport() tells passed, failed and skipped apart and decodes names", () => {
  const xml = report(
    '<testcase name="a &quot;b&quot; &amp; &lt;c&gt; &#39;" classname="./a_test.ts" time="0.000" line="1">\n</testcase>' +
      '<testcase name="bad" classname="./a_test.ts"><failure message="x">Error: &lt;skipped</failure></testcase>' +
      '<testcase name="left out" classname="./a_test.ts">\n<skipped/>\n</testcase>' +
      '<testcase name="short" classname="./a_test.ts"/>',
  );
  assertEquals(readReport(xml), [
    { name: 'a "b" & <c> \'', file: "./a_test.ts", result: "passed" },
    { name: "bad", file: "./a_test.ts", result: "failed" },
    { name: "left out", file: "./a_test.ts", result: "skipped" },
    { name: "short", file: "./a_test.ts", result: "passed" },
  ]);
});

Deno.test("readReport() leaves steps out, before or after their test, but for the skipped ones", () => {
  const xml = report(
    '<testcase name="t > one" classname="ext:deno_node/testing.ts"></testcase>' +
      '<testcase name="t" classname="./a_test.ts"></testcase>' +
      '<testcase name="t &gt; two" classname="./a_test.ts"><skipped/></testcase>' +
      '<testcase name="t &gt; two &gt; deep" classname="./a_test.ts"></testcase>' +
      '<testcase name="7 &gt; 6" classname="./a_test.ts"></testcase>',
  );
  assertEquals(readReport(xml).map(({ name }) => name), ["t", "t > two", "7 > 6"]);
});

Deno.test("readReport() knows a step that another file defines", () => {
  const other =
    '<testsuites><testsuite name="b.ts"><testcase name="t &gt; one" classname="b.ts"/></testsuite></testsuites>';
  const xml = report('<testcase name="t" classname="./a_test.ts"/>') + other;
  assertEquals(readReport(xml).map(({ name }) => name), ["t"]);
});

Deno.test("readReport() finds nothing in an empty report", () => {
  assertEquals(readReport(""), []);
});
