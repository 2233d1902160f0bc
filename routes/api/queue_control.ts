/**
 * What staff do with a queue during the day: open, pause and close it, call the next, look through its tickets.
 */
import { z } from "zod";
import { type Ticket, TICKET_STATES } from "../../actors/queue/schema.ts";
import type { QueueState } from "../../actors/queue/state.ts";
import { seeTicket } from "../../actors/queue/seen.ts";
import { statusView, ticketView } from "../../actors/queue/view.ts";
import type { ProviderId, TicketId } from "../../actors/shared/ids.ts";
import { pickLanguage } from "../../actors/shared/i18n.ts";
import { type Endpoint, endpoint } from "../endpoint.ts";
import { invalidFields, notFound } from "../errors.ts";
import { callingProvider, findQueue, staffOf } from "./access.ts";
import { send, sendWithReason } from "./commands.ts";
import { TicketDoc } from "./documents.ts";
import { idField, reason, room } from "./inputs.ts";
import { done } from "./replies.ts";

const PAGE_TICKETS_MAX = 100;
/** How many tickets one page looks at: a rare status in a long day is found over several pages. */
const PAGE_SCAN_MAX = 5_000;

const OPERATIONS = [
  { action: "open", type: "OpenQueue", summary: "Let people join and be called" },
  {
    action: "pause",
    type: "PauseQueue",
    summary: "Stop joins and calls; the order and everybody's place stay",
  },
  { action: "close", type: "CloseQueue", summary: "Stop joins; those inside are still served" },
] as const;

const StatusDoc = z.object({
  id: z.string(),
  name: z.string(),
  status: z.enum(["open", "paused", "closed"]),
  statusSince: z.iso.datetime(),
  queueStatus: z.string(),
});

/** Opening, pausing and closing. */
export const queueOperationEndpoints: readonly Endpoint[] = OPERATIONS.map(({ action, type, summary }) =>
  endpoint({
    method: "POST",
    path: `/queues/:queueId/${action}` as const,
    permission: "queue.operate",
    summary,
    body: z.strictObject({ reason: reason.optional() }),
    answers: { 200: { description: "The queue's status", schema: z.object({ data: StatusDoc }) } },
    async handle(call) {
      const { edge, params, principal, body, request } = call;
      const { queueId } = params;
      const policy = await findQueue(edge, { queueId, principal });
      const { isReplay } = await sendWithReason(call, (reasonId) => ({ type, reasonId }), {
        policy,
        target: queueId,
        reason: body.reason,
      });
      const language = pickLanguage(request.headers.get("accept-language"));
      const status = await edge.system.queues.read(queueId, (state) => statusView(state, { language }));
      return done({ id: queueId, ...status }, { isReplay });
    },
  })
);

const callNext = endpoint({
  method: "POST",
  path: "/queues/:queueId/call-next",
  permission: "queue.call",
  summary: "Call whoever is next; after names the last ticket given, so that a retry calls nobody twice",
  body: z.strictObject({
    providerId: idField<ProviderId>().optional(),
    room: room.optional(),
    after: idField<TicketId>().nullable().optional(),
  }),
  answers: { 200: { description: "The ticket called", schema: z.object({ data: TicketDoc }) } },
  async handle(call) {
    const { edge, params, body } = call;
    const principal = staffOf(call.principal);
    const policy = await findQueue(edge, { queueId: params.queueId, principal });
    const providerId = callingProvider(policy, { principal, named: body.providerId });
    const { outcome, isReplay } = await send(call, {
      type: "CallNext",
      providerId,
      room: body.room ?? null,
      caller: principal.sessionId,
      after: body.after ?? null,
    }, { policy, target: policy.queueId });
    if (outcome.seen === null) throw notFound("the ticket called");
    const view = ticketView(outcome.seen);
    return done(view, { isReplay: isReplay || outcome.isRepeat, version: view.version });
  },
});

type ListedStates = ReadonlySet<string> | null;

/** The list that holds the wanted states in the order in which staff read them. */
function listOf(state: QueueState, states: ListedStates) {
  const isLineOnly = states !== null && [...states].every((name) => name === "waiting" || name === "held");
  return isLineOnly ? state.line : state.issued;
}

/** A page of tickets after the one that `cursor` names, and where the next page begins (null: there is none). */
function pageOf(
  state: QueueState,
  { states, cursor }: { readonly states: ListedStates; readonly cursor: string | undefined },
): { readonly tickets: readonly Ticket[]; readonly next: string | null } {
  const list = listOf(state, states);
  const from = cursor === undefined ? 0 : startAfter(state, { list, cursor });
  const tickets: Ticket[] = [];
  let last: Ticket | undefined;
  let looked = 0;
  for (const ticket of list.from(from, PAGE_SCAN_MAX)) {
    looked += 1;
    last = ticket;
    if (states === null || states.has(ticket.state)) tickets.push(ticket);
    if (tickets.length >= PAGE_TICKETS_MAX) break;
  }
  const isEnd = last === undefined || from + looked >= list.count;
  return { tickets, next: isEnd || last === undefined ? null : last.id };
}

/** The rank after the ticket of `cursor`, whether or not it is still in the list. */
function startAfter(
  state: QueueState,
  { list, cursor }: { readonly list: QueueState["issued"] | QueueState["line"]; readonly cursor: string },
): number {
  const ticket = state.ticket(cursor);
  if (ticket === undefined) throw invalidFields([{ path: "cursor", message: "Begin again without it" }]);
  const rank = list.rank(ticket);
  return list.at(rank)?.id === ticket.id ? rank + 1 : rank;
}

const states = z.string().max(200)
  .transform((text) => text.split(","))
  .pipe(z.array(z.enum(TICKET_STATES)));

const listTickets = endpoint({
  method: "GET",
  path: "/queues/:queueId/tickets",
  permission: "ticket.list",
  summary: "The tickets of a queue, the line in its order, else in order of issue",
  query: z.object({ status: states.optional(), cursor: z.string().max(64).optional() }),
  answers: {
    200: {
      description: "A page; `page.next` is the cursor of the next, or null",
      schema: z.object({ data: z.array(TicketDoc), page: z.object({ next: z.string().nullable() }) }),
    },
  },
  async handle({ edge, params, principal, query }) {
    const { queueId } = await findQueue(edge, { queueId: params.queueId, principal });
    const wanted = query.status === undefined ? null : new Set<string>(query.status);
    const body = await edge.system.queues.read(queueId, (state) => {
      const { tickets, next } = pageOf(state, { states: wanted, cursor: query.cursor });
      const data = tickets.map((ticket) => ticketView(seeTicket(state, ticket, edge.system.estimate)));
      return { data, page: { next } };
    });
    return { status: 200, body };
  },
});

/** The endpoints of a queue's day. */
export const queueControlEndpoints: readonly Endpoint[] = [...queueOperationEndpoints, callNext, listTickets];
