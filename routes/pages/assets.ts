/**
 * The files of `static/`: read, hashed, compressed and kept in memory, with addresses that change when a file does.
 * It answers nothing outside its folder and nothing whose kind it does not know.
 */
import { createHash } from "node:crypto";

const TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  json: "application/json; charset=utf-8",
  map: "application/json; charset=utf-8",
  png: "image/png",
  svg: "image/svg+xml",
  webmanifest: "application/manifest+json; charset=utf-8",
  woff2: "font/woff2",
};
const COMPRESSED = new Set(["css", "js", "json", "map", "svg", "webmanifest"]);
/** Names of one file each, below folders; no name begins with a dot, so none leads upwards. */
const PATH_PATTERN = /^(?:[A-Za-z0-9_][A-Za-z0-9_.-]*\/)*[A-Za-z0-9_][A-Za-z0-9_.-]*$/;
const PATH_CHARS_MAX = 200;
const FILES_MAX = 500;
const HASH_CHARS = 16;

export interface Asset {
  readonly type: string;
  /** A digest of the content. */
  readonly hash: string;
  readonly body: Uint8Array<ArrayBuffer>;
  /** Null for kinds that do not shrink. */
  readonly gzip: Uint8Array<ArrayBuffer> | null;
}

export interface Assets {
  /** The file at `path` inside the folder, or null. */
  read(path: string): Promise<Asset | null>;
  /** The address of a file, with its hash when it is there. */
  url(path: string): Promise<string>;
}

function extensionOf(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

async function gzip(body: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([body]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

/** What a file is sent as: a stylesheet without its comments and indentation, which are for whoever writes it. */
function bodyOf(extension: string, file: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (extension !== "css") return file;
  const text = new TextDecoder().decode(file);
  const lines = text.replace(/\/\*[^]*?\*\//g, "").replace(/\s*\n\s*/g, "\n").trim();
  return new TextEncoder().encode(lines.replace(/([{};,])\n/g, "$1"));
}

/** True for a path that may name a file of the folder: no way out of it, and a kind that we serve. */
export function isAssetPath(path: string): boolean {
  return path.length <= PATH_CHARS_MAX && PATH_PATTERN.test(path) && extensionOf(path) in TYPES;
}

/** The files below `folder` (an address that ends with a slash). A file that changes on disk is read again. */
export function createAssets(folder: URL): Assets {
  const kept = new Map<string, { readonly asset: Asset; readonly modifiedAt: number }>();

  async function load(path: string): Promise<Asset | null> {
    const file = new URL(path, folder);
    const { mtime, isFile } = await Deno.stat(file);
    if (!isFile) return null;
    const modifiedAt = mtime?.getTime() ?? 0;
    const known = kept.get(path);
    if (known !== undefined && known.modifiedAt === modifiedAt) return known.asset;
    const extension = extensionOf(path);
    const body = bodyOf(extension, await Deno.readFile(file));
    const asset: Asset = {
      type: TYPES[extension] ?? "application/octet-stream",
      hash: createHash("sha256").update(body).digest("base64url").slice(0, HASH_CHARS),
      body,
      gzip: COMPRESSED.has(extension) ? await gzip(body) : null,
    };
    if (kept.size >= FILES_MAX) kept.clear();
    kept.set(path, { asset, modifiedAt });
    return asset;
  }

  async function read(path: string): Promise<Asset | null> {
    if (!isAssetPath(path)) return null;
    try {
      return await load(path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return null;
      throw error;
    }
  }

  return {
    read,
    async url(path) {
      const asset = await read(path);
      return asset === null ? `/static/${path}` : `/static/${path}?v=${asset.hash}`;
    },
  };
}
