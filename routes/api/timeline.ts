/**
 * All that happened to one ticket, read from its queue's log: what, when, by whom, why, and how it stood afterwards.
 * For staff alone; links, other people and what only the order of the line needs are left out by naming what is told.
 */
import { type QueueEvent, TICKET_STATES, type TicketState } from "../../actors/queue/schema.ts";
import { isEnded } from "../../actors/queue/ticket.ts";
import { isoOf } from "../../actors/queue/view.ts";
import type { LoggedEvent } from "../../actors/runtime/actor_api.ts";
import type { QueueId, TenantId, TextId, TicketId } from "../../actors/shared/ids.ts";
import type { Edge } from "../edge.ts";
import { invalidFields } from "../errors.ts";

/** Events of the queue that one page looks through, and how many are read at a time. */
const SCAN_MAX = 20_000;
const BATCH = 1_000;
const CURSOR = /^(\d{1,15})\.([a-z_]{1,20})$/;

/** The fields of events that are told as they are; instants among them as ISO 8601. */
const TOLD = [
  "acknowledgedAt",
  "action",
  "appointmentType",
  "cause",
  "claimedAt",
  "class",
  "declaredNeeds",
  "graceEndsAt",
  "holdEndsAt",
  "lease",
  "mode",
  "needs",
  "paidAt",
  "passed",
  "position",
  "providerId",
  "quote",
  "room",
  "tokenNumber",
] as const;

export interface TimelineEntry extends Readonly<Record<string, unknown>> {
  readonly seq: number;
  readonly type: QueueEvent["type"];
  readonly at: string;
  readonly by: string;
  /** The ticket's state afterwards. */
  readonly status: TicketState;
}

export interface Timeline {
  readonly entries: readonly TimelineEntry[];
  /** Where to go on, or null at the end. */
  readonly next: string | null;
}

/** Which ticket, and the part of the log that may tell of it. */
export interface TimelineOf {
  readonly queueId: QueueId;
  readonly tenantId: TenantId;
  readonly ticketId: TicketId;
  /** Log position of the join. */
  readonly from: number;
  /** Log position of the last change, or of the queue while the ticket lives. */
  readonly to: number;
  /** When the end of a day ended the ticket, epoch ms, or null. */
  readonly dayEndedAt: number | null;
  readonly cursor: string | undefined;
}

/** The state after an event that names the ticket; `before` where the event leaves it. */
function statusAfter(event: QueueEvent, before: TicketState): TicketState {
  switch (event.type) {
    case "TicketJoined":
    case "TicketRestored":
      return event.state;
    case "TicketPromoted":
    case "TicketResumed":
    case "TicketDeferred":
      return "waiting";
    case "TicketCalled":
      return "called";
    case "ServiceStarted":
      return "serving";
    case "ServiceCompleted":
      return "completed";
    case "TicketMissed":
      return "no_show";
    case "TicketHeld":
      return "held";
    case "TicketCancelled":
      return "cancelled";
    default:
      return before;
  }
}

/** The entry of an event, or null when it does not concern the ticket. */
function entryOf(
  { seq, event }: LoggedEvent<QueueEvent>,
  { of, status }: { readonly of: TimelineOf; readonly status: TicketState },
): TimelineEntry | null {
  const { type, by } = event;
  const at = isoOf(event.at);
  if (event.type === "DayEnded") {
    if (isEnded(status)) return null;
    const hasEnded = event.at === of.dayEndedAt;
    return { seq, type, at, by, status: hasEnded ? "cancelled" : status, ...(hasEnded ? DAY_ENDED : {}) };
  }
  if (!("ticketId" in event) || event.ticketId !== of.ticketId) return null;
  return { seq, type, at, by, status: statusAfter(event, status), ...toldOf(event) };
}

const DAY_ENDED = { cause: "day_ended" };

function toldOf(event: QueueEvent): Readonly<Record<string, unknown>> {
  const told: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(event)) {
    if (!TOLD.some((one) => one === name)) continue;
    told[name] = name.endsWith("At") && typeof value === "number" ? isoOf(value) : value;
  }
  return told;
}

function startOf({ cursor, from }: TimelineOf): { readonly after: number; readonly status: TicketState } {
  if (cursor === undefined) return { after: from - 1, status: "waiting" };
  const [, seq, name] = CURSOR.exec(cursor) ?? [];
  const status = TICKET_STATES.find((one) => one === name);
  if (seq === undefined || status === undefined) {
    throw invalidFields([{ path: "cursor", message: "Begin again without it" }]);
  }
  return { after: Math.max(from - 1, Number(seq)), status };
}

/** One page of the story of a ticket. The texts of reasons are read from the personal-data store. */
export async function timelineOf({ system }: Edge, of: TimelineOf): Promise<Timeline> {
  let { after, status } = startOf(of);
  const last = Math.min(of.to, after + SCAN_MAX);
  const found: { readonly entry: TimelineEntry; readonly reasonId: TextId | null }[] = [];
  while (after < last) {
    const batch = await system.queues.events(of.queueId, after, Math.min(BATCH, last - after));
    const end = batch.at(-1);
    if (end === undefined) break;
    after = end.seq;
    for (const logged of batch) {
      const entry = entryOf(logged, { of, status });
      if (entry === null) continue;
      status = entry.status;
      found.push({ entry, reasonId: "reasonId" in logged.event ? logged.event.reasonId : null });
    }
  }
  const { tenantId } = of;
  const entries = await Promise.all(found.map(async ({ entry, reasonId }) => {
    if (reasonId === null) return entry;
    return { ...entry, reason: await system.identity.people.readText({ tenantId, textId: reasonId }) };
  }));
  return { entries, next: after < of.to ? `${after}.${status}` : null };
}
