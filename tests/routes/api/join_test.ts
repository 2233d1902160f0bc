/** Taking a place: who may, in which forms, and what strangers learn. SPEC §16 and S0's load script. */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { JoinDoc } from "../../../routes/api/documents.ts";
import { inClinic, OPEN_QUEUE, SELF_QUEUE, STAFF_QUEUE } from "../../support/clinic.ts";

const ada = {
  name: "Ada",
  phone: "+49 30 123456",
  birthDate: "1990-12-10",
  language: "de",
  needs: ["elderly"],
};

Deno.test("S0's load script joins queue-123 with a form and then finds its place", () =>
  inClinic(async ({ ask }) => {
    const form = { patientId: "patient-7-0", queueId: "queue-123", appointmentType: "consultation" };
    const joined = await ask("/api/queues/join", { method: "POST", form });
    assertEquals(joined.status, 201);
    assert(joined.body.data.position > 0);
    const found = await ask("/api/queues/position/patient-7-0");
    assertEquals(found.status, 200);
    assert(found.body.data.estimatedWaitMinutes >= 0);
    assertEquals(found.body.data.ticketId, joined.body.data.ticketId);
  }));

Deno.test("POST /queues/join answers everything that SPEC §16 names", () =>
  inClinic(async ({ post }) => {
    const { status, body, headers } = await post("/queues/join", { queueId: SELF_QUEUE, patient: ada });
    assertEquals(status, 201);
    const data = JoinDoc.strict().parse(body.data);
    assertEquals([data.position, data.ahead, data.tokenNumber, data.label, data.status], [
      1,
      0,
      1,
      "L-001",
      "waiting",
    ]);
    assertEquals(data.ticketId, data.appointmentId);
    assert(data.trackingUrl.startsWith("https://clinic.example/t/self0000"));
    assertEquals(headers.get("etag"), `"${data.version}"`);
    assertEquals(headers.get("referrer-policy"), "no-referrer");
    assertEquals(headers.get("x-content-type-options"), "nosniff");
  }));

Deno.test("POST /queues/join writes the person's data beside the log, never into it", () =>
  inClinic(async ({ post, system, kv }) => {
    const { body } = await post("/queues/join", { queueId: SELF_QUEUE, patient: ada });
    const patientId = body.data.patientId;
    const person = (await kv.get(["person", "demo", patientId])).value;
    assertEquals(person, { name: "Ada", phone: ada.phone, birthDate: ada.birthDate, language: "de" });
    assertEquals((await kv.get(["orphan", "demo", patientId])).value, null);
    const events = JSON.stringify(await system.queues.events(SELF_QUEUE, 0, 100));
    assert(!events.includes("Ada") && !events.includes("123456"));
  }));

Deno.test("POST /queues/join in the open queue takes an unknown patient id without writing a person", () =>
  inClinic(async ({ post, kv }) => {
    const { status } = await post("/queues/join", { queueId: OPEN_QUEUE, patientId: "nobody-knows-me" });
    assertEquals(status, 201);
    assertEquals(await Array.fromAsync(kv.list({ prefix: ["person"] })), []);
  }));

Deno.test("POST /queues/join tells a stranger's second join nothing but that", () =>
  inClinic(async ({ post, contents }) => {
    const first = await post("/queues/join", { queueId: OPEN_QUEUE, patientId: "p-1" });
    const before = await contents();
    const second = await post("/queues/join", { queueId: OPEN_QUEUE, patientId: "p-1" });
    assertEquals([second.status, second.body.code], [409, "already_waiting"]);
    assertEquals(Object.keys(second.body).sort(), ["code", "detail", "requestId", "status", "title", "type"]);
    assert(!JSON.stringify(second.body).includes(first.body.data.ticketId));
    assertEquals(await contents(), before);
  }));

Deno.test("POST /queues/join shows staff the existing place, in this queue or another", () =>
  inClinic(async ({ post }) => {
    const first = (await post("/queues/join", { queueId: OPEN_QUEUE, patientId: "p-1" })).body.data;
    const here = await post("/queues/join", { queueId: OPEN_QUEUE, patientId: "p-1" }, { as: "nurse" });
    assertEquals([here.status, here.body.existing.ticketId], [409, first.ticketId]);
  }));

