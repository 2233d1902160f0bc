/** The account of requests. */
import { assertEquals } from "@std/assert";
import { createEdge } from "../../routes/edge.ts";
import { inClinic } from "../support/clinic.ts";

Deno.test("observe() sums by route and status, apart for each app", () =>
  inClinic(({ system }) => {
    const config = {
      publicUrl: "",
      appEnv: "development",
      isDemo: true,
      streamsMax: 1,
      trustedProxies: [],
    } as const;
    const edge = createEdge({ system, config });
    edge.observe({ route: "GET /me", status: 200, ms: 2 });
    edge.observe({ route: "GET /me", status: 200, ms: 3 });
    edge.observe({ route: "GET /me", status: 401, ms: 1 });
    assertEquals(Object.fromEntries(edge.requests()), {
      "200 GET /me": { count: 2, ms: 5 },
      "401 GET /me": { count: 1, ms: 1 },
    });
    assertEquals(createEdge({ system, config }).requests().size, 0);
    return Promise.resolve();
  }));
