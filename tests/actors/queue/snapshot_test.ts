import { assert, assertEquals, assertThrows } from "@std/assert";
import { dumpState, loadState, packRow } from "../../../actors/queue/snapshot.ts";
import { verifyState } from "../../../actors/queue/verify.ts";
import type { ProviderId, QueueId } from "../../../actors/shared/ids.ts";
import { given } from "../../support/given.ts";
import {
  act,
  callNext,
  cancel,
  create,
  HOUR_MS,
  join,
  joinAs,
  move,
  setStatus,
} from "../../support/queue_fixture.ts";

const ROW_BYTES_MAX = 16 * 1024;
const QUEUE_ID = "queue" as QueueId;
const stored = (rows: Iterable<unknown>): unknown[] =>
  [...rows].map((row) => JSON.parse(JSON.stringify(row)));

Deno.test("loadState() gives back what dumpState() took, through JSON", () => {
  const queue = given(create({ capacity: 5, carriesOver: true }), join("a"), join("b"), cancel("a"), {
    ms: 16 * HOUR_MS,
  });
  queue.and(
    join("c"),
    join("d"),
    joinAs("emergency", "e"),
    join("f"),
    join("w", { acceptWaitlist: true }),
    move("f", 2),
  );
  queue.and(callNext(), callNext(), act("Start", "e"), act("Hold", "c"), setStatus("PauseQueue"));
  const rows = stored(dumpState(queue.state));
  const loaded = loadState(QUEUE_ID, rows);
  assertEquals(stored(dumpState(loaded)), rows);
  assertEquals(loaded.header, queue.state.header);
  assertEquals([...loaded.line], [...queue.state.line]);
  assertEquals(verifyState(loaded), null);
  assertEquals(loaded.isCarriedNumber(2), true);
  loaded.rewind();
  assertEquals(stored(dumpState(loaded)), rows);
});

Deno.test("packRow() gives every row in a shorter form that loadState() reads back the same", () => {
  const queue = given(create({ capacity: 5 }), join("a"), join("b"), cancel("a"), join("c"), move("c", 1));
  queue.and(callNext(), act("Start", "c"), joinAs("urgent", "d"), act("Hold", "b"));
  const rows = [...dumpState(queue.state)];
  const packed = stored(rows.map(packRow));
  assertEquals(stored(dumpState(loadState(QUEUE_ID, packed))), stored(rows));
  const [plainBytes, packedBytes] = [stored(rows.slice(1)), packed.slice(1)].map((all) =>
    JSON.stringify(all).length
  );
  assert(packedBytes !== undefined && plainBytes !== undefined && packedBytes < plainBytes * 0.6);
});

Deno.test("dumpState() begins with the header and goes on in order of issue", () => {
  const queue = given(create(), join("a"), join("b"), move("b", 1));
  const [header, ...tickets] = stored(dumpState(queue.state));
  assert(typeof header === "object" && header !== null && "config" in header);
  assertEquals(tickets, stored(["a", "b"].map((name) => queue.ticket(name))));
});

Deno.test("dumpState() keeps every row below 16 KiB with the longest callers, providers and types", () => {
  const providerIds = Array.from({ length: 100 }, (_, i) => `${i}`.padEnd(64, "p") as ProviderId);
  const serviceMinutes = Object.fromEntries(
    Array.from({ length: 100 }, (_, i) => [`${i}`.padEnd(40, "t"), 1439.5]),
  );
  const queue = given(create({ providerIds, serviceMinutes }));
  for (const providerId of providerIds) {
    queue.and({ type: "SetProviderStatus", providerId, status: "on_break", until: queue.at, reasonId: null });
  }
  for (let i = 0; i < 210; i++) {
    const name = `${i}`.padEnd(64, "t");
    queue.and(join(name.slice(0, 20)), {
      type: "CallNext",
      providerId: providerIds[0] ?? null,
      room: null,
      caller: `${i}`.padEnd(120, "c"),
      after: null,
    });
  }
  const rows = stored(dumpState(queue.state));
  for (const row of rows) assert(JSON.stringify(row).length < ROW_BYTES_MAX);
  assertEquals(loadState(QUEUE_ID, rows).header, queue.state.header);
});

Deno.test("loadState() refuses another queue's rows, no rows, and rows it cannot read", () => {
  const rows = stored(dumpState(given(create(), join("a")).state));
  assertThrows(() => loadState("other" as QueueId, rows));
  assertThrows(() => loadState(QUEUE_ID, []));
  assertThrows(() => loadState(QUEUE_ID, [...rows, { id: "broken" }]));
});
