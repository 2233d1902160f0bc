/** A declared endpoint: parsing, permission, answers; each on an app with that endpoint alone. */
import { assertEquals } from "@std/assert";
import { Hono } from "hono";
import { z } from "zod";
import { createEdge } from "../../routes/edge.ts";
import { type Endpoint, endpoint, mount, pathsOf } from "../../routes/endpoint.ts";
import { type Clinic, inClinic } from "../support/clinic.ts";

const echo = endpoint({
  method: "POST",
  path: "/echo/:queueId/:ticketId",
  permission: "docs.read",
  summary: "Say it again",
  query: z.object({ loud: z.enum(["yes", "no"]).optional() }),
  body: z.strictObject({ words: z.string().max(5).transform((text) => text.toUpperCase()) }),
  answers: { 200: { description: "What was said" } },
  handle: ({ params, query, body, principal }) => ({
    status: 200,
    body: { params, query, body, kind: principal.kind },
    headers: { "x-own": "1" },
  }),
});

function appWith({ system }: Clinic, endpoints: readonly Endpoint[]): Hono {
  const config = {
    publicUrl: "",
    appEnv: "development",
    isDemo: true,
    streamsMax: 1,
    trustedProxies: [],
  } as const;
  const app = new Hono();
  mount(app, { endpoints, edge: createEdge({ system, config }) });
  return app;
}

function post(app: Hono, path: string, body: unknown): Response | Promise<Response> {
  const headers = { "content-type": "application/json" };
  return app.request(path, { method: "POST", body: JSON.stringify(body), headers });
}

Deno.test("an endpoint is reached under both prefixes, or at the root", () => {
  assertEquals(pathsOf(echo), ["/api/v1/echo/:queueId/:ticketId", "/api/echo/:queueId/:ticketId"]);
  assertEquals(pathsOf({ path: "/health", isRoot: true }), ["/health"]);
});

Deno.test("an endpoint hands over parsed parameters, query and body, and sends what is answered", () =>
  inClinic(async (clinic) => {
    const app = appWith(clinic, [echo]);
    const response = await post(app, "/api/echo/q1/k1?loud=yes&more=1", { words: "hello" });
    assertEquals([response.status, response.headers.get("x-own")], [200, "1"]);
    assertEquals(await response.json(), {
      params: { queueId: "q1", ticketId: "k1" },
      query: { loud: "yes" },
      body: { words: "HELLO" },
      kind: "anonymous",
    });
  }));

Deno.test("an endpoint names every fault of the fields, query and body alike", () =>
  inClinic(async (clinic) => {
    const app = appWith(clinic, [echo]);
    const wrong = await post(app, "/api/v1/echo/q1/k1", { words: "too long", extra: 1 });
    assertEquals(wrong.status, 422);
    const { errors } = await wrong.json();
    assertEquals(errors.map(({ path }: { path: string }) => path), ["words", ""]);
    const query = await post(app, "/api/v1/echo/q1/k1?loud=perhaps", { words: "x" });
    assertEquals((await query.json()).errors[0].path, "loud");
  }));

Deno.test("an endpoint refuses before it reads the body", () =>
  inClinic(async (clinic) => {
    const guarded: Endpoint = { ...echo, permission: "queue.administer" };
    const response = await post(appWith(clinic, [guarded]), "/api/v1/echo/q1/k1", { words: "way too long" });
    assertEquals([response.status, (await response.json()).code], [401, "unauthenticated"]);
  }));

Deno.test("an endpoint without a body answers without one", () =>
  inClinic(async (clinic) => {
    const quiet: Endpoint = { ...echo, answer: () => ({ status: 204 }) };
    const response = await post(appWith(clinic, [quiet]), "/api/v1/echo/q1/k1", { words: "x" });
    assertEquals([response.status, response.headers.get("content-type"), await response.text()], [
      204,
      null,
      "",
    ]);
    assertEquals(response.headers.get("cache-control"), "no-store");
  }));
