/** Places by patient id: for staff, for anyone in the open queue alone; and polling by tag. */
import { assertEquals, assertNotEquals } from "@std/assert";
import { inClinic, OPEN_QUEUE, SELF_QUEUE } from "../../support/clinic.ts";

Deno.test("GET /queues/position finds the live ticket for staff in any queue", () =>
  inClinic(async ({ ask, join }) => {
    await join();
    const { patientId, ticketId } = await join();
    const { status, body } = await ask(`/queues/position/${patientId}`, { as: "nurse" });
    assertEquals([status, body.data.ticketId, body.data.position, body.data.ahead], [200, ticketId, 2, 1]);
  }));

Deno.test("GET /queues/position tells a stranger nothing about people in other queues", () =>
  inClinic(async ({ ask, join }) => {
    const { patientId } = await join(SELF_QUEUE);
    const { status, body } = await ask(`/queues/position/${patientId}`);
    assertEquals([status, body.code], [401, "unauthenticated"]);
  }));

Deno.test("GET /queues/position answers anyone about the open queue", () =>
  inClinic(async ({ ask, post }) => {
    await post("/queues/join", { queueId: OPEN_QUEUE, patientId: "p-1" });
    assertEquals((await ask("/queues/position/p-1")).body.data.position, 1);
    assertEquals((await ask("/queues/position/p-2")).status, 404);
  }));

Deno.test("GET /queues/position is for nobody unknown outside the demo's tenant", () =>
  inClinic(async ({ ask }) => {
    assertEquals((await ask("/queues/position/p-1?tenant=other")).status, 401);
    assertEquals((await ask("/queues/position/p-1?tenant=nowhere")).status, 404);
    assertEquals((await ask("/queues/position/p-1?tenant=other", { as: "nurse" })).status, 404);
  }));

Deno.test("GET /queues/position is 404 once the ticket has ended", () =>
  inClinic(async ({ ask, post, join }) => {
    const { patientId, ticketId } = await join();
    await post(`/tickets/${ticketId}/cancel`, {}, { as: "nurse" });
    assertEquals((await ask(`/queues/position/${patientId}`, { as: "nurse" })).status, 404);
  }));

Deno.test("GET /queues/position answers 304 until something changes", () =>
  inClinic(async ({ ask, join }) => {
    const { patientId } = await join();
    const first = await ask(`/queues/position/${patientId}`, { as: "nurse" });
    const tag = first.headers.get("etag") ?? "";
    const headers = { "if-none-match": tag };
    const second = await ask(`/queues/position/${patientId}`, { as: "nurse", headers });
    assertEquals([second.status, second.body, second.headers.get("etag")], [304, "", tag]);
    const { patientId: other } = await join();
    const third = await ask(`/queues/position/${other}`, { as: "nurse", headers });
    assertEquals(third.status, 200);
    assertNotEquals(third.headers.get("etag"), tag);
  }));
