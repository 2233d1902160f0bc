/** How each queue stands, for whoever chooses where to work. */
import { assert, assertEquals } from "@std/assert";
import type { StaffPrincipal } from "../../actors/identity/schema.ts";
import { queueWork } from "../../routes/queue_work.ts";
import { type Clinic, inClinic, OTHER_TENANT, PROVIDER, SELF_QUEUE, TENANT } from "../support/clinic.ts";

const nurse: StaffPrincipal = {
  kind: "staff",
  accountId: "a1",
  tenantId: TENANT,
  role: "nurse",
  providerId: null,
  sessionId: "s1",
  name: "Nurse",
};

async function laboratory({ system }: Clinic, staff = nurse) {
  const found = (await queueWork(system, staff)).find(({ queueId }) => queueId === SELF_QUEUE);
  assert(found !== undefined);
  return found;
}

Deno.test("queueWork() counts who waits, is called and is seen, and since when the longest waits", () =>
  inClinic(async (clinic) => {
    const { join, post, pass, system } = clinic;
    assertEquals((await laboratory(clinic)).longestSince, null);
    const [first, second] = [await join(), await join()];
    const secondAt = new Date(system.now()).toISOString();
    pass(60_000);
    await join();
    await post(`/tickets/${first.id}/call`, {}, { as: "receptionist" });
    await post(`/tickets/${second.id}/hold`, {}, { as: "receptionist" });
    const { name, status, waiting, held, called, serving, longestSince } = await laboratory(clinic);
    assertEquals([name, status], ["Laboratory", "open"]);
    assertEquals([waiting, held, called, serving, longestSince], [2, 1, 1, 0, secondAt]);
    await post(`/tickets/${first.id}/start`, {}, { as: "receptionist" });
    const after = await laboratory(clinic);
    assertEquals([after.called, after.serving], [0, 1]);
  }));

Deno.test("queueWork() finds the longest wait wherever in the line it stands", () =>
  inClinic(async (clinic) => {
    const { join, post, pass, system } = clinic;
    await join();
    const firstAt = new Date(system.now()).toISOString();
    pass(60_000);
    const second = await join();
    await post(`/tickets/${second.id}/move`, { position: 1, reason: "unwell" }, { as: "administrator" });
    assertEquals((await laboratory(clinic)).longestSince, firstAt);
  }));

Deno.test("queueWork() marks the queues whose provider the asker is", () =>
  inClinic(async (clinic) => {
    assertEquals((await laboratory(clinic)).isOwn, false);
    assertEquals((await laboratory(clinic, { ...nurse, providerId: PROVIDER })).isOwn, true);
  }));

Deno.test("queueWork() leaves out other tenants' and archived queues", () =>
  inClinic(async ({ system }) => {
    assertEquals(await queueWork(system, { ...nurse, tenantId: OTHER_TENANT }), []);
    for (const command of ["CloseQueue", "ArchiveQueue"] as const) {
      await system.queues.send(SELF_QUEUE, { command: { type: command, reasonId: null }, by: "system" });
    }
    const names = (await queueWork(system, nurse)).map(({ name }) => name).sort();
    assertEquals(names, ["Pharmacy", "Walk-in"]);
  }));