Deno.test("POST /queues/join refuses a patient who waits in another queue of the tenant", () =>
  inClinic(async ({ post, join }) => {
    const { patientId, ticketId } = await join(SELF_QUEUE);
    const elsewhere = await post("/queues/join", { queueId: STAFF_QUEUE, patientId }, { as: "receptionist" });
    assertEquals([elsewhere.status, elsewhere.body.code], [409, "already_waiting"]);
    assertEquals(elsewhere.body.existing.ticketId, ticketId);
    const stranger = await post("/queues/join", { queueId: OPEN_QUEUE, patientId });
    assertEquals([stranger.status, stranger.body.code, stranger.body.existing], [
      409,
      "already_waiting",
      undefined,
    ]);
  }));

Deno.test("POST /queues/join asks a stranger to sign in for a known patient, a class, or a closed list", () =>
  inClinic(async ({ post, contents }) => {
    const before = await contents();
    for (
      const body of [
        { queueId: SELF_QUEUE, patientId: "somebody" },
        { queueId: SELF_QUEUE, patient: ada, priority: "emergency" },
        { queueId: OPEN_QUEUE, patientId: "p-1", priority: 1 },
        { queueId: OPEN_QUEUE, patientId: "p-1", priority: "routine" },
        { queueId: STAFF_QUEUE, patient: ada },
      ]
    ) {
      const { status, body: answer } = await post("/queues/join", body);
      assertEquals([status, answer.code], [401, "unauthenticated"], JSON.stringify(body));
    }
    assertEquals(await contents(), before);
  }));

Deno.test("POST /queues/join lets staff enter people anywhere and set a class by name or number", () =>
  inClinic(async ({ post }) => {
    const classes: Record<string, string> = {
      1: "emergency",
      2: "urgent",
      3: "urgent",
      4: "routine",
      10: "routine",
    };
    for (const [number, name] of Object.entries(classes)) {
      const body = { queueId: STAFF_QUEUE, patient: ada, priority: Number(number) };
      const { status, body: answer } = await post("/queues/join", body, { as: "nurse" });
      assertEquals([status, answer.data.class], [201, name]);
    }
    const byName = await post("/queues/join", { queueId: STAFF_QUEUE, patient: ada, priority: "urgent" }, {
      as: "nurse",
    });
    assertEquals(byName.body.data.class, "urgent");
  }));

Deno.test("POST /queues/join finds no unknown patient for staff, nor another tenant's queue for anyone", () =>
  inClinic(async ({ post }) => {
    const unknown = await post("/queues/join", { queueId: SELF_QUEUE, patientId: "nobody" }, { as: "nurse" });
    assertEquals([unknown.status, unknown.body.code], [404, "not_found"]);
    const nowhere = await post("/queues/join", { queueId: "no-such-queue", patient: ada });
    assertEquals([nowhere.status, nowhere.body.code], [404, "not_found"]);
  }));

Deno.test("POST /queues/join names each wrong field and refuses unknown ones", () =>
  inClinic(async ({ post, contents }) => {
    const before = await contents();
    const cases: readonly (readonly [Record<string, unknown>, string])[] = [
      [{ patient: ada }, "queueId"],
      [{ queueId: SELF_QUEUE }, "patient"],
      [{ queueId: SELF_QUEUE, patient: ada, patientId: "p" }, "patient"],
      [{ queueId: SELF_QUEUE, patient: { name: "" } }, "patient.name"],
      [{ queueId: SELF_QUEUE, patient: { name: "x".repeat(121) } }, "patient.name"],
      [{ queueId: SELF_QUEUE, patient: { name: "Ada", birthDate: "1990-02-30" } }, "patient.birthDate"],
      [{ queueId: SELF_QUEUE, patient: { name: "Ada", diagnosis: "x" } }, "patient"],
      [{ queueId: SELF_QUEUE, patient: ada, vip: true }, ""],
      [{ queueId: SELF_QUEUE, patient: ada, mode: "by post" }, "mode"],
      [{ queueId: OPEN_QUEUE, patientId: "not an id!" }, "patientId"],
    ];
    for (const [body, path] of cases) {
      const { status, body: problem } = await post("/queues/join", body);
      assertEquals([status, problem.code], [422, "invalid"], JSON.stringify(body));
      assertEquals(problem.errors[0].path, path, JSON.stringify(problem));
    }
    const eleven = { queueId: STAFF_QUEUE, patient: ada, priority: 11 };
    assertEquals((await post("/queues/join", eleven, { as: "nurse" })).status, 422);
    assertEquals(await contents(), before);
  }));

