/** Health and metrics at the root. */
import { assert, assertEquals } from "@std/assert";
import { inClinic } from "../../support/clinic.ts";

Deno.test("/health, /health/live and /health/ready answer anyone", () =>
  inClinic(async ({ ask }) => {
    for (const path of ["/health", "/health/live", "/health/ready"]) {
      const { status, body } = await ask(path);
      assertEquals([status, body.status], [200, "ok"], path);
    }
  }));

Deno.test("/health and /health/ready are 503 while the store is away; /health/live stays 200", () => {
  let isAway = false;
  const wrap = (kv: Deno.Kv) =>
    new Proxy(kv, {
      get(target, name) {
        if (isAway && name === "get") return () => Promise.reject(new TypeError("Store is away"));
        const value = Reflect.get(target, name, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  return inClinic(async ({ ask }) => {
    isAway = true;
    assertEquals((await ask("/health")).status, 503);
    assertEquals((await ask("/health/ready")).body.store, "unreachable");
    assertEquals((await ask("/health/live")).status, 200);
    isAway = false;
  }, { wrap });
});

Deno.test("/metrics is for administrators, and names templates, never paths", () =>
  inClinic(async ({ ask, join }) => {
    const { ticketId } = await join();
    await ask(`/tickets/${ticketId}`, { as: "nurse" });
    assertEquals((await ask("/metrics")).status, 401);
    assertEquals((await ask("/metrics", { as: "nurse" })).status, 403);
    const { status, body, headers } = await ask("/metrics", { as: "administrator" });
    assertEquals([status, headers.get("content-type")], [200, "text/plain; version=0.0.4; charset=utf-8"]);
    assert(body.includes('anteroom_requests_total{status="200",method="GET",route="/tickets/:ticketId"} 1'));
    assert(/^anteroom_resident_actors \d+$/m.test(body));
    assert(!body.includes(ticketId));
    for (const line of body.trim().split("\n")) assert(/^[a-z_]+(\{[^}]*\})? [0-9.e+-]+$/.test(line), line);
  }));
