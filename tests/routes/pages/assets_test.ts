import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { createAssets, isAssetPath } from "../../../routes/pages/assets.ts";

async function inFolder(test: (folder: URL) => Promise<void>): Promise<void> {
  const path = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${path}/static/build`, { recursive: true });
    await Deno.writeTextFile(`${path}/secret.css`, "secret");
    await test(new URL(`file://${path}/static/`));
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}

Deno.test("createAssets() reads a file with its kind, and compresses what shrinks", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(new URL("styles.css", folder), "a {}".repeat(500));
    await Deno.writeFile(new URL("icon.png", folder), new Uint8Array([1, 2, 3]));
    const assets = createAssets(folder);
    const styles = await assets.read("styles.css");
    assertEquals(styles?.type, "text/css; charset=utf-8");
    assert(styles?.gzip !== null && styles !== null && styles.gzip.length < styles.body.length);
    const icon = await assets.read("icon.png");
    assertEquals([icon?.type, icon?.gzip], ["image/png", null]);
  });
});

Deno.test("createAssets() sends a stylesheet without comments and indentation, everything else as it is", async () => {
  await inFolder(async (folder) => {
    const text = '/* Why\n * so */\na {\n  content: "/ 1";\n}\n';
    for (const name of ["styles.css", "words.json"]) await Deno.writeTextFile(new URL(name, folder), text);
    const assets = createAssets(folder);
    const sent = async (name: string) => new TextDecoder().decode((await assets.read(name))?.body);
    assertEquals(await sent("styles.css"), 'a {content: "/ 1";}');
    assertEquals(await sent("words.json"), text);
  });
});

Deno.test("createAssets() answers null for what is not there", async () => {
  await inFolder(async (folder) => {
    const assets = createAssets(folder);
    for (const path of ["missing.css", "build", "build/", "", "missing/styles.css", "styles.css/more.css"]) {
      assertEquals(await assets.read(path), null, path);
    }
  });
});

Deno.test("createAssets() gives no way out of its folder", async () => {
  await inFolder(async (folder) => {
    const assets = createAssets(folder);
    for (
      const path of [
        "../secret.css",
        "build/../../secret.css",
        "/secret.css",
        "..%2fsecret.css",
        "..\\secret.css",
      ]
    ) {
      assertEquals(await assets.read(path), null, path);
    }
  });
});

Deno.test("isAssetPath() takes plain names of known kinds alone", () => {
  for (const path of ["styles.css", "build/chunk-A1B2C3D4.js", "i18n/en.json"]) {
    assert(isAssetPath(path), path);
  }
  for (
    const path of [
      ".env",
      "build/.secret.js",
      "styles.ts",
      "styles",
      "a//b.css",
      "C:/x.css",
      "a?.css",
      "a\0.css",
    ]
  ) {
    assert(!isAssetPath(path), path);
  }
  assert(!isAssetPath(`${"a".repeat(200)}.css`));
});

Deno.test("createAssets() changes the address with the content", async () => {
  await inFolder(async (folder) => {
    const file = new URL("styles.css", folder);
    const assets = createAssets(folder);
    assertEquals(await assets.url("styles.css"), "/static/styles.css");
    await Deno.writeTextFile(file, "a {}");
    const first = await assets.url("styles.css");
    assertMatch(first, /^\/static\/styles\.css\?v=[\w-]{16}$/);
    assertEquals(await assets.url("styles.css"), first);
    await Deno.writeTextFile(file, "b {}");
    await Deno.utime(file, 1, 1);
    assertNotEquals(await assets.url("styles.css"), first);
  });
});
