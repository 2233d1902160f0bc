/**
 * One ticket: what it is now, why it stands where it stands, and all that happened to it. Commands about tickets are
 * in `ticket_commands.ts`.
 */
import { z } from "zod";
import { explainPlace } from "../../actors/queue/explain.ts";
import { TICKET_STATES } from "../../actors/queue/schema.ts";
import type { QueueState } from "../../actors/queue/state.ts";
import { seeTicket } from "../../actors/queue/seen.ts";
import { isEnded } from "../../actors/queue/ticket.ts";
import { type TicketView, ticketView } from "../../actors/queue/view.ts";
import type { QueueId, TicketId } from "../../actors/shared/ids.ts";
import type { Principal } from "../../actors/identity/schema.ts";
import { type Edge } from "../edge.ts";
import { type Endpoint, endpoint } from "../endpoint.ts";
import { findQueueOfTicket, ticketIn } from "./access.ts";
import { done, ok } from "./replies.ts";
import { explanationAnswer, TicketDoc } from "./documents.ts";
import { timelineOf } from "./timeline.ts";

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

const TimelineDoc = z.object({
  data: z.array(z.looseObject({
    seq: z.int(),
    type: z.string(),
    at: z.iso.datetime(),
    by: z.string(),
    status: z.enum(TICKET_STATES),
    reason: z.string().nullable().optional(),
  })),
  isPartial: z.boolean(),
  page: z.object({ next: z.string().nullable() }),
});

/** The part of the log that can tell of the ticket. */
function spanIn(state: QueueState, asked: Asked) {
  const ticket = ticketIn(state, asked);
  const isOver = isEnded(ticket.state);
  const dayEndedAt = ticket.cause === "day_ended" ? ticket.endedAt : null;
  return { from: ticket.joinedSeq, to: isOver ? ticket.version : state.header.seq, dayEndedAt };
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
    answers: explanationAnswer,
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
    summary: "Everything that happened to this ticket: when, by whom, why, and how it stood afterwards",
    query: z.object({ cursor: z.string().max(64).optional() }),
    answers: {
      200: {
        description: "Entries in order; after a partial look `page.next` is the cursor that goes on",
        schema: TimelineDoc,
      },
    },
    async handle({ edge, params, principal, query }) {
      const asked = { ticketId: params.ticketId, principal };
      const { queueId, tenantId } = await findQueueOfTicket(edge, asked);
      const span = await edge.system.queues.read(queueId, (state) => spanIn(state, asked));
      const about = { ...span, queueId, tenantId, ticketId: params.ticketId, cursor: query.cursor };
      const { entries, next } = await timelineOf(edge, about);
      return { status: 200, body: { data: entries, isPartial: next !== null, page: { next } } };
    },
  }),
];
