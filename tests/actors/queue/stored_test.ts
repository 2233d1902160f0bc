/**
 * What version 1 of the program stored, one of each event, and a snapshot taken on the way: every later program must
 * read it to the same state. The sample is never edited; a new shape gets a sample of its own.
 */
import { assertEquals } from "@std/assert";
import { QueueEvent } from "../../../actors/queue/schema.ts";
import { dumpState, loadState, packRow } from "../../../actors/queue/snapshot.ts";
import { verifyState } from "../../../actors/queue/verify.ts";
import type { QueueId } from "../../../actors/shared/ids.ts";
import { domain } from "../../support/given.ts";

interface Stored {
  readonly event?: unknown;
  readonly row?: unknown;
}

const text = Deno.readTextFileSync(new URL("./stored_v1.jsonl", import.meta.url));
const lines: readonly Stored[] = text.trimEnd().split("\n").map((line) => JSON.parse(line));
const events = lines.flatMap(({ event }) => event === undefined ? [] : [domain.upcast(event, 1)]);
const rows = lines.flatMap(({ row }) => row === undefined ? [] : [row]);
const eventsBeforeSnapshot = lines.findIndex(({ row }) => row !== undefined);

function replay(count: number) {
  const state = domain.create("queue");
  events.slice(0, count).forEach((event, index) => domain.evolve(state, event, index + 1));
  state.mark();
  return state;
}

const packed = (state: ReturnType<typeof replay>): unknown =>
  JSON.parse(JSON.stringify([...dumpState(state)].map(packRow)));

Deno.test("the stored sample holds every event that is known today", () => {
  const stored = new Set(events.map(({ type }) => type));
  const missing = QueueEvent.options.map(({ shape }) => shape.type.value).filter((type) => !stored.has(type));
  assertEquals(missing, []);
});

Deno.test("events stored by version 1 replay to the state that version 1 stored", () => {
  const state = replay(eventsBeforeSnapshot);
  assertEquals(verifyState(state), null);
  assertEquals(packed(state), rows);
});

Deno.test("a snapshot stored by version 1 loads and goes on with the events after it", () => {
  const state = loadState("queue" as QueueId, rows);
  events.slice(eventsBeforeSnapshot).forEach((event, index) =>
    domain.evolve(state, event, eventsBeforeSnapshot + index + 1)
  );
  assertEquals(packed(state), packed(replay(events.length)));
});
