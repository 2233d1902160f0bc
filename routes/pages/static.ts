/**
 * Serves `/static/*`: for ever under an address that names the content, otherwise checked by ETag each time. What
 * may be read at all is the affair of `assets.ts`.
 */
import { Hono } from "hono";
import type { Asset, Assets } from "./assets.ts";

const PREFIX = "/static/";
/** The bundler's chunks carry a hash of their content in their name. */
const HASHED_NAME = /^build\/[\w.-]+-[A-Z0-9]{8}\.js(?:\.map)?$/;
const FOR_EVER = "public, max-age=31536000, immutable";
const ASK_EACH_TIME = "public, no-cache";

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return "";
  }
}

/** True when an `Accept-Encoding` header takes gzip. */
export function acceptsGzip(header: string | undefined): boolean {
  return /(?:^|,)\s*gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[\d.]+\s*)?(?:,|$)/i.test(header ?? "");
}

function answer(request: Request, { asset, isNamedByContent }: {
  readonly asset: Asset;
  readonly isNamedByContent: boolean;
}): Response {
  const useGzip = asset.gzip !== null && acceptsGzip(request.headers.get("accept-encoding") ?? undefined);
  const etag = useGzip ? `"${asset.hash}-gzip"` : `"${asset.hash}"`;
  const headers = new Headers({
    "cache-control": isNamedByContent ? FOR_EVER : ASK_EACH_TIME,
    "content-type": asset.type,
    "x-content-type-options": "nosniff",
    etag,
    vary: "accept-encoding",
  });
  const known = request.headers.get("if-none-match")?.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  if (known?.includes(etag)) return new Response(null, { status: 304, headers });
  if (useGzip) headers.set("content-encoding", "gzip");
  const body = useGzip && asset.gzip !== null ? asset.gzip : asset.body;
  headers.set("content-length", String(body.length));
  return new Response(request.method === "HEAD" ? null : body, { headers });
}

/** The routes of `/static/*`; whatever is not there falls through to the app's 404. */
export function staticRoutes(assets: Assets): Hono {
  const routes = new Hono();
  routes.get(`${PREFIX}*`, async (c, next) => {
    const path = decode(c.req.path.slice(PREFIX.length));
    const asset = await assets.read(path);
    if (asset === null) return next();
    const isNamedByContent = HASHED_NAME.test(path) || c.req.query("v") === asset.hash;
    return answer(c.req.raw, { asset, isNamedByContent });
  });
  return routes;
}
