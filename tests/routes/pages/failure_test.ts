import { assertEquals, assertStringIncludes } from "@std/assert";
import { Hono } from "hono";
import type { LogLine } from "../../../actors/runtime/deps.ts";
import { AppError, reject, RejectedError } from "../../../actors/shared/errors.ts";
import { failurePage, NO_TICKET, unforeseenPage, wantsJson } from "../../../routes/pages/failure.tsx";
import { createRender } from "../../../routes/render.tsx";

const render = createRender({
  isSecure: false,
  assets: { read: () => Promise.resolve(null), url: (path) => Promise.resolve(path) },
});

/** An app that fails like `error` below a page's own handling. */
function failing(error: Error, log: LogLine = () => {}): Hono {
  const inner = new Hono();
  inner.get("/", () => {
    throw error;
  });
  inner.onError((failure, c) => unforeseenPage(c, { error: failure, render, log }));
  const outer = new Hono();
  outer.onError((failure, c) => c.json({ seen: failure.message }, 418));
  return outer.route("/", inner);
}

Deno.test("failurePage() says what to do, in the person's language", async () => {
  const app = new Hono();
  app.get("/", (c) => failurePage(c, { render, failure: NO_TICKET }));
  const response = await app.request("/", { headers: { "accept-language": "de" } });
  assertEquals(response.status, 404);
  assertStringIncludes(await response.text(), "Diese Nummer gibt es nicht mehr");
});

Deno.test("unforeseenPage() tells people that we cannot answer now, and when to come back", async () => {
  const response = await failing(new AppError("store_unavailable", "Cannot read")).request("/");
  assertEquals([response.status, response.headers.get("retry-after")], [503, "2"]);
  assertStringIncludes(await response.text(), "Your place in line is safe");
});

Deno.test("unforeseenPage() tells what is not there as not there", async () => {
  const response = await failing(new RejectedError(reject("not_found", "Cannot find it"))).request("/");
  assertEquals(response.status, 404);
  await response.body?.cancel();
});

Deno.test("unforeseenPage() leaves programs to the app", async () => {
  const asProgram = { headers: { accept: "application/json" } };
  const refused = await failing(new AppError("store_unavailable", "Cannot read")).request("/", asProgram);
  assertEquals([refused.status, (await refused.json()).seen], [418, "Cannot read"]);
});

Deno.test("unforeseenPage() tells people who may not that they may not", async () => {
  const response = await failing(new RejectedError(reject("forbidden", "Not allowed"))).request("/");
  assertEquals([response.status, response.headers.get("content-type")], [403, "text/html; charset=UTF-8"]);
  await response.body?.cancel();
});

Deno.test("unforeseenPage() leaves requests that no page makes to the app, with their own status", async () => {
  for (const code of ["too_large", "unsupported_media_type", "malformed_body"] as const) {
    const refused = await failing(new AppError(code, "Cannot read the body")).request("/");
    assertEquals([refused.status, (await refused.json()).seen], [418, "Cannot read the body"]);
  }
});

Deno.test("unforeseenPage() logs a defect and tells the person nothing of it", async () => {
  const lines: unknown[] = [];
  const log: LogLine = (level, message, fields) => lines.push([level, message, fields?.["error"]]);
  const response = await failing(new TypeError("A secret defect"), log).request("/");
  assertEquals(response.status, 500);
  assertEquals((await response.text()).includes("secret"), false);
  assertEquals(lines, [["error", "Page failed", "TypeError: A secret defect"]]);
});

Deno.test("wantsJson() is for programs, not for who asks for a page", async () => {
  const app = new Hono();
  app.get("/", (c) => c.json(wantsJson(c)));
  app.get("/t/:code/:part", (c) => c.json(wantsJson(c)));
  const ask = async (accept: string) => await (await app.request("/", { headers: { accept } })).json();
  assertEquals(await ask("application/json"), true);
  assertEquals(await ask("text/event-stream"), true);
  assertEquals(await ask("text/html,application/json"), false);
  assertEquals(await ask("*/*"), false);
  const askFor = async (path: string) => await (await app.request(path)).json();
  assertEquals([await askFor("/t/c/view"), await askFor("/t/c/stream"), await askFor("/t/c/leave")], [
    true,
    true,
    false,
  ]);
});
