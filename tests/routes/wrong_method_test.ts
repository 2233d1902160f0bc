/** Known paths asked with methods that they have not. */
import { assertEquals } from "@std/assert";
import { ENDPOINTS } from "../../routes/app.ts";
import { pathsOf } from "../../routes/endpoint.ts";
import { inClinic } from "../support/clinic.ts";
import { inPageWorld } from "../support/page_world.ts";

Deno.test("every path refuses the methods it has not", () =>
  inClinic(async ({ ask }) => {
    const paths = new Set(ENDPOINTS.flatMap(pathsOf));
    for (const path of paths) {
      const methods = ENDPOINTS.filter((endpoint) => pathsOf(endpoint).includes(path)).map(({ method }) =>
        method
      );
      for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
        if (methods.some((known) => known === method)) continue;
        const { status, headers } = await ask(path.replace(/:[A-Za-z]+/g, "some-id"), { method });
        assertEquals(
          [status, headers.get("allow")?.includes(methods[0] ?? "?")],
          [405, true],
          `${method} ${path}`,
        );
      }
    }
  }));

Deno.test("an unknown address is 404, a known one with a wrong method 405 with Allow", () =>
  inClinic(async ({ ask }) => {
    const unknown = await ask("/api/v1/nothing");
    assertEquals([unknown.status, unknown.body.code], [404, "not_found"]);
    assertEquals(unknown.headers.get("content-type"), "application/problem+json");
    const wrong = await ask("/queues", { method: "DELETE" });
    assertEquals([wrong.status, wrong.body.code, wrong.headers.get("allow")], [
      405,
      "method_not_allowed",
      "GET, POST, HEAD",
    ]);
    const join = await ask("/api/queues/join", { method: "PUT" });
    assertEquals([join.status, join.headers.get("allow")], [405, "POST"]);
  }));

Deno.test("addresses of pages and streams refuse the methods they have not, too", () =>
  inPageWorld(async ({ visit, join }) => {
    const path = await join();
    const expected = [
      ["PUT", path, "GET, HEAD"],
      ["GET", `${path}/leave`, "POST"],
      ["DELETE", "/", "GET, HEAD"],
      ["PATCH", "/join/laboratory", "GET, POST, HEAD"],
      ["POST", "/api/v1/stream/display/some-id", "GET, HEAD"],
      ["POST", "/api/stream/track/a.b.c", "GET, HEAD"],
    ] as const;
    for (const [method, address, allow] of expected) {
      const response = await visit(address, { method, headers: { accept: "*/*" } });
      await response.body?.cancel();
      assertEquals([response.status, response.headers.get("allow")], [405, allow], `${method} ${address}`);
      assertEquals(response.headers.get("content-type"), "application/problem+json");
    }
  }));
