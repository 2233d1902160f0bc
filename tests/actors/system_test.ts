import { assertEquals } from "@std/assert";
import type { PatientId } from "../../actors/shared/ids.ts";
import { inClinic, OPEN_QUEUE, TENANT } from "../support/clinic.ts";

Deno.test("findLive() follows a patient from joining to leaving", () =>
  inClinic(async ({ system, post, ask }) => {
    const patientId = "somebody" as PatientId;
    assertEquals(await system.findLive(TENANT, patientId), null);
    const { body } = await post("/queues/join", { queueId: OPEN_QUEUE, patientId });
    const { ticketId } = body.data;
    assertEquals(await system.findLive(TENANT, patientId), { queueId: OPEN_QUEUE, ticketId });
    await ask(`/tickets/${ticketId}/cancel`, { method: "POST", json: {}, as: "receptionist" });
    assertEquals(await system.findLive(TENANT, patientId), null);
  }));

Deno.test("health() is degraded while the store does not answer, and ok again afterwards", async () => {
  let isAway = false;
  await inClinic(async ({ system }) => {
    assertEquals(await system.health(), { status: "ok", store: "ok", isReady: true });
    isAway = true;
    assertEquals(await system.health(), { status: "degraded", store: "unreachable", isReady: false });
    isAway = false;
    assertEquals((await system.health()).status, "ok");
  }, {
    wrap: (kv) =>
      new Proxy(kv, {
        get(target, name) {
          if (isAway && name === "get") return () => Promise.reject(new TypeError("store is away"));
          const member: unknown = Reflect.get(target, name);
          return typeof member === "function" ? member.bind(target) : member;
        },
      }),
  });
});

Deno.test("drain() refuses commands afterwards with a time to come back", () =>
  inClinic(async ({ system, post }) => {
    await system.drain();
    const { status, headers, body } = await post("/queues/join", { queueId: OPEN_QUEUE, patientId: "late" });
    assertEquals([status, body.code], [503, "draining"]);
    assertEquals(Number(headers.get("retry-after")) > 0, true);
  }));
