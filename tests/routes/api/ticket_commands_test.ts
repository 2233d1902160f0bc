/** A ticket's life over HTTP: each command once right and once refused, versions, permissions. */
import { assertEquals } from "@std/assert";
import { TicketDoc } from "../../../routes/api/documents.ts";
import { type Clinic, inClinic, type Json, OPEN_QUEUE, SELF_QUEUE } from "../../support/clinic.ts";

async function callNext({ post }: Clinic, queueId = SELF_QUEUE): Promise<Json> {
  return (await post(`/queues/${queueId}/call-next`, {}, { as: "nurse" })).body.data;
}

Deno.test("a ticket is called, started and completed, and the next called in the same commit", () =>
  inClinic(async (clinic) => {
    const { post, join } = clinic;
    const [first, second] = [await join(), await join()];
    const called = await post(`/queues/${SELF_QUEUE}/call-next`, { room: "3" }, { as: "doctor" });
    assertEquals(called.status, 200);
    TicketDoc.strict().parse(called.body.data);
    assertEquals([called.body.data.ticketId, called.body.data.status, called.body.data.room], [
      first.ticketId,
      "called",
      "3",
    ]);
    assertEquals(called.body.data.providerId, "provider-1");
    assertEquals(
      (await post(`/tickets/${first.ticketId}/start`, {}, { as: "doctor" })).body.data.status,
      "serving",
    );
    const done = await post(`/tickets/${first.ticketId}/complete`, { callNext: true }, { as: "doctor" });
    assertEquals([done.body.data.status, done.body.data.next.ticketId], ["completed", second.ticketId]);
    await post(`/tickets/${second.ticketId}/start`, {}, { as: "doctor" });
    const last = await post(`/tickets/${second.ticketId}/complete`, { callNext: true }, { as: "doctor" });
    assertEquals([last.body.data.status, last.body.data.next], ["completed", null]);
  }));

Deno.test("call-next refuses an empty and a paused queue", () =>
  inClinic(async ({ post, join }) => {
    const empty = await post(`/queues/${SELF_QUEUE}/call-next`, {}, { as: "nurse" });
    assertEquals([empty.status, empty.body.code], [409, "queue_empty"]);
    await join();
    await post(`/queues/${SELF_QUEUE}/pause`, { reason: "Fire drill" }, { as: "nurse" });
    const paused = await post(`/queues/${SELF_QUEUE}/call-next`, {}, { as: "nurse" });
    assertEquals([paused.status, paused.body.code], [409, "queue_paused"]);
  }));

Deno.test("call-next with after answers the same ticket again to the same caller alone", () =>
  inClinic(async ({ post, join }) => {
    for (let i = 0; i < 3; i += 1) await join();
    const next = (as: "nurse" | "doctor", after?: string | null) =>
      post(`/queues/${SELF_QUEUE}/call-next`, after === undefined ? {} : { after }, { as });
    const first = (await next("nurse")).body.data.ticketId;
    const second = (await next("nurse", first)).body.data.ticketId;
    const retried = await next("nurse", first);
    assertEquals([retried.body.data.ticketId, retried.headers.get("idempotency-replayed")], [second, "true"]);
    const other = await next("doctor", first);
    assertEquals(other.headers.get("idempotency-replayed"), null);
  }));

Deno.test("a second member of staff calling the same person gets 409 with who did and the next ticket", () =>
  inClinic(async ({ post, join }) => {
    const [first, second] = [await join(), await join()];
    await post(`/tickets/${first.ticketId}/call`, {}, { as: "nurse" });
    const { status, body } = await post(`/tickets/${first.ticketId}/call`, {}, { as: "doctor" });
    assertEquals([status, body.code, body.nextTicketId], [409, "already_called", second.ticketId]);
    assertEquals(body.calledAt, "2026-11-20T08:00:00.000Z");
    assertEquals(body.calledBy.startsWith("staff:"), true);
  }));

Deno.test("hold, resume, defer, acknowledge and leave", () =>
  inClinic(async (clinic) => {
    const { post, join } = clinic;
    const { ticketId } = await join();
    const other = await join();
    const act = async (action: string, id = ticketId) =>
      (await post(`/tickets/${id}/${action}`, {}, { as: "receptionist" })).body.data?.status;
    assertEquals(await act("hold"), "held");
    assertEquals(await act("resume"), "waiting");
    assertEquals((await callNext(clinic)).ticketId, ticketId);
    assertEquals(await act("acknowledge"), "called");
    assertEquals(await act("defer"), "waiting");
    assertEquals((await callNext(clinic)).ticketId, other.ticketId);
    assertEquals(await act("no-show", other.ticketId), "no_show");
    assertEquals(await act("undo", other.ticketId), "waiting");
    assertEquals(await act("leave"), "cancelled");
  }));

