/**
 * A queue's state as rows of plain values, and back. The first row is the header; what can grow in it has rows of
 * its own, so that every row stays below 16 KiB; then come the tickets in order of issue.
 */
import { z } from "zod";
import { assert } from "../shared/assert.ts";
import type { ProviderId, QueueId, TextId, TicketId } from "../shared/ids.ts";
import { NO_LEASES, type QueueHeader } from "./header.ts";
import { Lease, OrderKey, PROVIDER_STATUSES, QueueConfig, Ticket } from "./schema.ts";
import { QueueState } from "./state.ts";
import { makeTicket } from "./ticket.ts";

const id = <T extends string>() => z.string().min(1).max(64).transform((value) => value as T);
const at = z.int().nonnegative();

/** 50 callers of 120 characters with their tickets stay below a row's limit. */
const ENTRIES_PER_ROW = 50;

const HeaderRow = z.object({
  queueId: id<QueueId>(),
  config: QueueConfig.nullable(),
  revision: z.int().nonnegative(),
  status: z.enum(["open", "paused", "closed"]),
  statusSince: at,
  statusReasonId: id<TextId>().nullable(),
  isArchived: z.boolean(),
  pausedAt: at.nullable(),
  day: z.object({ date: z.string(), startsAt: at, endsAt: at }).nullable(),
  lastDate: z.string().nullable(),
  lastTokenNumber: z.int().nonnegative(),
  highestTokenCalled: z.int().nonnegative(),
  lastCalledTicketId: id<TicketId>().nullable(),
  servicesCompleted: z.int().nonnegative(),
  promotion: z.object({ after: OrderKey.nullable() }).nullable(),
  seq: z.int().nonnegative(),
  lastAt: at,
});

const Presence = z.object({
  status: z.enum(PROVIDER_STATUSES),
  until: z.int().nullable(),
  reasonId: id<TextId>().nullable(),
  since: at.nullable().default(null),
});
const EntriesRow = z.discriminatedUnion("row", [
  z.object({ row: z.literal("providers"), entries: z.array(z.tuple([id<ProviderId>(), Presence])) }),
  z.object({ row: z.literal("given"), entries: z.array(z.tuple([z.string(), id<TicketId>()])) }),
  z.object({ row: z.literal("leases"), entries: z.array(Lease) }),
]);

/** The state as rows. Values are shared with the state, not copied. */
export function* dumpState(state: QueueState): Generator<unknown, void, undefined> {
  const { providers, given, leases, ...header } = state.header;
  yield header;
  for (const entries of slices(Object.entries(providers))) yield { row: "providers", entries };
  for (const entries of slices(Object.entries(given))) yield { row: "given", entries };
  for (const entries of slices(leases)) yield { row: "leases", entries };
  yield* state.issued;
}

/** The fields of a ticket in the order of its stored row. Stored: add at the end only. */
const TICKET_FIELDS = [
  "id",
  "patientId",
  "code",
  "linkVersion",
  "day",
  "tokenNumber",
  "state",
  "class",
  "key",
  "joinedAt",
  "enteredAt",
  "joinedSeq",
  "version",
  "quote",
  "mode",
  "appointmentType",
  "calls",
  "deferrals",
  "isIrregular",
  "needs",
  "declaredNeeds",
  "paidAt",
  "providerId",
  "room",
  "calledBy",
  "firstCalledAt",
  "lastCalledAt",
  "graceEndsAt",
  "acknowledgedAt",
  "holdEndsAt",
  "startedAt",
  "endedAt",
  "cause",
  "undoable",
  "claimedAt",
  "changedAt",
  "changedBy",
] as const satisfies readonly (keyof Ticket)[];
/** Does not compile while a field of the ticket is missing above. */
type EveryField = Exclude<keyof Ticket, typeof TICKET_FIELDS[number]> extends never ? Ticket : never;

/** A row of {@link dumpState} as it is stored: a ticket as its values alone, without the nulls at their end. */
export function packRow(row: unknown): unknown {
  if (!isTicket(row)) return row;
  const values: unknown[] = TICKET_FIELDS.map((field) => row[field]);
  while (values.at(-1) === null) values.pop();
  return values;
}

function isTicket(row: unknown): row is EveryField {
  return typeof row === "object" && row !== null && "tokenNumber" in row;
}

/** The fields of a packed ticket, not checked yet. */
function unpackTicket(row: unknown): unknown {
  if (!Array.isArray(row)) return row;
  return Object.fromEntries(TICKET_FIELDS.map((field, index) => [field, row[index] ?? null]));
}

function* slices<T>(entries: readonly T[]): Generator<readonly T[], void, undefined> {
  for (let i = 0; i < entries.length; i += ENTRIES_PER_ROW) yield entries.slice(i, i + ENTRIES_PER_ROW);
}

/** The state from the rows of {@link dumpState}, packed or not, marked. Throws on rows that cannot be read. */
export function loadState(queueId: QueueId, rows: Iterable<unknown>): QueueState {
  const state = new QueueState(queueId);
  let header: QueueHeader | null = null;
  for (const row of rows) {
    if (header === null) {
      header = { ...HeaderRow.parse(row), providers: {}, given: {}, leases: NO_LEASES };
      state.setHeader(header);
      continue;
    }
    if (typeof row === "object" && row !== null && "row" in row) {
      header = withEntries(header, EntriesRow.parse(row));
      state.setHeader(header);
      continue;
    }
    state.putTicket(makeTicket(Ticket.parse(unpackTicket(row)), {}));
  }
  assert(header !== null && header.queueId === queueId, `Snapshot is not of queue ${queueId}`);
  state.mark();
  return state;
}

function withEntries(header: QueueHeader, row: z.infer<typeof EntriesRow>): QueueHeader {
  if (row.row === "given") {
    return { ...header, given: { ...header.given, ...Object.fromEntries(row.entries) } };
  }
  if (row.row === "leases") return { ...header, leases: [...header.leases, ...row.entries] };
  return { ...header, providers: { ...header.providers, ...Object.fromEntries(row.entries) } };
}
