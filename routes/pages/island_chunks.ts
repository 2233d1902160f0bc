/**
 * Which built files the islands of a page will load: named in the page's head, so that the browser fetches them
 * together with the first script and not one after another. It reads what the bundler wrote and runs nothing.
 */
import type { Asset, Assets } from "./assets.ts";

const FOLDER = "build/";
const BOOT = `${FOLDER}boot.js`;
/** A page names few; more means that what is read is not what the bundler writes. */
const CHUNKS_MAX = 40;
const STATIC_IMPORT = /(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g;
const ISLAND = /data-island="([\w-]+)"/g;

/** The names of the built files that `html` will need beside the boot script, each once. */
export type IslandChunks = (html: string) => Promise<readonly string[]>;

function textOf({ body }: Asset): string {
  return new TextDecoder().decode(body);
}

/** The file that the boot script loads for `island`, as the bundler names it; its name begins with the island's file. */
function entryOf(boot: string, island: string): string | null {
  const loader = new RegExp(
    `["']?${island}["']?:\\s*\\(\\)\\s*=>\\s*import\\(["']\\./([\\w.-]+\\.js)["']\\)`,
  );
  return loader.exec(boot)?.[1] ?? null;
}

/** Makes the look-up over `assets`; what it found holds until the boot script changes. */
export function createIslandChunks(assets: Assets): IslandChunks {
  let known: { readonly hash: string; readonly byIsland: Map<string, readonly string[]> } | null = null;

  async function withImports(entries: readonly string[]): Promise<readonly string[]> {
    const found = new Set<string>();
    const waiting = [...entries];
    for (let name = waiting.pop(); name !== undefined && found.size < CHUNKS_MAX; name = waiting.pop()) {
      if (found.has(name)) continue;
      const asset = await assets.read(`${FOLDER}${name}`);
      if (asset === null) continue;
      found.add(name);
      for (const [, imported = ""] of textOf(asset).matchAll(STATIC_IMPORT)) waiting.push(imported);
    }
    return [...found];
  }

  return async (html) => {
    const islands = [...new Set([...html.matchAll(ISLAND)].map(([, island = ""]) => island))];
    const boot = islands.length === 0 ? null : await assets.read(BOOT);
    if (boot === null) return [];
    if (known?.hash !== boot.hash) known = { hash: boot.hash, byIsland: new Map() };
    const { byIsland } = known;
    const name = islands.sort().join(" ");
    const remembered = byIsland.get(name);
    if (remembered !== undefined) return remembered;
    const text = textOf(boot);
    const entries = islands.map((island) => entryOf(text, island)).filter((entry) => entry !== null);
    const own = [...text.matchAll(STATIC_IMPORT)].map(([, imported = ""]) => imported);
    const chunks = await withImports([...entries, ...own]);
    if (byIsland.size < CHUNKS_MAX) byIsland.set(name, chunks);
    return chunks;
  };
}
