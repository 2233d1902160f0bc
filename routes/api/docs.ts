/**
 * The API's description: as OpenAPI for programs, as a plain page for people. Both are made of the endpoints
 * themselves, so that they cannot tell of another API than this one.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import { STATUSES } from "../errors.ts";
import { type Described, type Endpoint, endpoint, pathsOf } from "../endpoint.ts";
import { describeApi } from "../openapi.ts";

const STYLE = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;" +
  "color-scheme:light dark}code{font-size:.95em}table{border-collapse:collapse;width:100%}" +
  "td,th{text-align:start;vertical-align:top;padding:.35rem .75rem .35rem 0;border-bottom:1px solid #8886}";
const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");
const PAGE_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; frame-ancestors 'none'; base-uri 'none'`,
};

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

function rowOf({ method, path, isRoot, summary, permission, answers }: Described): string {
  const where = pathsOf({ path, isRoot })[0] ?? path;
  const good = Object.entries(answers).map(([status, { description }]) =>
    `${status}: ${escape(description)}`
  );
  return `<tr><td><code>${method} ${escape(where)}</code></td><td>${escape(summary)}</td>` +
    `<td><code>${permission}</code></td><td>${good.join("<br>")}</td></tr>`;
}

function pageOf(endpoints: readonly Described[]): string {
  const codes = Object.entries(STATUSES).map(([code, status]) =>
    `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td></tr>`
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Anteroom API</title>` +
    `<meta name="viewport" content="width=device-width"><style>${STYLE}</style></head><body><main><h1>Anteroom API</h1>` +
    `<p>Machine-readable: <a href="openapi.json">openapi.json</a>. Every path under <code>/api/v1</code> is served ` +
    `under <code>/api</code> too. Send <code>Authorization: Bearer …</code> with an access token; writes take an ` +
    `<code>Idempotency-Key</code>, ticket commands an <code>If-Match</code> with the ticket's version.</p>` +
    `<h2>Endpoints</h2><table><thead><tr><th>Call</th><th>What it does</th><th>Permission</th><th>Answers</th></tr>` +
    `</thead><tbody>${
      endpoints.map(rowOf).join("")
    }</tbody></table><h2>Problem codes</h2><table><thead><tr>` +
    `<th>Code</th><th>Status</th></tr></thead><tbody>${codes.join("")}</tbody></table></main></body></html>`;
}

/** The endpoints that describe `others` and themselves. */
export function docsEndpoints(others: readonly Described[]): readonly Endpoint[] {
  let description: string | null = null;
  let page: string | null = null;
  const own: readonly Endpoint[] = [
    endpoint({
      method: "GET",
      path: "/openapi.json",
      permission: "docs.read",
      summary: "This description, as OpenAPI 3.1",
      answers: { 200: { description: "The description", schema: z.looseObject({ openapi: z.string() }) } },
      handle: () => ({ status: 200, body: description ??= JSON.stringify(describeApi([...others, ...own])) }),
    }),
    endpoint({
      method: "GET",
      path: "/docs",
      permission: "docs.read",
      summary: "This description, as a page",
      answers: { 200: { description: "The page", contentType: "text/html" } },
      handle: () => ({ status: 200, body: page ??= pageOf([...others, ...own]), headers: PAGE_HEADERS }),
    }),
  ];
  return own;
}
