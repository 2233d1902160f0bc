/** Reading one ticket: now, why there, and what happened. */
import { assert, assertEquals } from "@std/assert";
import { inClinic, OPEN_QUEUE, OTHER_TENANT, PASSWORD } from "../../support/clinic.ts";

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

Deno.test("GET /tickets/:id/timeline is for staff of the ticket's own tenant, page by page", () =>
  inClinic(async ({ ask, join, system }) => {
    const { ticketId } = await join();
    const path = `/tickets/${ticketId}/timeline`;
    const { status, body } = await ask(path, { as: "doctor" });
    assertEquals([status, body.data.length, body.isPartial, body.page.next], [200, 1, false, null]);
    assertEquals((await ask(path)).status, 401);
    const stranger = { tenant: OTHER_TENANT, username: "administrator", password: PASSWORD };
    const { accessToken } = await system.identity.signIn(stranger);
    assertEquals((await ask(path, { headers: { authorization: `Bearer ${accessToken}` } })).status, 404);
    assertEquals((await ask(`${path}?cursor=soon`, { as: "doctor" })).status, 422);
  }));
