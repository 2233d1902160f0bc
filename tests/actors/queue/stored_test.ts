/**
 * What each version of the program stored, its events and a snapshot taken on the way: every later program must read it
 * to the same state. Samples are never edited; a new shape gets a sample of its own.
 */
import { assertEquals, assertThrows } from "@std/assert";
import { QUEUE_EVENT_VERSION, QueueEvent } from "../../../actors/queue/schema.ts";
import { dumpState, loadState, packRow } from "../../../actors/queue/snapshot.ts";
import type { QueueState } from "../../../actors/queue/state.ts";
import { verifyState } from "../../../actors/queue/verify.ts";
import type { QueueId } from "../../../actors/shared/ids.ts";
import { domain } from "../../support/given.ts";

/** The fields of a ticket that version 1 stored, but for what can be undone: it knew less of that. */
const FIELDS_OF_VERSION_1 = 33;
/** Since version 2 a completed ticket changes once more: when its day is over and it can no longer be undone. */
const TICKET_VERSION_FIELD = 12;

interface Line {
  readonly event?: unknown;
  readonly row?: unknown;
}

interface Sample {
  readonly version: number;
  readonly events: readonly QueueEvent[];
  readonly rows: readonly unknown[];
  /** How many of the events the snapshot holds. */
  readonly before: number;
}

function sampleOf(version: number): Sample {
  const text = Deno.readTextFileSync(new URL(`./stored_v${version}.jsonl`, import.meta.url));
  const lines: readonly Line[] = text.trimEnd().split("\n").map((line) => JSON.parse(line));
  return {
    version,
    events: lines.flatMap(({ event }) => event === undefined ? [] : [domain.upcast(event, version)]),
    rows: lines.flatMap(({ row }) => row === undefined ? [] : [row]),
    before: lines.findIndex(({ row }) => row !== undefined),
  };
}

const samples = [sampleOf(1), sampleOf(2)];

function replay({ events }: Sample, count = events.length): QueueState {
  const state = domain.create("queue");
  events.slice(0, count).forEach((event, index) => domain.evolve(state, event, index + 1));
  state.mark();
  return state;
}

/** A stored row as far as `version` knew it. */
function known(row: unknown, version: number): unknown {
  if (version > 1) return row;
  if (!Array.isArray(row)) {
    return JSON.parse(JSON.stringify(row, (name, value) => name === "since" ? undefined : value));
  }
  const values = row.slice(0, FIELDS_OF_VERSION_1).with(TICKET_VERSION_FIELD, null);
  while (values.at(-1) === null) values.pop();
  return values;
}

function stored(state: QueueState, { version }: Sample): readonly unknown[] {
  const rows: readonly unknown[] = JSON.parse(JSON.stringify([...dumpState(state)].map(packRow)));
  return rows.map((row) => known(row, version));
}

Deno.test("the stored samples hold every event that is known today, and end with today's version", () => {
  const types = new Set(samples.flatMap(({ events }) => events.map(({ type }) => type)));
  const missing = QueueEvent.options.map(({ shape }) => shape.type.value).filter((type) => !types.has(type));
  assertEquals(missing, []);
  assertEquals(samples.at(-1)?.version, QUEUE_EVENT_VERSION);
});

for (const sample of samples) {
  const { version, events, rows, before } = sample;

  Deno.test(`events stored by version ${version} replay to the state that it stored`, () => {
    const state = replay(sample, before);
    assertEquals(verifyState(state), null);
    assertEquals(stored(state, sample), rows.map((row) => known(row, version)));
  });

  Deno.test(`a snapshot stored by version ${version} loads and goes on with the events after it`, () => {
    const state = loadState("queue" as QueueId, rows);
    events.slice(before).forEach((event, index) => domain.evolve(state, event, before + index + 1));
    assertEquals(verifyState(state), null);
    assertEquals(stored(state, sample), stored(replay(sample), sample));
  });
}

Deno.test("an undo stored by version 1, which did not name the step, still gives the place back", () => {
  const [sample] = samples;
  const restored = sample?.events.findIndex(({ type }) => type === "TicketRestored") ?? -1;
  const state = replay(sampleOf(1), restored + 1);
  assertEquals([state.ticket("f")?.state, state.ticket("f")?.undoable], ["waiting", null]);
});

Deno.test("a number that was leased and an instant that was claimed are there after a replay", () => {
  const state = replay(sampleOf(2));
  const ticket = state.ticket("l");
  assertEquals(ticket === undefined ? null : state.labelOf(ticket), "A-X01");
  assertEquals(ticket?.joinedAt, ticket?.claimedAt);
  assertEquals(state.header.leases.map(({ used }) => used), [[1], [1]]);
});

Deno.test("upcast() refuses what a later version wrote", () => {
  assertThrows(() => domain.upcast(samples[0]?.events[0], QUEUE_EVENT_VERSION + 1), RangeError);
});
