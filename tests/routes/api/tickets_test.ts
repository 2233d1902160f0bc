/** Reading one ticket: now, why there, and what happened. */
import { assert, assertEquals } from "@std/assert";
import { inClinic, type Json, OPEN_QUEUE } from "../../support/clinic.ts";

Deno.test("GET /tickets/:id answers the ticket with its version as tag", () =>
  inClinic(async ({ ask, join }) => {
    const { ticketId, version } = await join();
    const { status, body, headers } = await ask(`/tickets/${ticketId}`, { as: "nurse" });
    assertEquals([status, body.data.id, headers.get("etag")], [200, ticketId, `"${version}"`]);
    assertEquals((await ask(`/tickets/${ticketId}`)).status, 401);
    assertEquals((await ask("/tickets/self0000nobody000000", { as: "nurse" })).status, 404);
  }));

Deno.test("GET /tickets/:id/explanation counts those before by reason, and names nobody", () =>
  inClinic(async ({ ask, post }) => {
    const add = async (patientId: string, priority: string) =>
      (await post("/queues/join", { queueId: OPEN_QUEUE, patientId, priority }, { as: "nurse" })).body.data
        .ticketId;
    const last = await add("p-1", "routine");
    await add("p-2", "emergency");
    const { body } = await ask(`/tickets/${last}/explanation`, { as: "nurse" });
    assertEquals(body.data.ahead, 1);
    assertEquals(body.data.groups, [{ reason: "emergency", people: 1 }]);
    assert(!JSON.stringify(body).includes("p-2"));
  }));

Deno.test("GET /tickets/:id/timeline tells what happened, when and by whom, without secrets", () =>
  inClinic(async ({ ask, join, post, pass }) => {
    const { ticketId, patientId, trackingUrl } = await join();
    await join();
    pass(60_000);
    await post(`/tickets/${ticketId}/cancel`, { reason: "Private words" }, { as: "nurse" });
    const { status, body } = await ask(`/tickets/${ticketId}/timeline`, { as: "doctor" });
    assertEquals([status, body.isPartial], [200, false]);
    assertEquals(body.data.map(({ type, at }: Json) => [type, at]), [
      ["TicketJoined", "2026-11-20T08:00:00.000Z"],
      ["TicketCancelled", "2026-11-20T08:01:00.000Z"],
    ]);
    assertEquals([body.data[0].quote.position, body.data[1].cause], [1, "staff"]);
    const text = JSON.stringify(body);
    for (const secret of ["Private words", patientId, trackingUrl.split("/t/")[1]]) {
      assert(!text.includes(secret));
    }
    assertEquals((await ask(`/tickets/${ticketId}/timeline`)).status, 401);
  }));
