/** What the edge remembers of a queue: for a moment, and not beyond what it changed itself. */
import { assertEquals } from "@std/assert";
import { createPolicies, POLICY_MS } from "../../routes/policies.ts";
import { inClinic, SELF_QUEUE } from "../support/clinic.ts";
import type { QueueId } from "../../actors/shared/ids.ts";

Deno.test("of() remembers a queue for a second, then sees what others changed", () =>
  inClinic(async ({ system, pass }) => {
    const policies = createPolicies(system);
    assertEquals((await policies.of(SELF_QUEUE))?.selfJoin, true);
    const config = await system.queues.read(SELF_QUEUE, ({ header }) => header.config);
    if (config === null) throw new TypeError("No configuration");
    const command = { type: "ChangeQueue", config: { ...config, selfJoin: false } } as const;
    await system.queues.send(SELF_QUEUE, { command, by: "system" });
    pass(POLICY_MS - 1);
    assertEquals((await policies.of(SELF_QUEUE))?.selfJoin, true);
    pass(1);
    assertEquals((await policies.of(SELF_QUEUE))?.selfJoin, false);
  }));

Deno.test("of() answers at once what it remembers, and asks again after forget()", () =>
  inClinic(async ({ system }) => {
    const policies = createPolicies(system);
    await policies.of(SELF_QUEUE);
    assertEquals(policies.of(SELF_QUEUE) instanceof Promise, false);
    policies.forget(SELF_QUEUE);
    assertEquals(policies.of(SELF_QUEUE) instanceof Promise, true);
  }));

Deno.test("of() does not remember that a queue is not there", () =>
  inClinic(async ({ system }) => {
    const policies = createPolicies(system);
    const queueId = "new-queue" as QueueId;
    assertEquals(await policies.of(queueId), null);
    const config = await system.queues.read(SELF_QUEUE, ({ header }) => header.config);
    if (config === null) throw new TypeError("No configuration");
    const own = { ...config, prefix: "N", displayId: "display-of-new-queue-0" };
    await system.queues.send(queueId, { command: { type: "CreateQueue", config: own }, by: "system" });
    assertEquals((await policies.of(queueId))?.queueId, queueId);
  }));