Deno.test("a wrong transition is refused with the present state and changes nothing", () =>
  inClinic(async ({ post, join, contents }) => {
    const { ticketId } = await join();
    const before = await contents();
    for (const action of ["start", "complete", "no-show", "defer", "resume", "acknowledge"]) {
      const { status, body } = await post(`/tickets/${ticketId}/${action}`, {}, { as: "nurse" });
      assertEquals([status, body.code, body.state], [409, "wrong_state", "waiting"], action);
    }
    assertEquals(await contents(), before);
  }));

Deno.test("move, priority, needs and payment change what they say", () =>
  inClinic(async ({ post, join }) => {
    await join(OPEN_QUEUE);
    const { ticketId } = await join(OPEN_QUEUE);
    const reason = "Guide dog is restless";
    const moved = await post(`/tickets/${ticketId}/move`, { position: 1, reason }, { as: "receptionist" });
    assertEquals([moved.status, moved.body.data.position], [200, 1]);
    const classed = await post(`/tickets/${ticketId}/priority`, { priority: 2, reason }, { as: "nurse" });
    assertEquals(classed.body.data.class, "urgent");
    const needs = await post(`/tickets/${ticketId}/needs`, { needs: ["disability"] }, { as: "nurse" });
    assertEquals(needs.body.data.needs, ["disability"]);
    const paid = await post(`/tickets/${ticketId}/payment`, {}, { as: "receptionist" });
    assertEquals(paid.body.data.paidAt, "2026-11-20T08:00:00.000Z");
    const paidAt = "2026-11-20T08:30:00+01:00";
    const earlier = await post(`/tickets/${ticketId}/payment`, { paidAt }, { as: "receptionist" });
    assertEquals(earlier.body.data.paidAt, "2026-11-20T07:30:00.000Z");
    const unpaid = await post(`/tickets/${ticketId}/payment`, { paidAt: null }, { as: "receptionist" });
    assertEquals(unpaid.body.data.paidAt, null);
  }));

Deno.test("an override needs its reason, which is kept beside the log; a refused one leaves no text", () =>
  inClinic(async ({ post, join, kv, system }) => {
    const { ticketId } = await join();
    const without = await post(`/tickets/${ticketId}/move`, { position: 1 }, { as: "receptionist" });
    assertEquals([without.status, without.body.errors[0].path], [422, "reason"]);
    const reason = "Very private words";
    await post(`/tickets/${ticketId}/priority`, { priority: "urgent", reason }, { as: "nurse" });
    const texts = await Array.fromAsync(kv.list<{ text: string }>({ prefix: ["text"] }));
    assertEquals(texts.map(({ value }) => value.text), [reason]);
    assertEquals(JSON.stringify(await system.queues.events(SELF_QUEUE, 0, 100)).includes(reason), false);
    await post(`/tickets/${ticketId}/cancel`, {}, { as: "nurse" });
    const refused = await post(`/tickets/${ticketId}/move`, { position: 1, reason }, { as: "receptionist" });
    assertEquals(refused.body.code, "wrong_state");
    assertEquals((await Array.fromAsync(kv.list({ prefix: ["text"] }))).length, 1);
  }));

Deno.test("If-Match refuses a ticket that changed since", () =>
  inClinic(async ({ post, join }) => {
    const { ticketId, version } = await join();
    const matched = (tag: string) =>
      post(`/tickets/${ticketId}/hold`, {}, { as: "nurse", headers: { "if-match": tag } });
    const stale = await matched(`"${version - 1}"`);
    assertEquals([stale.status, stale.body.code, stale.body.version], [412, "stale_version", version]);
    const held = await matched(`"${version}"`);
    assertEquals([held.status, held.headers.get("etag")], [200, `"${held.body.data.version}"`]);
    assertEquals((await matched(`"${version}"`)).status, 412);
    assertEquals((await matched("yesterday")).status, 422);
  }));

Deno.test("an idempotency key carries a command out once, and belongs to its ticket", () =>
  inClinic(async (clinic) => {
    const { post, join } = clinic;
    const [first, second] = [await join(), await join()];
    const hold = (id: string) =>
      post(`/tickets/${id}/hold`, {}, { as: "nurse", headers: { "idempotency-key": "k" } });
    await hold(first.ticketId);
    await post(`/tickets/${first.ticketId}/resume`, {}, { as: "nurse" });
    const again = await hold(first.ticketId);
    assertEquals([again.status, again.headers.get("idempotency-replayed")], [200, "true"]);
    assertEquals(again.body.data.status, "waiting");
    assertEquals((await hold(second.ticketId)).body.data.status, "held");
  }));

