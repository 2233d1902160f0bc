/** Following a ticket by its token: what it shows, how long, and what a bad token gets. */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { LINK_AFTER_END_MS } from "../../../routes/api/track.ts";
import { ExplanationDoc, TrackDoc } from "../../../routes/api/documents.ts";
import { inClinic, SELF_QUEUE } from "../../support/clinic.ts";

const HOUR_MS = 60 * 60_000;

Deno.test("GET /appointments/track shows the ticket and its place, and nothing of the person", () =>
  inClinic(async ({ ask, join }) => {
    await join();
    const { trackingToken, ticketId, patientId } = await join();
    for (const path of ["/api/appointments/track", "/api/v1/appointments/refresh-queue"]) {
      const { status, body } = await ask(`${path}/${trackingToken}`);
      assertEquals(status, 200);
      const data = TrackDoc.parse(body.data);
      assertEquals([data.ticket.id, data.queue.position, data.queue.ahead], [ticketId, 2, 1]);
      assert(!JSON.stringify(body).includes(patientId));
      assert(!JSON.stringify(body).includes("Ada"));
    }
  }));

Deno.test("GET /appointments/track speaks the person's language", () =>
  inClinic(async ({ ask, join }) => {
    const { trackingToken } = await join();
    const sentence = async (language: string) =>
      (await ask(`/appointments/track/${trackingToken}`, { headers: { "accept-language": language } }))
        .body.data.queue.queueStatus;
    assertNotEquals(await sentence("de-AT,en;q=0.5"), await sentence("en"));
  }));

Deno.test("GET /appointments/track answers 304 until the ticket's place changes", () =>
  inClinic(async ({ ask, join, post, pass }) => {
    const first = await join();
    const { trackingToken } = await join();
    const path = `/appointments/track/${trackingToken}`;
    const tag = (await ask(path)).headers.get("etag") ?? "";
    pass(1_000);
    assertEquals((await ask(path, { headers: { "if-none-match": tag } })).status, 304);
    await post(`/tickets/${first.ticketId}/cancel`, {}, { as: "nurse" });
    const changed = await ask(path, { headers: { "if-none-match": `W/${tag}, "other"` } });
    assertEquals([changed.status, changed.body.data.queue.position], [200, 1]);
  }));

Deno.test("GET /appointments/track/:token/explanation tells why one stands there, in categories", () =>
  inClinic(async ({ ask, post, join }) => {
    const { trackingToken, ticketId } = await join();
    const urgent = await join(SELF_QUEUE, { patient: { name: "Eve" }, priority: 1 });
    const path = `/appointments/track/${trackingToken}/explanation`;
    const { status, body } = await ask(path);
    assertEquals([status, ExplanationDoc.parse(body.data)?.groups], [200, [{
      reason: "emergency",
      people: 1,
    }]]);
    assert(!JSON.stringify(body).includes(urgent.patientId));
    await post(`/queues/${SELF_QUEUE}/call-next`, {}, { as: "doctor" });
    assertEquals((await ask(path)).body.data.seenBefore, {
      people: 1,
      groups: [{ reason: "emergency", people: 1 }],
    });
    await post(`/tickets/${ticketId}/revoke-link`, {}, { as: "nurse" });
    assertEquals((await ask(path)).body.code, "invalid_token");
  }));

Deno.test("GET /appointments/track refuses invented and forged tokens with 400", () =>
  inClinic(async ({ ask, join }) => {
    const { trackingToken } = await join();
    for (const token of ["nonsense", "a.b.c", `${trackingToken}x`, trackingToken.slice(0, -2)]) {
      const { status, body } = await ask(`/appointments/track/${token}`);
      assertEquals([status, body.code], [400, "invalid_token"], token);
    }
  }));

Deno.test("GET /appointments/track ends a day after the ticket does, and a day after its service day", () =>
  inClinic(async ({ ask, join, post, pass }) => {
    const ended = await join();
    await post(`/tickets/${ended.ticketId}/cancel`, {}, { as: "nurse" });
    pass(LINK_AFTER_END_MS - 1);
    assertEquals((await ask(`/appointments/track/${ended.trackingToken}`)).status, 200);
    pass(1);
    const over = await ask(`/appointments/track/${ended.trackingToken}`);
    assertEquals([over.status, over.body.code], [400, "invalid_token"]);
    const open = await join(SELF_QUEUE);
    pass(16 * HOUR_MS + 24 * HOUR_MS);
    assertEquals((await ask(`/appointments/track/${open.trackingToken}`)).status, 400);
  }));

Deno.test("a tracking token views and does nothing else", () =>
  inClinic(async ({ post, join }) => {
    const { trackingToken, ticketId } = await join();
    const headers = { authorization: `Bearer ${trackingToken}` };
    const { status, body } = await post(`/tickets/${ticketId}/leave`, {}, { headers });
    assertEquals([status, body.code], [401, "unauthenticated"]);
  }));
