import { assert, assertEquals } from "@std/assert";
import { z } from "zod";

const ROOT = new URL("../../", import.meta.url);

const Manifest = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().min(1),
  start_url: z.literal("/"),
  scope: z.literal("/"),
  display: z.literal("standalone"),
  icons: z.array(z.object({ src: z.string(), sizes: z.string(), type: z.string(), purpose: z.string() })),
});

const manifest = Manifest.parse(
  JSON.parse(await Deno.readTextFile(new URL("static/manifest.webmanifest", ROOT))),
);

/** Width × height as a PNG's header says. */
async function sizesOf(path: string): Promise<string> {
  const { buffer } = await Deno.readFile(new URL(`.${path}`, ROOT));
  const view = new DataView(buffer);
  assertEquals(view.getUint32(0), 0x89504e47, path);
  return `${view.getUint32(16)}x${view.getUint32(20)}`;
}

Deno.test("the manifest has an icon of each size that browsers ask for, and one to be cut to a shape", () => {
  const png = manifest.icons.filter(({ type }) => type === "image/png");
  const has = (sizes: string, purpose: string) =>
    png.some((icon) => icon.sizes === sizes && icon.purpose === purpose);
  assert(has("192x192", "any") && has("512x512", "any") && has("512x512", "maskable"));
});

Deno.test("every icon of the manifest is there, as large as it says", async () => {
  for (const { src, sizes, type } of manifest.icons) {
    if (type === "image/png") assertEquals(await sizesOf(src), sizes, src);
    else assertEquals([src, (await Deno.stat(new URL(`.${src}`, ROOT))).isFile], ["/static/icon.svg", true]);
  }
  assertEquals(await sizesOf("/static/icons/touch_180.png"), "180x180");
});
