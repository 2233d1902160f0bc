import { assertEquals } from "@std/assert";
import type { TenantId } from "../../../actors/shared/ids.ts";
import { findOpenQueue, listOpenQueues } from "../../../routes/pages/queue_list.ts";
import type { AppContext } from "../../../routes/context.ts";
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
    assertEquals([found?.tenantId, found?.summary.name], [TENANT, "Walk-in"]);
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
