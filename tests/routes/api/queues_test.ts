/** Queues as things: listing, making, changing, archiving. */
import { assert, assertEquals } from "@std/assert";
import { QueueDoc } from "../../../routes/api/documents.ts";
import { FACILITY, inClinic, OPEN_QUEUE, PROVIDER, SELF_QUEUE, STAFF_QUEUE } from "../../support/clinic.ts";

const wanted = { facilityId: FACILITY, name: "X-ray", prefix: "X", providerIds: [PROVIDER] };

Deno.test("GET /queues answers 304 until a line moves", () =>
  inClinic(async ({ ask, join }) => {
    const tag = (await ask("/queues")).headers.get("etag") ?? "";
    const again = () => ask("/queues", { headers: { "if-none-match": tag } });
    assertEquals([(await again()).status, (await again()).body], [304, ""]);
    assertEquals((await ask("/queues", { as: "nurse", headers: { "if-none-match": tag } })).status, 200);
    await join();
    assertEquals((await again()).status, 200);
  }));

Deno.test("GET /queues shows strangers what they may join, and staff everything", () =>
  inClinic(async ({ ask }) => {
    const stranger = await ask("/queues");
    assertEquals(
      stranger.body.data.map(({ id }: { id: string }) => id).sort(),
      [SELF_QUEUE, OPEN_QUEUE].sort(),
    );
    QueueDoc.strict().parse(stranger.body.data[0]);
    const nurse = await ask("/queues", { as: "nurse" });
    assertEquals(nurse.body.data.length, 3);
  }));

Deno.test("GET /queues finds the tenant by name and by host, and no tenant that is not there", () =>
  inClinic(async ({ ask }) => {
    assertEquals((await ask("/queues?tenant=demo")).body.data.length, 2);
    assertEquals((await ask("/queues?tenant=other")).body.data, []);
    assertEquals((await ask("/queues", { headers: { host: "other.example:8000" } })).body.data, []);
    assertEquals((await ask("/queues?tenant=nowhere")).status, 404);
    assertEquals((await ask("/queues", { headers: { host: "unknown.example" } })).status, 404);
  }));

Deno.test("GET /queues/:id shows a stranger the summary of a queue that is free to join, and no other", () =>
  inClinic(async ({ ask, join }) => {
    await join();
    const { status, body } = await ask(`/queues/${SELF_QUEUE}`);
    assertEquals([status, body.data.waiting, body.data.counts], [200, 1, undefined]);
    assertEquals((await ask(`/queues/${STAFF_QUEUE}`)).status, 401);
    assertEquals((await ask("/queues/no-such-queue")).status, 404);
  }));

Deno.test("GET /queues/:id shows the configuration to administrators alone, and the locator to nobody", () =>
  inClinic(async ({ ask }) => {
    const nurse = (await ask(`/queues/${SELF_QUEUE}`, { as: "nurse" })).body.data;
    const administrator = (await ask(`/queues/${SELF_QUEUE}`, { as: "administrator" })).body.data;
    assertEquals([nurse.config, administrator.config.prefix], [undefined, "L"]);
    assert(!JSON.stringify(administrator).includes('self0000"'));
  }));

Deno.test("POST /queues makes an open queue with the facility's zone and the defaults", () =>
  inClinic(async ({ post, ask }) => {
    const { status, body } = await post("/queues", wanted, { as: "administrator" });
    assertEquals([status, body.data.status, body.data.selfJoin, body.data.ordering], [
      201,
      "open",
      false,
      "arrival",
    ]);
    assertEquals([body.data.config.timeZone, body.data.config.holdMinutes], ["UTC", 20]);
    assertEquals(body.data.displayId.length, 22);
    const joined = await post("/queues/join", { queueId: body.data.id, patient: { name: "Ada" } }, {
      as: "nurse",
    });
    assertEquals([joined.status, joined.body.data.label], [201, "X-001"]);
    assertEquals((await ask("/queues", { as: "nurse" })).body.data.length, 4);
  }));

Deno.test("POST /queues with a key makes one queue", () =>
  inClinic(async ({ post, ask }) => {
    const headers = { "idempotency-key": "one-queue" };
    const first = await post("/queues", wanted, { as: "administrator", headers });
    const again = await post("/queues", wanted, { as: "administrator", headers });
    assertEquals([again.status, again.headers.get("idempotency-replayed")], [201, "true"]);
    assertEquals(again.body.data.id, first.body.data.id);
    const other = await post("/queues", { ...wanted, name: "CT" }, { as: "administrator", headers });
    assertEquals([other.status, other.body.code], [409, "idempotency_conflict"]);
    assertEquals((await ask("/queues", { as: "nurse" })).body.data.length, 4);
  }));