Deno.test("ticket commands ask strangers to sign in, refuse roles that may not, and find no foreign ticket", () =>
  inClinic(async ({ post, join, contents }) => {
    const { ticketId } = await join();
    const before = await contents();
    const stranger = await post(`/tickets/${ticketId}/leave`);
    assertEquals([stranger.status, stranger.body.code], [401, "unauthenticated"]);
    const nurse = await post(`/tickets/${ticketId}/move`, { position: 1, reason: "x" }, { as: "nurse" });
    assertEquals([nurse.status, nurse.body.code], [403, "forbidden"]);
    for (const id of ["no-such-ticket-at-all", "self0000unknown00000", "x"]) {
      const unknown = await post(`/tickets/${id}/hold`, {}, { as: "nurse" });
      assertEquals([unknown.status, unknown.body.code], [404, "not_found"], id);
    }
    assertEquals(await contents(), before);
  }));

Deno.test("revoke-link ends the token and the code; renew gives new ones", () =>
  inClinic(async ({ post, join, ask }) => {
    const { ticketId, trackingToken } = await join();
    assertEquals((await ask(`/appointments/track/${trackingToken}`)).status, 200);
    const renewed = await post(`/tickets/${ticketId}/revoke-link`, { renew: true }, { as: "nurse" });
    assertEquals((await ask(`/appointments/track/${trackingToken}`)).body.code, "invalid_token");
    assertEquals((await ask(`/appointments/track/${renewed.body.data.trackingToken}`)).status, 200);
    const revoked = await post(`/tickets/${ticketId}/revoke-link`, {}, { as: "nurse" });
    assertEquals([revoked.body.data.trackingToken, revoked.body.data.trackingUrl], [null, null]);
    const gone = await ask(`/appointments/track/${renewed.body.data.trackingToken}`);
    assertEquals([gone.status, gone.body.code], [400, "invalid_token"]);
  }));

Deno.test("Claimed-At is when staff did what they send; nobody else's counts, and it must be an instant", () =>
  inClinic(async ({ post, join, ask, pass }) => {
    const { ticketId, trackingToken } = await join();
    pass(10 * 60_000);
    const claimed = (at: string) => ({ as: "nurse", headers: { "claimed-at": at } }) as const;
    const bad = await post(`/tickets/${ticketId}/call`, {}, claimed("five past"));
    assertEquals([bad.status, bad.body.errors[0].path], [422, "Claimed-At"]);
    const called = await post(`/tickets/${ticketId}/call`, {}, claimed("2026-11-20T08:05:00Z"));
    assertEquals(called.body.data.calledAt, "2026-11-20T08:05:00.000Z");
    assertEquals(called.body.data.undo, { action: "call", until: "2026-11-20T08:15:00.000Z" });
    assertEquals((await ask(`/appointments/track/${trackingToken}`)).status, 200);
    const stranger = { patient: { name: "Eve" }, queueId: SELF_QUEUE };
    const joined = await post("/queues/join", stranger, {
      headers: { "claimed-at": "2026-11-20T07:00:00Z" },
    });
    assertEquals([joined.status, joined.body.data.joinedAt], [201, "2026-11-20T08:10:00.000Z"]);
  }));

Deno.test("undo takes each step back over HTTP, once, and tells a second desk who was there", () =>
  inClinic(async ({ post, join }) => {
    const { ticketId } = await join();
    const act = (action: string, body: unknown = {}) =>
      post(`/tickets/${ticketId}/${action}`, body, { as: "nurse" });
    const steps = [["call", "waiting"], ["call", "waiting"], ["hold", "waiting"], [
      "cancel",
      "waiting",
    ]] as const;
    for (const [action, before] of steps) {
      assertEquals((await act(action)).body.data.undo.action, action);
      assertEquals((await act("undo")).body.data.status, before, action);
    }
    for (const action of ["call", "start", "complete"]) await act(action);
    assertEquals((await act("undo")).body.data.status, "serving");
    const { status, body } = await act("undo");
    assertEquals([status, body.code, body.state, body.at], [
      409,
      "undo_impossible",
      "serving",
      "2026-11-20T08:00:00.000Z",
    ]);
    assertEquals(body.by.startsWith("staff:"), true);
  }));
