/** From ids to things that the caller may know of. */
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { ANONYMOUS, type Principal, type StaffPrincipal } from "../../../actors/identity/schema.ts";
import { AppError, RejectedError } from "../../../actors/shared/errors.ts";
import type { PatientId, ProviderId, QueueId, TicketId } from "../../../actors/shared/ids.ts";
import {
  callingProvider,
  findQueue,
  findQueueOfTicket,
  staffOf,
  ticketIn,
} from "../../../routes/api/access.ts";
import type { AppConfig } from "../../../routes/context.ts";
import { createEdge } from "../../../routes/edge.ts";
import { type Clinic, inClinic, OTHER_TENANT, PROVIDER, SELF_QUEUE, TENANT } from "../../support/clinic.ts";

const nurse: StaffPrincipal = {
  kind: "staff",
  accountId: "a1",
  tenantId: TENANT,
  role: "nurse",
  providerId: null,
  sessionId: "s1",
  name: "Nurse",
};
const foreigner: Principal = { ...nurse, tenantId: OTHER_TENANT };
const patient = (patientId: string): Principal => ({
  kind: "patient",
  patientId: patientId as PatientId,
  tenantId: TENANT,
  sessionId: "s2",
});
const config: AppConfig = {
  publicUrl: "",
  appEnv: "development",
  isDemo: true,
  streamsMax: 1,
  trustedProxies: [],
};
const edgeOf = ({ system }: Clinic) => createEdge({ system, config });

async function assertCode(code: string, act: () => Promise<unknown>): Promise<void> {
  assertEquals((await assertRejects(act, RejectedError)).rejection.code, code);
}

Deno.test("findQueue() finds a queue for its tenant and for strangers, and for nobody else", () =>
  inClinic(async (clinic) => {
    const edge = edgeOf(clinic);
    const find = (principal: Principal, queueId = SELF_QUEUE) => findQueue(edge, { queueId, principal });
    assertEquals((await find(nurse)).tenantId, TENANT);
    assertEquals((await find(ANONYMOUS)).tenantId, TENANT);
    await assertCode("not_found", () => find(foreigner));
    await assertCode("not_found", () => find(nurse, "nowhere" as QueueId));
  }));

Deno.test("findQueueOfTicket() reads the queue from the ticket's id", () =>
  inClinic(async (clinic) => {
    const edge = edgeOf(clinic);
    const { ticketId } = await clinic.join();
    assertEquals((await findQueueOfTicket(edge, { ticketId, principal: nurse })).queueId, SELF_QUEUE);
    await assertCode("not_found", () => findQueueOfTicket(edge, { ticketId, principal: foreigner }));
    for (const id of ["short", "unknown0and-more", ""]) {
      await assertCode("not_found", () =>
        findQueueOfTicket(edge, { ticketId: id as TicketId, principal: nurse }));
    }
  }));

Deno.test("ticketIn() gives a ticket to staff and to its own patient or holder", () =>
  inClinic(async ({ system, join }) => {
    const { ticketId, patientId } = await join();
    const holder = (id: string): Principal => ({
      kind: "link",
      tenantId: TENANT,
      queueId: SELF_QUEUE,
      ticketId: id as TicketId,
      power: "holder",
    });
    await system.queues.read(SELF_QUEUE, (state) => {
      const codeFor = (principal: Principal, id = ticketId) => {
        try {
          return ticketIn(state, { ticketId: id, principal }).id;
        } catch (error) {
          return error instanceof RejectedError ? error.rejection.code : String(error);
        }
      };
      assertEquals([codeFor(nurse), codeFor(patient(patientId)), codeFor(holder(ticketId))], [
        ticketId,
        ticketId,
        ticketId,
      ]);
      assertEquals([codeFor(patient("p2")), codeFor(holder("k2")), codeFor(ANONYMOUS)], [
        "forbidden",
        "forbidden",
        "forbidden",
      ]);
      assertEquals(codeFor(nurse, "k3"), "not_found");
    });
  }));

Deno.test("staffOf() asks strangers to sign in and refuses others", () => {
  assertEquals(staffOf(nurse), nurse);
  assertEquals(assertThrows(() => staffOf(ANONYMOUS), AppError).code, "unauthenticated");
  assertEquals(assertThrows(() => staffOf(patient("p1")), RejectedError).rejection.code, "forbidden");
});

Deno.test("callingProvider() takes the one named, else the caller's own if it serves here", () =>
  inClinic(async (clinic) => {
    const policy = await findQueue(edgeOf(clinic), { queueId: SELF_QUEUE, principal: nurse });
    const own = (providerId: string | null): StaffPrincipal => ({
      ...nurse,
      providerId: providerId as ProviderId | null,
    });
    const named = "named" as ProviderId;
    assertEquals(callingProvider(policy, { principal: own(PROVIDER), named }), named);
    assertEquals(callingProvider(policy, { principal: own(PROVIDER), named: undefined }), PROVIDER);
    assertEquals(callingProvider(policy, { principal: own("elsewhere"), named: undefined }), null);
    assertEquals(callingProvider(policy, { principal: own(null), named: undefined }), null);
  }));
