/**
 * Sends pages compressed to browsers that take it: a ticket's page is mostly words. Streams and programs' answers
 * pass as they are. A page repeats nothing that another site could choose beside what it must not learn, so that the
 * length of an answer tells nothing.
 */
import type { MiddlewareHandler } from "hono";
import { acceptsGzip } from "../pages/static.ts";

/** Compresses what is `text/html`. */
export const compressedPages: MiddlewareHandler = async (c, next) => {
  await next();
  const { body, headers, status } = c.res;
  if (body === null || headers.get("content-type")?.startsWith("text/html") !== true) return;
  headers.append("vary", "accept-encoding");
  if (headers.has("content-encoding") || !acceptsGzip(c.req.header("accept-encoding"))) return;
  headers.delete("content-length");
  headers.set("content-encoding", "gzip");
  // Cleared first: setting a response merges the headers of the one before.
  const packed = body.pipeThrough(new CompressionStream("gzip"));
  c.res = undefined;
  c.res = new Response(packed, { status, headers });
};
