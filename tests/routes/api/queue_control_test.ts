/** A queue's day over HTTP: opening, pausing, closing, and looking through its tickets. */
import { assertEquals } from "@std/assert";
import { inClinic, type Json, OPEN_QUEUE, SELF_QUEUE } from "../../support/clinic.ts";

Deno.test("open, pause and close answer the status; doing it twice changes nothing", () =>
  inClinic(async ({ post, system }) => {
    for (const [action, status] of [["pause", "paused"], ["open", "open"], ["close", "closed"]]) {
      const answer = await post(`/queues/${SELF_QUEUE}/${action}`, { reason: "Lunch" }, {
        as: "receptionist",
      });
      assertEquals([answer.status, answer.body.data.status], [200, status]);
    }
    const before = await system.queues.read(SELF_QUEUE, ({ header }) => header.seq);
    assertEquals((await post(`/queues/${SELF_QUEUE}/close`, {}, { as: "nurse" })).status, 200);
    assertEquals(await system.queues.read(SELF_QUEUE, ({ header }) => header.seq), before);
  }));

Deno.test("pausing asks strangers to sign in and finds no unknown queue", () =>
  inClinic(async ({ post }) => {
    assertEquals((await post(`/queues/${SELF_QUEUE}/pause`)).status, 401);
    assertEquals((await post("/queues/nowhere/pause", {}, { as: "nurse" })).status, 404);
  }));

Deno.test("a staff-entered emergency passes a pause", () =>
  inClinic(async ({ post }) => {
    await post(`/queues/${OPEN_QUEUE}/pause`, {}, { as: "nurse" });
    const body = { queueId: OPEN_QUEUE, patientId: "p-1", priority: "emergency" };
    assertEquals((await post("/queues/join", body, { as: "nurse" })).status, 201);
  }));

Deno.test("GET /queues/:id/tickets pages through the line in its order, though people leave between pages", () =>
  inClinic(async ({ ask, join, post }) => {
    const ids: string[] = [];
    for (let i = 0; i < 105; i += 1) ids.push((await join()).ticketId);
    const path = `/queues/${SELF_QUEUE}/tickets?status=waiting`;
    const first = await ask(path, { as: "nurse" });
    assertEquals(first.body.data.map(({ ticketId }: Json) => ticketId), ids.slice(0, 100));
    await post(`/tickets/${first.body.page.next}/cancel`, {}, { as: "nurse" });
    const second = await ask(`${path}&cursor=${first.body.page.next}`, { as: "nurse" });
    assertEquals(second.body.data.map(({ ticketId }: Json) => ticketId), ids.slice(100));
    assertEquals(second.body.page.next, null);
  }));

Deno.test("GET /queues/:id/tickets filters by status and refuses what is none", () =>
  inClinic(async ({ ask, join, post }) => {
    const { ticketId } = await join();
    await join();
    await post(`/tickets/${ticketId}/cancel`, {}, { as: "nurse" });
    const path = `/queues/${SELF_QUEUE}/tickets`;
    assertEquals((await ask(path, { as: "nurse" })).body.data.length, 2);
    const cancelled = await ask(`${path}?status=cancelled,no_show`, { as: "nurse" });
    assertEquals(cancelled.body.data.map((ticket: Json) => ticket.ticketId), [ticketId]);
    assertEquals((await ask(`${path}?status=lost`, { as: "nurse" })).status, 422);
    assertEquals((await ask(`${path}?cursor=nobody`, { as: "nurse" })).body.errors[0].path, "cursor");
    assertEquals((await ask(path)).status, 401);
  }));
