import { assert, assertEquals } from "@std/assert";
import { OPEN_QUEUE_ID, seedDemo, TRAFFIC_QUEUE_IDS } from "../../../actors/demo/seed.ts";
import { startTraffic } from "../../../actors/demo/traffic.ts";
import { ticketIdOf, trackingCodeOf } from "../../../actors/shared/ids.ts";
import type { PatientId, QueueId } from "../../../actors/shared/ids.ts";
import type { System } from "../../../actors/system.ts";
import { inEmptySystem } from "../../support/empty_system.ts";

const MINUTE_MS = 60_000;
const LABORATORY = "laboratory" as QueueId;

async function seed(system: System): Promise<void> {
  await seedDemo(system, { password: null, secretKey: new Uint8Array(32) });
}

Deno.test("startTraffic() keeps people coming and being served, and leaves the open queue alone", () =>
  inEmptySystem(async (system, clock) => {
    await seed(system);
    const stop = startTraffic(system, TRAFFIC_QUEUE_IDS);
    await clock.pass(8 * MINUTE_MS);
    stop();
    for (const queueId of TRAFFIC_QUEUE_IDS) {
      const counts = await system.queues.read(queueId, (state) => ({ ...state.counts }));
      assert(counts.completed > 0, `${queueId} completed ${counts.completed}`);
      assert(counts.waiting <= 7, `${queueId} has ${counts.waiting} waiting`);
    }
    const visitors = await system.queues.read(OPEN_QUEUE_ID, (state) => state.issued.count);
    assertEquals(visitors, 0);
  }));

Deno.test("startTraffic() calls a visitor in turn but never ends their ticket", () =>
  inEmptySystem(async (system, clock) => {
    await seed(system);
    const entry = await system.directory.byId(LABORATORY);
    assert(entry !== null);
    const ticketId = ticketIdOf(entry.locator, "visitor-1234");
    await system.queues.send(LABORATORY, {
      by: "anonymous",
      command: {
        type: "Join",
        ticketId,
        code: trackingCodeOf(entry.locator, "visitor-code-123"),
        patientId: "visitor" as PatientId,
        isNewPatient: false,
        class: null,
        isStaff: false,
        declaredNeeds: [],
        mode: "in_person",
        appointmentType: null,
        acceptWaitlist: false,
      },
    });
    const stop = startTraffic(system, TRAFFIC_QUEUE_IDS);
    await clock.pass(5 * MINUTE_MS);
    stop();
    const [state, completed] = await system.queues.read(
      LABORATORY,
      (queue) => [queue.ticket(ticketId)?.state, queue.counts.completed],
    );
    assertEquals(state, "called");
    assert(completed > 0, "The traffic waits behind the visitor");
  }));

Deno.test("startTraffic() does nothing more once stopped", () =>
  inEmptySystem(async (system, clock) => {
    await seed(system);
    const stop = startTraffic(system, TRAFFIC_QUEUE_IDS);
    await clock.pass(MINUTE_MS);
    stop();
    const seqs = () =>
      Promise.all(TRAFFIC_QUEUE_IDS.map((id) => system.queues.read(id, ({ header }) => header.seq)));
    const before = await seqs();
    await clock.pass(MINUTE_MS);
    assertEquals(await seqs(), before);
  }));
