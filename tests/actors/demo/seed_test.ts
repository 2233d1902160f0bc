import { assertEquals, assertNotEquals } from "@std/assert";
import { OPEN_QUEUE_ID, seedDemo, TRAFFIC_QUEUE_IDS } from "../../../actors/demo/seed.ts";
import type { System } from "../../../actors/system.ts";
import { inEmptySystem } from "../../support/empty_system.ts";

const SECRET = new Uint8Array(32).fill(3);

async function shape(system: System): Promise<unknown> {
  const entries = await system.directory.ofTenant("demo");
  const queues = entries.map(({ queueId }) =>
    system.queues.read(
      queueId,
      ({ header }) => [queueId, header.status, header.config?.ordering, header.revision],
    )
  );
  return await Promise.all(queues);
}

Deno.test("seedDemo() fills an empty store with the demo clinic, open and signed in to with one password", () =>
  inEmptySystem(async (system) => {
    const demo = await seedDemo(system, { password: "a good password", secretKey: SECRET });
    assertEquals(demo.usernames, ["admin", "reception", "doctor", "nurse"]);
    assertEquals(await shape(system), [
      ["doctor-osei", "open", "arrival", 1],
      ["laboratory", "open", "token", 1],
      ["pharmacy", "open", "token", 1],
      [OPEN_QUEUE_ID, "open", "priority", 1],
    ]);
    for (const username of demo.usernames) {
      const signedIn = await system.identity.signIn({
        tenant: "demo",
        username,
        password: "a good password",
      });
      assertEquals(signedIn.accessToken.length > 0, true);
    }
  }));

Deno.test("seedDemo() leaves an existing demo as it is, but for the password that was asked for", () =>
  inEmptySystem(async (system) => {
    const first = await seedDemo(system, { password: null, secretKey: SECRET });
    const before = await shape(system);
    const again = await seedDemo(system, { password: null, secretKey: SECRET });
    assertEquals(again, first);
    assertEquals(await shape(system), before);
    const changed = await seedDemo(system, { password: "another password", secretKey: SECRET });
    assertNotEquals(changed.password, first.password);
    await system.identity.signIn({ tenant: "demo", username: "nurse", password: "another password" });
  }));

Deno.test("seedDemo() opens nothing but queue-123 to unknown people, and traffic stays out of it", () =>
  inEmptySystem(async (system) => {
    await seedDemo(system, { password: null, secretKey: SECRET });
    for (const { queueId } of await system.directory.ofTenant("demo")) {
      const isOpen = await system.queues.read(queueId, ({ header }) => header.config?.isOpenToUnknown);
      assertEquals(isOpen, queueId === OPEN_QUEUE_ID);
    }
    assertEquals(TRAFFIC_QUEUE_IDS.includes(OPEN_QUEUE_ID), false);
  }));