Deno.test("POST /queues refuses a taken prefix, strangers to the facility, and openness", () =>
  inClinic(async ({ post, contents }) => {
    const before = await contents();
    const cases: readonly (readonly [Record<string, unknown>, number, string])[] = [
      [{ ...wanted, prefix: "L" }, 409, "prefix_taken"],
      [{ ...wanted, facilityId: "nowhere" }, 404, "not_found"],
      [{ ...wanted, providerIds: ["nobody"] }, 422, "invalid"],
      [{ ...wanted, prefix: "long" }, 422, "invalid"],
      [{ ...wanted, isOpenToUnknown: true }, 422, "invalid"],
      [{ ...wanted, tenantId: "other" }, 422, "invalid"],
    ];
    for (const [body, status, code] of cases) {
      const answer = await post("/queues", body, { as: "administrator" });
      assertEquals([answer.status, answer.body.code], [status, code], JSON.stringify(body));
    }
    assertEquals(await contents(), before);
  }));

Deno.test("POST /queues, PATCH and archive are for administrators", () =>
  inClinic(async ({ post, ask }) => {
    assertEquals((await post("/queues", wanted)).status, 401);
    assertEquals((await post("/queues", wanted, { as: "receptionist" })).status, 403);
    assertEquals(
      (await ask(`/queues/${SELF_QUEUE}`, { method: "PATCH", as: "doctor", json: {} })).status,
      403,
    );
    assertEquals((await post(`/queues/${SELF_QUEUE}/archive`, {}, { as: "nurse" })).status, 403);
  }));

Deno.test("PATCH /queues/:id changes what it names, at once for the next join", () =>
  inClinic(async ({ ask, post }) => {
    assertEquals((await post("/queues/join", { queueId: SELF_QUEUE, patient: { name: "Ada" } })).status, 201);
    const json = { selfJoin: false, name: "Blood draw" };
    const { status, body } = await ask(`/queues/${SELF_QUEUE}`, {
      method: "PATCH",
      as: "administrator",
      json,
    });
    assertEquals([status, body.data.name, body.data.prefix, body.data.revision], [200, "Blood draw", "L", 2]);
    assertEquals((await post("/queues/join", { queueId: SELF_QUEUE, patient: { name: "Ada" } })).status, 401);
  }));

Deno.test("PATCH /queues/:id refuses an overtaken revision; without one both of two changes hold", () =>
  inClinic(async ({ ask }) => {
    const patch = (json: unknown, headers = {}) =>
      ask(`/queues/${SELF_QUEUE}`, { method: "PATCH", as: "administrator", json, headers });
    await Promise.all([patch({ name: "Blood draw" }), patch({ holdMinutes: 30 })]);
    const { data } = (await ask(`/queues/${SELF_QUEUE}`, { as: "administrator" })).body;
    assertEquals([data.name, data.config.holdMinutes, data.revision], ["Blood draw", 30, 3]);
    const stale = await patch({ name: "Late" }, { "if-match": '"1"' });
    assertEquals([stale.status, stale.body.code], [412, "stale_version"]);
  }));

Deno.test("PATCH /queues/:id refuses a capacity below those who are in", () =>
  inClinic(async ({ ask, join }) => {
    await join();
    await join();
    const { status, body } = await ask(`/queues/${SELF_QUEUE}`, {
      method: "PATCH",
      as: "administrator",
      json: { capacity: 1 },
    });
    assertEquals([status, body.code, body.inQueue], [409, "capacity_below_load", 2]);
  }));

Deno.test("POST /queues/:id/archive puts an empty queue away, and only an empty one", () =>
  inClinic(async ({ post, ask, join }) => {
    const { ticketId } = await join();
    const full = await post(`/queues/${SELF_QUEUE}/archive`, {}, { as: "administrator" });
    assertEquals([full.status, full.body.code], [409, "queue_not_empty"]);
    await post(`/tickets/${ticketId}/cancel`, {}, { as: "nurse" });
    assertEquals((await post(`/queues/${SELF_QUEUE}/archive`, {}, { as: "administrator" })).status, 200);
    assertEquals((await ask("/queues", { as: "nurse" })).body.data.length, 2);
    const join_ = await post("/queues/join", { queueId: SELF_QUEUE, patient: { name: "Ada" } });
    assertEquals([join_.status, join_.body.code], [409, "queue_archived"]);
  }));
