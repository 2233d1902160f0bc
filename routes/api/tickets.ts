/**
 * One ticket: what it is now, why it stands where it stands, and all that happened to it. Commands about tickets are
 * in `ticket_commands.ts`.
 */
import { z } from "zod";
import { explainPlace } from "../../actors/queue/explain.ts";
import type { QueueEvent } from "../../actors/queue/schema.ts";
import type { QueueState } from "../../actors/queue/state.ts";
import { seeTicket } from "../../actors/queue/seen.ts";
import { isoOf, type TicketView, ticketView } from "../../actors/queue/view.ts";
import type { LoggedEvent } from "../../actors/runtime/actor_api.ts";
import type { QueueId, TicketId } from "../../actors/shared/ids.ts";
import type { Principal } from "../../actors/identity/schema.ts";
import { type Edge } from "../edge.ts";
import { type Endpoint, endpoint } from "../endpoint.ts";
import { findQueueOfTicket, ticketIn } from "./access.ts";
import { done, ok } from "./replies.ts";
import { TicketDoc } from "./documents.ts";

/** How many events of a queue one timeline looks through, and how many it reads at a time. */
const TIMELINE_SCAN_MAX = 20_000;
const TIMELINE_BATCH = 1_000;

interface Asked {
  readonly ticketId: TicketId;
  readonly principal: Principal;
}

/** The ticket as `asked.principal` may see it now. */
export function readTicket(edge: Edge, queueId: QueueId, asked: Asked): Promise<TicketView> {
  const { estimate } = edge.system;
  return edge.system.queues.read(
    queueId,
    (state) => ticketView(seeTicket(state, ticketIn(state, asked), estimate)),
  );
}

function eventOf(
  state: { readonly ticketId: TicketId; readonly endVersion: number },
  { seq, event }: LoggedEvent<QueueEvent>,
) {
  if ("ticketId" in event) return event.ticketId === state.ticketId;
  return event.type === "DayEnded" && seq === state.endVersion;
}

/** What a timeline tells of an event: everything but ids of texts and what only the order needs. */
function entryOf({ seq, event }: LoggedEvent<QueueEvent>) {
  const { type, at, by, ...rest } = event;
  const { ticketId: _ticketId, patientId: _patientId, code: _code, key: _key, reasonId: _reasonId, ...told } =
    rest as Readonly<Record<string, unknown>>;
  return { seq, type, at: isoOf(at), by, ...told };
}

async function timelineOf(edge: Edge, queueId: QueueId, asked: Asked) {
  const { from, to } = await edge.system.queues.read(queueId, (state: QueueState) => {
    const ticket = ticketIn(state, asked);
    return { from: ticket.joinedSeq - 1, to: ticket.version };
  });
  const entries: ReturnType<typeof entryOf>[] = [];
  const last = Math.min(to, from + TIMELINE_SCAN_MAX);
  let after = from;
  while (after < last) {
    const batch = await edge.system.queues.events(queueId, after, Math.min(TIMELINE_BATCH, last - after));
    const end = batch.at(-1);
    if (end === undefined) break;
    after = end.seq;
    for (const logged of batch) {
      if (eventOf({ ticketId: asked.ticketId, endVersion: to }, logged)) entries.push(entryOf(logged));
    }
  }
  return { entries, isPartial: after < to };
}

/** The endpoints that read one ticket. */
export const ticketEndpoints: readonly Endpoint[] = [
  endpoint({
    method: "GET",
    path: "/tickets/:ticketId",
    permission: "ticket.read",
    summary: "One ticket as it stands now",
    answers: { 200: { description: "The ticket", schema: z.object({ data: TicketDoc }) } },
    async handle({ edge, params, principal }) {
      const asked = { ticketId: params.ticketId, principal };
      const { queueId } = await findQueueOfTicket(edge, asked);
      const view = await readTicket(edge, queueId, asked);
      return done(view, { isReplay: false, version: view.version });
    },
  }),
  endpoint({
    method: "GET",
    path: "/tickets/:ticketId/explanation",
    permission: "ticket.read",
    summary: "Who is before this ticket and who was, in categories",
    answers: { 200: { description: "Numbers of people by reason, never persons" } },
    async handle({ edge, params, principal }) {
      const asked = { ticketId: params.ticketId, principal };
      const { queueId } = await findQueueOfTicket(edge, asked);
      return ok(
        await edge.system.queues.read(queueId, (state) => explainPlace(state, ticketIn(state, asked))),
      );
    },
  }),
  endpoint({
    method: "GET",
    path: "/tickets/:ticketId/timeline",
    permission: "ticket.list",
    summary: "Everything that happened to this ticket, with when and by whom",
    answers: { 200: { description: "Entries in order; `isPartial` when the look had to stop early" } },
    async handle({ edge, params, principal }) {
      const asked = { ticketId: params.ticketId, principal };
      const { queueId } = await findQueueOfTicket(edge, asked);
      const { entries, isPartial } = await timelineOf(edge, queueId, asked);
      return { status: 200, body: { data: entries, isPartial } };
    },
  }),
];
