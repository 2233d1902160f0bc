/** Where else to go: only what takes people now, the shortest wait first, and for strangers only what is theirs. */
import { assert, assertEquals } from "@std/assert";
import type { QueueConfig } from "../../actors/queue/schema.ts";
import type { QueueId } from "../../actors/shared/ids.ts";
import { ALTERNATIVES_MS } from "../../routes/alternatives.ts";
import { type Clinic, inClinic, OPEN_QUEUE, SELF_QUEUE, STAFF_QUEUE } from "../support/clinic.ts";

async function change({ system }: Clinic, queueId: QueueId, changes: Partial<QueueConfig>): Promise<void> {
  const config = await system.queues.read(queueId, ({ header }) => header.config);
  assert(config !== null);
  const command = { type: "ChangeQueue", config: { ...config, ...changes } } as const;
  await system.queues.send(queueId, { command, by: "system" });
}

/** A laboratory for one, taken. */
async function inFullClinic(test: (clinic: Clinic) => Promise<void>): Promise<void> {
  await inClinic(async (clinic) => {
    await change(clinic, SELF_QUEUE, { capacity: 1 });
    await clinic.join(SELF_QUEUE);
    await test(clinic);
  });
}

const eve = { queueId: SELF_QUEUE, patient: { name: "Eve" } };
type Offer = { readonly id: string };

Deno.test("a full queue offers the others with their waits, the shortest first", () =>
  inFullClinic(async ({ post, join }) => {
    await join(STAFF_QUEUE);
    const { status, body } = await post("/queues/join", eve, { as: "receptionist" });
    assertEquals([status, body.code, body.choices], [409, "queue_full", ["other_queue"]]);
    assertEquals(body.queues.map(({ id }: Offer) => id), [OPEN_QUEUE, STAFF_QUEUE]);
    assertEquals(Object.keys(body.queues[0]), ["id", "name", "waiting", "estimatedWaitMinutes"]);
  }));

Deno.test("a full queue offers strangers only what they may join", () =>
  inFullClinic(async ({ post }) => {
    const { body } = await post("/queues/join", eve);
    assertEquals(body.queues.map(({ id }: Offer) => id), [OPEN_QUEUE]);
  }));

Deno.test("a full queue offers none that is paused, closed, archived or full", () =>
  inFullClinic(async (clinic) => {
    const { post, pass, join } = clinic;
    const offered = async () => {
      pass(ALTERNATIVES_MS);
      const { body } = await post("/queues/join", eve, { as: "nurse" });
      return [body.choices, body.queues.map(({ id }: Offer) => id)];
    };
    await post(`/queues/${OPEN_QUEUE}/pause`, {}, { as: "nurse" });
    assertEquals(await offered(), [["other_queue"], [STAFF_QUEUE]]);
    await post(`/queues/${OPEN_QUEUE}/close`, {}, { as: "nurse" });
    await change(clinic, STAFF_QUEUE, { capacity: 1 });
    await join(STAFF_QUEUE);
    assertEquals(await offered(), [[], []]);
    await post(`/queues/${OPEN_QUEUE}/open`, {}, { as: "nurse" });
    assertEquals((await offered())[0], ["other_queue"]);
    await post(`/queues/${OPEN_QUEUE}/archive`, {}, { as: "administrator" });
    assertEquals(await offered(), [[], []]);
  }));

Deno.test("a full queue remembers its offers for a moment", () =>
  inFullClinic(async ({ post, pass }) => {
    const offered = async () => (await post("/queues/join", eve)).body.queues.length;
    assertEquals(await offered(), 1);
    await post(`/queues/${OPEN_QUEUE}/close`, {}, { as: "nurse" });
    assertEquals(await offered(), 1);
    pass(ALTERNATIVES_MS);
    assertEquals(await offered(), 0);
  }));
