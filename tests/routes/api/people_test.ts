/** Names of the people of a queue: for staff of its tenant, of that queue alone. */
import { assertEquals } from "@std/assert";
import { PEOPLE_MAX } from "../../../routes/api/people.ts";
import {
  inClinic,
  OPEN_QUEUE,
  OTHER_TENANT,
  PASSWORD,
  SELF_QUEUE,
  STAFF_QUEUE,
} from "../../support/clinic.ts";

const ADA = { name: "Ada", phone: "+442079460000", birthDate: "1990-12-10", language: "de" };

Deno.test("GET /queues/:queueId/people names those who hold or held a ticket there, and leaves others out", () =>
  inClinic(async ({ ask, join, post }) => {
    const ada = await join(SELF_QUEUE, { patient: ADA });
    const gone = await join(SELF_QUEUE, { patient: { name: "Grace" } });
    await post(`/tickets/${gone.id}/cancel`, {}, { as: "receptionist" });
    const elsewhere = await join(STAFF_QUEUE, { patient: { name: "Eve" } });
    const ids = [ada, gone, elsewhere].map(({ patientId }) => patientId);
    const asked = [...ids, "nobody", ids[0]].join(",");
    const { status, body } = await ask(`/queues/${SELF_QUEUE}/people?ids=${asked}`, { as: "nurse" });
    assertEquals(status, 200);
    assertEquals(body.data, [
      { patientId: ada.patientId, ...ADA },
      { patientId: gone.patientId, name: "Grace", phone: null, birthDate: null, language: null },
    ]);
  }));

Deno.test("GET /queues/:queueId/people leaves out whoever has no name", () =>
  inClinic(async ({ ask, post }) => {
    await post("/queues/join", { queueId: OPEN_QUEUE, patientId: "p-1" });
    const { status, body } = await ask(`/queues/${OPEN_QUEUE}/people?ids=p-1`, { as: "nurse" });
    assertEquals([status, body.data], [200, []]);
  }));

Deno.test("GET /queues/:queueId/people is for staff of the queue's own tenant", () =>
  inClinic(async ({ ask, join, post }) => {
    const { patientId } = await join();
    const path = `/queues/${SELF_QUEUE}/people?ids=${patientId}`;
    assertEquals((await ask(path)).status, 401);
    for (const as of ["receptionist", "nurse", "doctor", "administrator"] as const) {
      assertEquals((await ask(path, { as })).status, 200, as);
    }
    const foreign = { tenant: OTHER_TENANT, username: "administrator", password: PASSWORD };
    const { accessToken } = (await post("/auth/sign-in", foreign)).body.data;
    const answer = await ask(path, { headers: { authorization: `Bearer ${accessToken}` } });
    assertEquals([answer.status, answer.body.code], [404, "not_found"]);
    assertEquals((await ask(`/queues/nowhere/people?ids=${patientId}`, { as: "nurse" })).status, 404);
  }));

Deno.test("GET /queues/:queueId/people takes up to a hundred ids, and nothing that is none", () =>
  inClinic(async ({ ask }) => {
    const statusOf = async (query: string) =>
      (await ask(`/queues/${SELF_QUEUE}/people${query}`, { as: "nurse" })).status;
    const many = (count: number) => Array.from({ length: count }, (_, n) => `p${n}`).join(",");
    assertEquals(await statusOf(`?ids=${many(PEOPLE_MAX)}`), 200);
    for (
      const bad of ["", "?ids=", `?ids=${many(PEOPLE_MAX + 1)}`, "?ids=a%20b", "?ids=a,,b", "?ids=a&x=1"]
    ) {
      assertEquals(await statusOf(bad), 422, bad);
    }
  }));
