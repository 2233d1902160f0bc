import { assertEquals } from "@std/assert";
import type { StaffPrincipal } from "../../../actors/identity/schema.ts";
import type { FacilityId, TenantId } from "../../../actors/shared/ids.ts";
import { deskQueueOf, longestSince, queueLinesOf } from "../../../routes/pages/desk_queues.ts";
import { History } from "../../support/given.ts";
import { CONFIG, create, join, move, START_AT } from "../../support/queue_fixture.ts";
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

Deno.test("longestSince() is when the first of those waiting came, wherever they stand", () => {
  const history = new History().and(
    create(),
    join("first"),
    { minutes: 5 },
    join("second"),
    move("second", 1),
  );
  assertEquals(longestSince(history.state), START_AT);
  assertEquals(longestSince(new History().and(create()).state), null);
});

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

Deno.test("deskQueueOf() and queueLinesOf() leave out what was put away", async () => {
  await inPageWorld(async ({ system, send }) => {
    const { facilityId } = CONFIG;
    const lines = () => queueLinesOf(system, { facilityId, staff: STAFF });
    assertEquals((await lines()).map(({ id }) => id), [QUEUE_ID]);
    assertEquals(await queueLinesOf(system, { facilityId: "else" as FacilityId, staff: STAFF }), []);
    assertEquals(await queueLinesOf(system, { facilityId, staff: STRANGER }), []);
    await send({ type: "ArchiveQueue", reasonId: null });
    assertEquals(await deskQueueOf(system, { queueId: QUEUE_ID, staff: STAFF }), null);
    assertEquals(await lines(), []);
  });
});
