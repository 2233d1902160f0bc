import { assert, assertEquals } from "@std/assert";
import { findDeadFiles, findWrongImports, parseImports, resolveImport } from "./imports.ts";
import { describeFindings, readProgram } from "./tree.ts";

const ENTRIES = ["main.ts", "islands/boot.ts", "islands/service_worker.ts"];

/** What is wrong with `statement` in the file at `path`. */
function faults(path: string, statement: string): readonly string[] {
  return findWrongImports([{ path, text: statement }]).map(({ advice }) => advice);
}

Deno.test("imports follow the direction of the folders", async () => {
  const findings = findWrongImports(await readProgram());
  assert(findings.length === 0, describeFindings(findings));
});

Deno.test("every file of the program is reached from an entry point", async () => {
  const findings = findDeadFiles(await readProgram(), ENTRIES);
  assert(findings.length === 0, describeFindings(findings));
});

Deno.test("parseImports() reads statements, re-exports, dynamic imports and workers", () => {
  const text = [
    'import { a } from "./a.ts";',
    "import type {\n  B,\n} from './b.ts';",
    'import { type C, type D } from "./c.ts";',
    'import { type E, f } from "./e.ts";',
    'import "./side.ts";',
    'export * from "./all.ts";',
    'export type { G } from "./g.ts";',
    'const late = await import("./late.ts");',
    'new Worker(new URL("./worker.ts", import.meta.url));',
    'import type from "./default.ts";',
    'import h, { i } from "pkg";',
    ' * import { j } from "./comment.ts";',
  ].join("\n");
  assertEquals(
    parseImports(text).map(({ specifier, isTypeOnly }) => `${specifier}${isTypeOnly ? " type" : ""}`),
    [
      "./a.ts",
      "./b.ts type",
      "./c.ts type",
      "./e.ts",
      "./all.ts",
      "./g.ts type",
      "./default.ts",
      "pkg",
      "./side.ts",
      "./late.ts",
      "./worker.ts",
    ],
  );
});

Deno.test("resolveImport() gives paths from the root and leaves packages alone", () => {
  assertEquals(resolveImport("actors/queue/decide.ts", "../shared/ids.ts"), "actors/shared/ids.ts");
  assertEquals(resolveImport("main.ts", "./routes/app.ts"), "routes/app.ts");
  assertEquals(resolveImport("main.ts", "hono"), null);
});

Deno.test("findWrongImports() lets each folder import what stands above it", () => {
  const allowed: readonly (readonly [string, string])[] = [
    ["actors/runtime/log.ts", "../shared/ids.ts"],
    ["actors/queue/decide.ts", "./order.ts"],
    ["actors/prediction/estimate.ts", "../queue/schema.ts"],
    ["actors/identity/store.ts", "../runtime/deps.ts"],
    ["actors/interop/fhir.ts", "../analytics/store.ts"],
    ["actors/system.ts", "./runtime/registry.ts"],
    ["actors/shared/i18n.ts", "../../static/i18n/en.json"],
    ["actors/demo/traffic.ts", "../system.ts"],
    ["routes/api/join.ts", "../../actors/system.ts"],
    ["main.ts", "./actors/demo/seed.ts"],
    ["main.ts", "./routes/app.ts"],
    ["islands/live.ts", "../actors/shared/protocol.ts"],
  ];
  for (const [path, specifier] of allowed) {
    assertEquals(faults(path, `import { a } from "${specifier}";`), [], path);
  }
});

Deno.test("findWrongImports() refuses the other direction, for types too", () => {
  const refused: readonly (readonly [string, string])[] = [
    ["actors/shared/ids.ts", "../runtime/deps.ts"],
    ["actors/queue/decide.ts", "../runtime/domain.ts"],
    ["actors/queue/decide.ts", "../prediction/estimate.ts"],
    ["actors/facility/decide.ts", "../consultation/decide.ts"],
    ["actors/runtime/log.ts", "../queue/schema.ts"],
    ["actors/identity/access.ts", "../queue/schema.ts"],
    ["actors/identity/access.ts", "../system.ts"],
    ["actors/system.ts", "../routes/app.ts"],
    ["actors/system.ts", "./demo/seed.ts"],
    ["actors/queue/decide.ts", "../../static/i18n/en.json"],
    ["routes/app.ts", "../main.ts"],
    ["islands/live.ts", "../actors/queue/view.ts"],
    ["routes/app.ts", "../tests/support/clock.ts"],
  ];
  for (const [path, specifier] of refused) {
    assertEquals(faults(path, `import { a } from "${specifier}";`).length, 1, `${path} ${specifier}`);
    const asType = faults(path, `import type { A } from "${specifier}";`).length;
    assertEquals(asType, path.startsWith("islands/") ? 0 : 1, `${path} ${specifier} as type`);
  }
});

Deno.test("findWrongImports() keeps packages where they belong", () => {
  assertEquals(faults("actors/queue/schema.ts", 'import { z } from "zod";'), []);
  assertEquals(faults("actors/queue/decide.ts", 'import { nanoid } from "nanoid";').length, 1);
  assertEquals(faults("actors/shared/ids.ts", 'import { createHmac } from "node:crypto";').length, 1);
  assertEquals(faults("actors/identity/tokens.ts", 'import { createHmac } from "node:crypto";'), []);
  assertEquals(faults("actors/identity/tokens.ts", 'import { Hono } from "hono";').length, 1);
  assertEquals(faults("actors/system.ts", 'import { h } from "preact";').length, 1);
  assertEquals(faults("routes/render.tsx", 'import { render } from "preact-render-to-string";'), []);
  assertEquals(faults("main.ts", 'import fc from "fast-check";').length, 1);
});

Deno.test("findDeadFiles() names what no entry reaches, cycles included", () => {
  const sources = [
    { path: "main.ts", text: 'import { a } from "./routes/a.ts";' },
    { path: "routes/a.ts", text: 'import type { B } from "./b.ts";' },
    { path: "routes/b.ts", text: 'import "./a.ts";' },
    { path: "routes/c.ts", text: 'import "./d.ts";' },
    { path: "routes/d.ts", text: 'import "./c.ts";' },
  ];
  assertEquals(findDeadFiles(sources, ["main.ts", "islands/boot.ts"]).map(({ path }) => path), [
    "routes/c.ts",
    "routes/d.ts",
  ]);
});
