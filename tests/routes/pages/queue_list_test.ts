import { assert, assertEquals } from "@std/assert";
import type { FacilityId, Locator, QueueId, TenantId } from "../../../actors/shared/ids.ts";
import { findOpenQueue, listOpenQueues } from "../../../routes/pages/queue_list.ts";
import type { AppContext } from "../../../routes/context.ts";
import { CONFIG } from "../../support/queue_fixture.ts";
import { CONFIG_DEFAULT, inPageWorld, type PageWorld, QUEUE_ID } from "../../support/page_world.ts";

const contextOf = ({ system }: PageWorld, isDemo = true): AppContext => ({
  system,
  config: { ...CONFIG_DEFAULT, isDemo },
});
const TENANT = "tenant" as TenantId;

Deno.test("listOpenQueues() gives the tenant's lines and no other's", async () => {
  await inPageWorld(async (world) => {
    const names = (tenantId: TenantId) => listOpenQueues(contextOf(world), tenantId);
    assertEquals((await names(TENANT)).map(({ id, name }) => [id, name]), [[QUEUE_ID, "Walk-in"]]);
    assertEquals(await names("other" as TenantId), []);
  });
});

Deno.test("listOpenQueues() leaves out what is archived", async () => {
  await inPageWorld(async (world) => {
    await world.send({ type: "CloseQueue", reasonId: null });
    assertEquals((await listOpenQueues(contextOf(world), TENANT)).length, 1);
    await world.send({ type: "ArchiveQueue", reasonId: null });
    assertEquals(await listOpenQueues(contextOf(world), TENANT), []);
  });
});

Deno.test("findOpenQueue() finds a line that strangers may join", async () => {
  await inPageWorld(async (world) => {
    const found = await findOpenQueue(contextOf(world), QUEUE_ID);
    assertEquals([found?.tenantId, found?.card.name], [TENANT, "Walk-in"]);
  });
});

Deno.test("findOpenQueue() answers null for unknown, impossible and staff's own lines", async () => {
  await inPageWorld(async (world) => {
    for (const id of ["unknown", "", "../walk-in", "x".repeat(65), QUEUE_ID]) {
      assertEquals(await findOpenQueue(contextOf(world), id), null, id);
    }
  }, { queue: { selfJoin: false } });
});

Deno.test("findOpenQueue() finds nothing of the demo while it is off", async () => {
  await inPageWorld(async (world) => {
    assertEquals(await findOpenQueue(contextOf(world, false), QUEUE_ID), null);
    assertEquals((await findOpenQueue(contextOf(world, true), QUEUE_ID))?.tenantId, "demo");
  }, { tenantId: "demo" });
});

Deno.test("listOpenQueues() says whether there is room, on the line or on its waiting list", async () => {
  await inPageWorld(async (world) => {
    const room = async () => {
      const [card] = await listOpenQueues(contextOf(world), TENANT);
      return [card?.isFull, card?.hasWaitlist];
    };
    assertEquals(await room(), [false, true]);
    await world.join({ name: "Ada" });
    assertEquals(await room(), [true, true]);
    await world.join({ name: "Grace", acceptWaitlist: "true" });
    assertEquals(await room(), [true, false]);
  }, { queue: { capacity: 1, waitlistCapacity: 1 } });
});

Deno.test("listOpenQueues() says where a line is, who works there and when it goes on", async () => {
  await inPageWorld(async (world) => {
    const { providerIds: [providerId] } = CONFIG;
    assert(providerId !== undefined);
    const card = async () => (await listOpenQueues(contextOf(world), TENANT))[0];
    assertEquals([(await card())?.facility, (await card())?.isStaffed], ["Riverside Clinic", true]);
    const until = world.now + 600_000;
    await world.send({ type: "SetProviderStatus", providerId, status: "on_break", until, reasonId: null });
    assertEquals([(await card())?.isStaffed, (await card())?.expectedReturnAt], [false, until]);
  });
});

Deno.test("listOpenQueues() gives lines that can be joined first, then by name", async () => {
  await inPageWorld(async (world) => {
    for (const [index, name] of ["Blood draw", "Allergy", "Zoonoses"].entries()) {
      const queueId = `extra-${index}` as QueueId;
      const config = {
        ...CONFIG,
        tenantId: TENANT,
        facilityId: "facility" as FacilityId,
        locator: `extra00${index}` as Locator,
        displayId: `extra-display-00000${index}`,
        prefix: `X${"ABC"[index]}`,
        name,
      };
      const { queues } = world.system;
      await queues.send(queueId, { command: { type: "CreateQueue", config }, by: "system" });
      if (name !== "Allergy") continue;
      await queues.send(queueId, { command: { type: "CloseQueue", reasonId: null }, by: "system" });
    }
    const names = (await listOpenQueues(contextOf(world), TENANT)).map(({ name }) => name);
    assertEquals(names, ["Blood draw", "Walk-in", "Zoonoses", "Allergy"]);
  });
});
