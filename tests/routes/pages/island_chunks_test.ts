import { assertEquals } from "@std/assert";
import { createAssets } from "../../../routes/pages/assets.ts";
import { createIslandChunks } from "../../../routes/pages/island_chunks.ts";

const BOOT =
  `import{a as s}from"./chunk-AAAA2222.js";var f={desk:()=>import("./desk-BBBB2222.js").then(({Desk:e})=>e),` +
  `"work-list":()=>import("./work_list-CCCC2222.js").then(({WorkList:e})=>e)};`;

async function inFolder(
  files: Readonly<Record<string, string>>,
  test: (chunks: ReturnType<typeof createIslandChunks>, folder: string) => Promise<void>,
): Promise<void> {
  const path = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${path}/build`);
    for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(`${path}/build/${name}`, text);
    await test(createIslandChunks(createAssets(new URL(`file://${path}/`))), `${path}/build`);
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}

const FILES = {
  "boot.js": BOOT,
  "chunk-AAAA2222.js": "export{a}",
  "desk-BBBB2222.js":
    `import{b}from"./chunk-DDDD2222.js";import{c}from"./chunk-AAAA2222.js";import("./later-EEEE2222.js")`,
  "chunk-DDDD2222.js": `import"./chunk-AAAA2222.js";export{b}`,
  "work_list-CCCC2222.js": "export{W}",
};

Deno.test("createIslandChunks() names what an island will load at once, each file once", async () => {
  await inFolder(FILES, async (chunks) => {
    const found = await chunks('<div data-island="desk"></div><div data-island="desk"></div>');
    assertEquals(found.toSorted(), ["chunk-AAAA2222.js", "chunk-DDDD2222.js", "desk-BBBB2222.js"]);
    const other = await chunks('<div data-island="work-list"></div>');
    assertEquals(other.toSorted(), ["chunk-AAAA2222.js", "work_list-CCCC2222.js"]);
  });
});

Deno.test("createIslandChunks() names nothing for a page without islands, or before the build", async () => {
  await inFolder(FILES, async (chunks) => assertEquals(await chunks("<p>no island</p>"), []));
  await inFolder({}, async (chunks) => assertEquals(await chunks('<div data-island="desk"></div>'), []));
});

Deno.test("createIslandChunks() leaves out what is not there, and an island that it does not know", async () => {
  await inFolder({ "boot.js": BOOT }, async (chunks) => {
    assertEquals(await chunks('<div data-island="desk"></div><div data-island="unknown"></div>'), []);
  });
});

Deno.test("createIslandChunks() looks again when the build changes", async () => {
  await inFolder(FILES, async (chunks, folder) => {
    const page = '<div data-island="desk"></div>';
    await chunks(page);
    const file = `${folder}/boot.js`;
    await Deno.writeTextFile(file, `var f={desk:()=>import("./work_list-CCCC2222.js").then()}`);
    await Deno.utime(file, 1, 1);
    assertEquals(await chunks(page), ["work_list-CCCC2222.js"]);
  });
});
