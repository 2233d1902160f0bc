/**
 * Following one ticket by its tracking token (S1). The token names the ticket; whether it is still honoured is read
 * from the ticket. Both endpoints compute afresh; the second keeps S1's name for it.
 */
import { z } from "zod";
import { explainPlace } from "../../actors/queue/explain.ts";
import type { Ticket } from "../../actors/queue/schema.ts";
import type { QueueState } from "../../actors/queue/state.ts";
import { trackView } from "../../actors/queue/view.ts";
import { AppError } from "../../actors/shared/errors.ts";
import { pickLanguage } from "../../actors/shared/i18n.ts";
import type { Edge } from "../edge.ts";
import { type Endpoint, endpoint, type Reply } from "../endpoint.ts";
import { notFound } from "../errors.ts";
import { isServed } from "../middleware/tenancy.ts";
import { explanationAnswer, TrackDoc } from "./documents.ts";
import { ok, polled } from "./replies.ts";

/** A link lives this long after its ticket ended. */
export const LINK_AFTER_END_MS = 24 * 60 * 60_000;

/** Refuses a token whose link was revoked or whose ticket ended long ago. @throws AppError `invalid_token`. */
export function assertHonoured(
  ticket: Ticket,
  { linkVersion, at }: { readonly linkVersion: number; readonly at: number },
): void {
  const isRevoked = ticket.code === null || ticket.linkVersion !== linkVersion;
  const isOver = ticket.endedAt !== null && ticket.endedAt + LINK_AFTER_END_MS <= at;
  if (!isRevoked && !isOver) return;
  const why = isRevoked ? "was revoked" : "has expired";
  throw new AppError("invalid_token", `Cannot follow the ticket: the tracking token ${why}`);
}

interface Followed {
  readonly state: QueueState;
  readonly ticket: Ticket;
  readonly at: number;
  readonly ageMs: number;
}

/** What `view` makes of the ticket that `token` follows. @throws AppError `invalid_token`. */
function follow<T>(edge: Edge, token: string, view: (followed: Followed) => T): Promise<T> {
  const { system } = edge;
  const at = system.now();
  const { tenantId, queueId, ticketId, linkVersion } = system.identity.tracking.verify(token, at);
  if (!isServed(edge, tenantId)) throw notFound("the ticket");
  return system.queues.read(queueId, (state, { ageMs }) => {
    const ticket = state.ticket(ticketId);
    if (ticket === undefined) throw notFound("the ticket");
    assertHonoured(ticket, { linkVersion, at });
    return view({ state, ticket, at, ageMs });
  });
}

async function track(
  edge: Edge,
  { request, token }: { readonly request: Request; readonly token: string },
): Promise<Reply> {
  const { estimate } = edge.system;
  const language = pickLanguage(request.headers.get("accept-language"));
  const view = await follow(
    edge,
    token,
    ({ state, ticket, at, ageMs }) => trackView(state, ticket, { estimate, language, ageMs, at: at - ageMs }),
  );
  // The age and the instant of an answer change by themselves: they are no news.
  const { updatedAt: _updatedAt, ageMs: _ageMs, ...stable } = view.queue;
  return polled(request, view, { stable: { ticket: view.ticket, queue: stable } });
}

const answers = {
  200: { description: "The ticket and its place", schema: z.object({ data: TrackDoc }) },
  304: { description: "Nothing changed since the tag that was sent" },
};

/** The endpoints that follow a ticket by token. */
export const trackEndpoints: readonly Endpoint[] = [
  endpoint({
    method: "GET",
    path: "/appointments/track/:token",
    permission: "ticket.track",
    summary: "Follow a ticket by its tracking token; supports If-None-Match",
    answers,
    handle: ({ edge, request, params }) => track(edge, { request, token: params.token }),
  }),
  endpoint({
    method: "GET",
    path: "/appointments/track/:token/explanation",
    permission: "ticket.track",
    summary: "Who is before this ticket and who was, in categories",
    answers: explanationAnswer,
    handle: async ({ edge, params }) =>
      ok(await follow(edge, params.token, ({ state, ticket }) => explainPlace(state, ticket))),
  }),
  endpoint({
    method: "GET",
    path: "/appointments/refresh-queue/:token",
    permission: "ticket.track",
    summary: "Follow a ticket by its tracking token, computed afresh",
    answers,
    handle: ({ edge, request, params }) => track(edge, { request, token: params.token }),
  }),
];
