/** Providers and facilities over HTTP. */
import { assertEquals } from "@std/assert";
import { FACILITY, inClinic, OPEN_QUEUE, PROVIDER, SELF_QUEUE, STAFF_QUEUE } from "../../support/clinic.ts";

const doctor = { facilityId: FACILITY, name: "Dr. Grace", role: "doctor" };

Deno.test("POST /providers/:id/status reaches every queue of the provider, and the wait with it", () =>
  inClinic(async ({ post, ask, join }) => {
    const { ticketId } = await join();
    const until = "2026-11-20T09:30:00+01:00";
    const away = { status: "on_break", until, reason: "Lunch" };
    const { status, body } = await post(`/providers/${PROVIDER}/status`, away, { as: "doctor" });
    assertEquals(status, 200);
    assertEquals([body.data.status, body.data.until], ["on_break", "2026-11-20T08:30:00.000Z"]);
    assertEquals(body.data.queues.sort(), [OPEN_QUEUE, SELF_QUEUE, STAFF_QUEUE].sort());
    assertEquals((await ask(`/tickets/${ticketId}`, { as: "nurse" })).body.data.estimatedWaitMinutes, null);
    await post(`/providers/${PROVIDER}/status`, { status: "available" }, { as: "doctor" });
    assertEquals((await ask(`/tickets/${ticketId}`, { as: "nurse" })).body.data.estimatedWaitMinutes, 1);
  }));

Deno.test("POST /providers/:id/status refuses strangers, unknown providers, statuses and instants", () =>
  inClinic(async ({ post }) => {
    const path = `/providers/${PROVIDER}/status`;
    assertEquals((await post(path, { status: "busy" })).status, 401);
    assertEquals((await post("/providers/nobody/status", { status: "busy" }, { as: "nurse" })).status, 404);
    assertEquals((await post(path, { status: "asleep" }, { as: "nurse" })).status, 422);
    assertEquals((await post(path, { status: "busy", until: "soon" }, { as: "nurse" })).status, 422);
  }));

Deno.test("POST /providers/:id/status with a key is carried out once in each queue", () =>
  inClinic(async ({ post, system }) => {
    const headers = { "idempotency-key": "break-1" };
    const seqs = () =>
      Promise.all(
        [OPEN_QUEUE, SELF_QUEUE, STAFF_QUEUE].map((id) => system.queues.read(id, ({ header }) => header.seq)),
      );
    await post(`/providers/${PROVIDER}/status`, { status: "busy" }, { as: "nurse", headers });
    await post(`/providers/${PROVIDER}/status`, { status: "offline" }, { as: "nurse" });
    const before = await seqs();
    const again = await post(`/providers/${PROVIDER}/status`, { status: "busy" }, { as: "nurse", headers });
    assertEquals([again.status, again.headers.get("idempotency-replayed")], [200, "true"]);
    assertEquals(await seqs(), before);
  }));

Deno.test("providers are made, listed, changed and archived by administrators", () =>
  inClinic(async ({ post, ask }) => {
    assertEquals((await post("/providers", doctor, { as: "doctor" })).status, 403);
    const made = await post("/providers", doctor, { as: "administrator" });
    assertEquals([made.status, made.body.data.name], [201, "Dr. Grace"]);
    const path = `/providers/${made.body.data.id}`;
    assertEquals((await ask("/providers", { as: "nurse" })).body.data.length, 2);
    const ifMatch = { "if-match": made.headers.get("etag") ?? "" };
    const json = { name: "Dr. Hopper" };
    const changed = await ask(path, { method: "PATCH", as: "administrator", json, headers: ifMatch });
    assertEquals([changed.status, changed.body.data.name, changed.body.data.role], [
      200,
      "Dr. Hopper",
      "doctor",
    ]);
    const stale = await ask(path, { method: "PATCH", as: "administrator", json, headers: ifMatch });
    assertEquals([stale.status, stale.body.code], [412, "stale_version"]);
    assertEquals((await post(`${path}/archive`, {}, { as: "administrator" })).status, 200);
    assertEquals((await ask("/providers", { as: "nurse" })).body.data.length, 1);
    const nowhere = await post("/providers", { ...doctor, facilityId: "nowhere" }, { as: "administrator" });
    assertEquals(nowhere.status, 404);
  }));

Deno.test("POST /providers with a key makes one provider, and refuses another body", () =>
  inClinic(async ({ post }) => {
    const headers = { "idempotency-key": "one" };
    const first = await post("/providers", doctor, { as: "administrator", headers });
    const again = await post("/providers", doctor, { as: "administrator", headers });
    assertEquals([again.body.data.id, again.headers.get("idempotency-replayed")], [
      first.body.data.id,
      "true",
    ]);
    const other = await post("/providers", { ...doctor, name: "Eve" }, { as: "administrator", headers });
    assertEquals([other.status, other.body.code], [409, "idempotency_conflict"]);
  }));