Deno.test("POST /queues/join into a paused or closed queue is refused and forgets the person", () =>
  inClinic(async ({ post, kv }) => {
    for (const [action, code] of [["pause", "queue_paused"], ["close", "queue_closed"]]) {
      await post(`/queues/${SELF_QUEUE}/${action}`, {}, { as: "receptionist" });
      const { status, body } = await post("/queues/join", { queueId: SELF_QUEUE, patient: ada });
      assertEquals([status, body.code], [409, code]);
      assertEquals(await Array.fromAsync(kv.list({ prefix: ["person"] })), []);
      assertEquals(await Array.fromAsync(kv.list({ prefix: ["orphan"] })), []);
    }
  }));

Deno.test("POST /queues/join into a full queue offers the waitlist, then gives it", () =>
  inClinic(async ({ post, ask }) => {
    const change = { capacity: 1, waitlistCapacity: 1 };
    await ask(`/queues/${SELF_QUEUE}`, { method: "PATCH", as: "administrator", json: change });
    await post("/queues/join", { queueId: SELF_QUEUE, patient: ada });
    const full = await post("/queues/join", { queueId: SELF_QUEUE, patient: ada });
    assertEquals([full.status, full.body.code, full.body.waitlist], [409, "queue_full", true]);
    const listed = await post("/queues/join", { queueId: SELF_QUEUE, patient: ada, acceptWaitlist: true });
    assertEquals([listed.status, listed.body.data.status, listed.body.data.position], [
      201,
      "waitlisted",
      null,
    ]);
    const fuller = await post("/queues/join", { queueId: SELF_QUEUE, patient: ada, acceptWaitlist: true });
    assertEquals([fuller.status, fuller.body.code], [409, "queue_full"]);
  }));

Deno.test("POST /queues/join with a key gives the same place once more, says so, and refuses another body", () =>
  inClinic(async ({ post, kv }) => {
    const headers = { "idempotency-key": "a-key-of-at-least-22-characters" };
    const body = { queueId: SELF_QUEUE, patient: ada };
    const first = await post("/queues/join", body, { headers });
    const again = await post("/queues/join", body, { headers });
    assertEquals([first.status, again.status], [201, 201]);
    assertEquals(again.body.data.ticketId, first.body.data.ticketId);
    assertEquals([first.headers.get("idempotency-replayed"), again.headers.get("idempotency-replayed")], [
      null,
      "true",
    ]);
    assertEquals((await Array.fromAsync(kv.list({ prefix: ["person"] }))).length, 1);
    const other = await post("/queues/join", { ...body, patient: { name: "Eve" } }, { headers });
    assertEquals([other.status, other.body.code], [409, "idempotency_conflict"]);
    assertEquals((await Array.fromAsync(kv.list({ prefix: ["person"] }))).length, 1);
  }));

Deno.test("POST /queues/join takes a key apart by who sends it, and refuses a stranger's short one", () =>
  inClinic(async ({ post }) => {
    const headers = { "idempotency-key": "shared-by-everyone-22-c" };
    const body = { queueId: SELF_QUEUE, patient: ada };
    const stranger = await post("/queues/join", body, { headers });
    const nurse = await post("/queues/join", body, { headers, as: "nurse" });
    assertNotEquals(stranger.body.data.ticketId, nurse.body.data.ticketId);
    const short = await post("/queues/join", body, { headers: { "idempotency-key": "x".repeat(21) } });
    assertEquals([short.status, short.body.errors[0].path], [422, "Idempotency-Key"]);
    const staffShort = await post("/queues/join", body, { as: "nurse", headers: { "idempotency-key": "1" } });
    assertEquals(staffShort.status, 201);
  }));

Deno.test("POST /queues/join reads forms: nested fields, flags, blanks as absent", () =>
  inClinic(async ({ ask }) => {
    const form = {
      queueId: SELF_QUEUE,
      "patient.name": "Ada",
      "patient.phone": "",
      "patient.needs": "pregnant",
      acceptWaitlist: "on",
    };
    const { status, body } = await ask("/queues/join", { method: "POST", form });
    assertEquals([status, body.data.declaredNeeds], [201, ["pregnant"]]);
  }));

Deno.test("POST /queues/join: the demo's queues do not exist while the demo is off", () =>
  inClinic(async ({ post }) => {
    const { status } = await post("/queues/join", { queueId: OPEN_QUEUE, patientId: "p-1" });
    assertEquals(status, 404);
  }, { config: { isDemo: false } }));
