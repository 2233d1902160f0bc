import { assertEquals } from "@std/assert";
import type { StaffPrincipal } from "../../../actors/identity/schema.ts";
import type { TenantId } from "../../../actors/shared/ids.ts";
import { deskQueueOf } from "../../../routes/pages/desk_queue.ts";
import { CONFIG } from "../../support/queue_fixture.ts";
import { inPageWorld, QUEUE_ID } from "../../support/page_world.ts";

const STAFF: StaffPrincipal = {
  kind: "staff",
  accountId: "account",
  tenantId: CONFIG.tenantId,
  role: "receptionist",
  providerId: null,
  sessionId: "session",
  name: "Robin",
};
const STRANGER = { ...STAFF, tenantId: "other" as TenantId };

Deno.test("deskQueueOf() knows the queues of one's own tenant alone", async () => {
  await inPageWorld(async ({ system }) => {
    const config = await deskQueueOf(system, { queueId: QUEUE_ID, staff: STAFF });
    assertEquals(config?.tenantId, CONFIG.tenantId);
    assertEquals(await deskQueueOf(system, { queueId: QUEUE_ID, staff: STRANGER }), null);
    for (const queueId of ["nowhere", "", "../x"]) {
      assertEquals(await deskQueueOf(system, { queueId, staff: STAFF }), null, queueId);
    }
  });
});

Deno.test("deskQueueOf() leaves out what was put away", async () => {
  await inPageWorld(async ({ system, send }) => {
    await send({ type: "ArchiveQueue", reasonId: null });
    assertEquals(await deskQueueOf(system, { queueId: QUEUE_ID, staff: STAFF }), null);
  });
});
