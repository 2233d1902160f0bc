import { assert, assertEquals } from "@std/assert";
import { findBadNames, findBarrels, findLeftOvers, findUntested, hasBehaviour } from "./files.ts";
import { describeFindings, listTests, readProgram, readTexts } from "./tree.ts";

const UNDONE = "TO" + "DO";

Deno.test("file and folder names say what is inside", async () => {
  const scripts = (await readTexts()).map(({ path }) => path).filter((path) => /\.tsx?$/.test(path));
  const findings = findBadNames(scripts);
  assert(findings.length === 0, describeFindings(findings));
});

Deno.test("no file of the program only re-exports", async () => {
  const findings = findBarrels(await readProgram());
  assert(findings.length === 0, describeFindings(findings));
});

Deno.test("no text holds left-over notes or merge marks", async () => {
  const findings = findLeftOvers(await readTexts());
  assert(findings.length === 0, describeFindings(findings));
});

Deno.test("every file of actors/ and routes/ with behaviour has a test opposite", async () => {
  const findings = findUntested(await readProgram(), await listTests());
  assert(findings.length === 0, describeFindings(findings));
});

Deno.test("findBadNames() refuses vague folders, vague files and other cases", () => {
  const bad = [
    "actors/utils/a.ts",
    "actors/queue/types.ts",
    "routes/index.ts",
    "routes/mod.tsx",
    "islands/LiveTicket.tsx",
  ];
  assertEquals(findBadNames(bad).map(({ path }) => path), bad);
  assertEquals(
    findBadNames(["actors/queue/order.ts", "tests/actors/queue/order_test.ts", "tests/support/assert.d.ts"]),
    [],
  );
});

Deno.test("findBarrels() tells re-exports from a file that adds something", () => {
  const barrel = {
    path: "a.ts",
    text: '/** All. */\nexport * from "./b.ts";\nexport type { C } from "./c.ts";\n',
  };
  const own = { path: "b.ts", text: 'export * from "./c.ts";\nexport const LIMIT_MS = 1;\n' };
  assertEquals(findBarrels([barrel, own, { path: "c.ts", text: "" }]).map(({ path }) => path), ["a.ts"]);
});

Deno.test("findLeftOvers() names the line", () => {
  const sources = [{ path: "a.ts", text: `one\n// ${UNDONE}: two\nthree` }, {
    path: "b.ts",
    text: "mastodons",
  }];
  assertEquals(findLeftOvers(sources).map(({ path }) => path), ["a.ts:2"]);
  assertEquals(findLeftOvers([{ path: "a.ts", text: `${"<".repeat(7)} ours` }]).length, 1);
});

Deno.test("hasBehaviour() sees functions and classes, not types, schemas and constants", () => {
  const behaviour = [
    "export function rank() {}",
    "export async function rank() {}",
    "export class Actor {}",
    "export const rank = (a: number): number => a;",
    "export const rank = async () => {};",
    "export const rank: Rank = (a) => a;",
    "export default {};",
  ];
  for (const text of behaviour) assertEquals(hasBehaviour(`import "./a.ts";\n${text}`), true, text);
  const shapes = [
    "export type Rank = (a: number) => number;",
    "export interface Rank {\n  at(): number;\n}",
    "export const Rank = z.object({ a: z.string().transform((value) => value) });",
    "export const LIMIT_MS = 10;",
    "function inner() {}",
  ];
  for (const text of shapes) assertEquals(hasBehaviour(text), false, text);
});

Deno.test("findUntested() asks actors and routes for a test at the same path", () => {
  const text = "export function rank() {}";
  const sources = [
    "actors/queue/order.ts",
    "actors/system.ts",
    "routes/pages/home.tsx",
    "islands/live.ts",
    "main.ts",
  ]
    .map((path) => ({ path, text }));
  const tests = ["tests/actors/queue/order_test.ts", "tests/routes/pages/home_test.tsx"];
  assertEquals(findUntested(sources, tests).map(({ path }) => path), ["actors/system.ts"]);
});
