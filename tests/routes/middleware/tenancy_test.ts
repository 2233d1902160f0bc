/** The wall between tenants: whatever another tenant's administrator asks about, it is not there. */
import { assert, assertEquals } from "@std/assert";
import { ENDPOINTS } from "../../../routes/app.ts";
import { pathsOf } from "../../../routes/endpoint.ts";
import { FACILITY, inClinic, OTHER_TENANT, PASSWORD, PROVIDER, SELF_QUEUE } from "../../support/clinic.ts";

/** Bodies without which an endpoint would refuse before it looks anything up. */
const BODIES: Readonly<Record<string, unknown>> = {
  "/tickets/:ticketId/move": { position: 1, reason: "Mine" },
  "/tickets/:ticketId/priority": { priority: "emergency", reason: "Mine" },
  "/tickets/:ticketId/needs": { needs: [] },
  "/providers/:providerId/status": { status: "offline" },
  "/queues/:queueId/number-leases": { count: 1 },
};

Deno.test("another tenant's administrator finds nothing of ours, by any endpoint, and changes nothing", () =>
  inClinic(async ({ ask, post, join, contents }) => {
    const { ticketId, patientId } = await join();
    const ids: Readonly<Record<string, string>> = {
      ":ticketId": ticketId,
      ":patientId": patientId,
      ":queueId": SELF_QUEUE,
      ":providerId": PROVIDER,
      ":facilityId": FACILITY,
    };
    const credentials = { tenant: OTHER_TENANT, username: "administrator", password: PASSWORD };
    const { accessToken } = (await post("/auth/sign-in", credentials)).body.data;
    const headers = { authorization: `Bearer ${accessToken}` };
    const before = await contents();
    const queries: Readonly<Record<string, string>> = { "/queues/:queueId/people": `?ids=${patientId}` };
    const aimed = ENDPOINTS.filter(({ path }) => path.includes(":") && !path.includes(":token"));
    assert(aimed.length > 25);
    for (const endpoint of aimed) {
      const path = (pathsOf(endpoint)[0] ?? "").replace(/:[A-Za-z]+/g, (name) => ids[name] ?? "");
      const json = endpoint.method === "GET" ? undefined : BODIES[endpoint.path] ?? {};
      const address = `${path}${queries[endpoint.path] ?? ""}`;
      const { status, body } = await ask(address, { method: endpoint.method, headers, json });
      assertEquals([status, body.code], [404, "not_found"], `${endpoint.method} ${endpoint.path}`);
    }
    const joined = await post("/queues/join", { queueId: SELF_QUEUE, patient: { name: "Eve" } }, { headers });
    assertEquals(joined.status, 404);
    for (const list of ["/queues", "/providers", "/facilities", "/work"]) {
      assertEquals((await ask(list, { headers })).body.data, [], list);
    }
    assertEquals(await contents(), before);
  }));

Deno.test("while the demo is off, its queues, tickets and tokens are not there, and its sessions not known", async () => {
  await inClinic(async ({ ask, post, join, system }) => {
    const { ticketId, trackingToken } = await join();
    assertEquals((await ask(`/appointments/track/${trackingToken}`)).status, 200);
    const asked = { tenant: "demo", username: "nurse", password: PASSWORD };
    const { accessToken, refreshToken } = await system.identity.signIn(asked);
    const { createApp } = await import("../../../routes/app.ts");
    const config = {
      publicUrl: "",
      appEnv: "production",
      isDemo: false,
      streamsMax: 1,
      trustedProxies: [],
    } as const;
    const app = createApp({ system, config });
    const statusOf = async (path: string, init: RequestInit = {}) =>
      (await app.request(`/api/v1${path}`, init)).status;
    assertEquals(await statusOf(`/appointments/track/${trackingToken}`), 404);
    assertEquals(await statusOf("/queues?tenant=demo"), 404);
    assertEquals(await statusOf(`/queues/${SELF_QUEUE}`), 404);
    assertEquals(await statusOf("/queues/position/p-1?tenant=demo"), 404);
    const headers = { authorization: `Bearer ${accessToken}` };
    assertEquals(await statusOf(`/tickets/${ticketId}`, { headers }), 401);
    const refreshed = { method: "POST", body: JSON.stringify({ refreshToken }) };
    const asJson = { "content-type": "application/json" };
    assertEquals(await statusOf("/auth/refresh", { ...refreshed, headers: asJson }), 401);
    assertEquals((await post("/auth/sign-in", asked)).status, 200);
  });
});
