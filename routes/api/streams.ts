/**
 * The addresses of the live streams: one ticket by its tracking token, a queue for its staff, a public screen by its
 * unguessable id. It decides who may open which; what they then get is made in `routes/stream.ts`.
 */
import { type Context, Hono } from "hono";
import { type Permission, permits } from "../../actors/identity/access.ts";
import { ANONYMOUS, type Principal } from "../../actors/identity/schema.ts";
import type { QueueEntry } from "../../actors/queue/store.ts";
import { isId, type QueueId, type TicketId } from "../../actors/shared/ids.ts";
import { type Language, languageOf, pickLanguage } from "../../actors/shared/i18n.ts";
import { reach } from "../../actors/shared/reach.ts";
import type { AppContext } from "../context.ts";
import { API_PREFIXES } from "../endpoint.ts";
import { forbidden, notFound, problemResponse, unauthenticated } from "../errors.ts";
import { principalOf } from "../middleware/principal.ts";
import { isServed, isWithin } from "../middleware/tenancy.ts";
import { STREAM_HEADERS, Streams, type StreamStats } from "../stream.ts";
import type { StreamSubject } from "../stream_client.ts";
import { STREAMS_PER_CREDENTIAL_MAX, STREAMS_PER_DISPLAY_MAX } from "../stream_limits.ts";
import { assertHonoured } from "./track.ts";

/** A ticket's stream, for whoever has already shown that they hold its link. */
export interface TicketStreamRequest {
  readonly queueId: QueueId;
  readonly ticketId: TicketId;
  /** The version of the link that was shown: the stream ends when the ticket no longer honours it. */
  readonly linkVersion: number;
  readonly language: Language;
  /** When the credential expires, epoch ms; absent: with the link. */
  readonly expiresAt?: number;
}

export interface StreamRoutes {
  /** The endpoints, under the API's prefixes. */
  readonly app: Hono;
  /**
   * Opens the stream of one ticket, for the page of its link.
   * @throws RejectedError `forbidden` (another origin), `not_found`; AppError `invalid_token`, `overloaded`,
   * `draining`, `store_unavailable`.
   */
  openTicket(request: Request, asked: TicketStreamRequest): Promise<Response>;
  /** Ends every stream and opens no more: a server's shutdown waits for open ones. */
  closeAll(): void;
  stats(): StreamStats;
}

/** A stream as one declaration: where, who may, and whose it is. */
interface StreamEndpoint {
  readonly path: string;
  readonly permission: Permission;
  subject(asked: Asked): Promise<StreamSubject>;
}

interface Asked {
  readonly context: AppContext;
  readonly principal: Principal;
  /** The last part of the path. */
  readonly name: string;
  readonly language: Language;
}

const NAME_CHARS_MAX = 2_048;

/** Every stream there is, each with the permission it needs. */
export const STREAM_ENDPOINTS: readonly StreamEndpoint[] = [
  { path: "/stream/track/:token", permission: "ticket.track", subject: trackSubject },
  { path: "/stream/queues/:queueId", permission: "queue.read", subject: deskSubject },
  { path: "/stream/display/:displayId", permission: "display.read", subject: displaySubject },
];

/** The streams of `context`: its endpoints, and what pages and the end of the program need of them. */
export function streamRoutes(context: AppContext): StreamRoutes {
  const { system, config } = context;
  const { queues, estimate, now, random, after, breathe, mintId, log, identity } = system;
  const streams = new Streams({
    queues,
    estimate,
    readReason: async (queueId, textId) => {
      const entry = await reach(system.directory.byId(queueId));
      return entry === null ? null : identity.people.readText({ tenantId: entry.tenantId, textId });
    },
    now,
    random,
    after,
    breathe,
    mintId,
    log,
    streamsMax: config.streamsMax,
    isSessionLive: (sessionId) => identity.sessions.isLive(sessionId),
  });
  // Lives as long as the program: the streams end before the sessions do.
  identity.sessions.onRevoked((sessionId) => streams.endSession(sessionId));
  const app = new Hono();
  for (const declared of STREAM_ENDPOINTS) {
    for (const prefix of API_PREFIXES) {
      app.get(`${prefix}${declared.path}`, (c) => respond(c, { declared, context, streams }));
    }
  }
  return {
    app,
    async openTicket(request, asked) {
      assertOrigin(request, config.publicUrl);
      return await streams.open(ticketSubject(context, asked), lastEventIdOf(request));
    },
    closeAll: () => streams.closeAll(),
    stats: () => streams.stats(),
  };
}

async function respond(
  c: Context,
  { declared, context, streams }: {
    readonly declared: StreamEndpoint;
    readonly context: AppContext;
    readonly streams: Streams;
  },
): Promise<Response> {
  const request = c.req.raw;
  try {
    assertOrigin(request, context.config.publicUrl);
    const isPublic = permits(ANONYMOUS, declared.permission);
    const principal = await principalOf(context, request, { isPublic });
    if (!permits(principal, declared.permission)) {
      throw principal.kind === "anonymous" ? unauthenticated("follow this") : forbidden("following this");
    }
    const [name = ""] = Object.values(c.req.param());
    if (name.length > NAME_CHARS_MAX) throw notFound("what the path names");
    const language = languageOf(c.req.query("lang")) ?? pickLanguage(request.headers.get("accept-language"));
    const subject = await declared.subject({ context, principal, name, language });
    // Nobody would ever read the body.
    if (request.method === "HEAD") return new Response(null, { headers: STREAM_HEADERS });
    return await streams.open(subject, lastEventIdOf(request));
  } catch (error) {
    const { log, mintId } = context.system;
    return problemResponse(error, { log, mintId, route: `GET ${declared.path}` });
  }
}

/** A browser sends the header only when it reconnects by itself; a page that opens a stream anew says it in the address. */
function lastEventIdOf(request: Request): string | null {
  return request.headers.get("last-event-id") ?? new URL(request.url).searchParams.get("lastEventId");
}

/** Another site's page must not read a person's stream; programs send no origin and carry nobody's cookies. */
function assertOrigin(request: Request, publicUrl: string): void {
  const origin = request.headers.get("origin");
  if (origin === null || origin === new URL(publicUrl).origin) return;
  throw forbidden("following a stream from another site");
}

function trackSubject({ context, name, language }: Asked): Promise<StreamSubject> {
  const { system } = context;
  const link = system.identity.tracking.verify(name, system.now());
  if (!isServed(context, link.tenantId)) throw notFound("the ticket");
  const { queueId, ticketId, linkVersion, expiresAt } = link;
  return Promise.resolve(ticketSubject(context, { queueId, ticketId, linkVersion, expiresAt, language }));
}

function ticketSubject(
  { system }: AppContext,
  { queueId, ticketId, linkVersion, language, expiresAt }: TicketStreamRequest,
): StreamSubject {
  return {
    queueId,
    audience: { kind: "ticket", ticketId, language },
    credential: `link:${ticketId}`,
    credentialStreamsMax: STREAMS_PER_CREDENTIAL_MAX,
    sessionId: null,
    expiresAt: expiresAt ?? null,
    admit(state) {
      const ticket = state.ticket(ticketId);
      if (ticket === undefined) throw notFound("the ticket");
      assertHonoured(ticket, { linkVersion, at: system.now() });
    },
  };
}

async function deskSubject({ context, principal, name, language }: Asked): Promise<StreamSubject> {
  const entry = isId(name) ? await reach(context.system.directory.byId(name as QueueId)) : null;
  if (principal.kind !== "staff") throw forbidden("only staff follow a queue");
  if (entry === null || !isOwn(context, { entry, principal })) throw notFound(`queue ${name}`);
  return {
    queueId: entry.queueId,
    audience: { kind: "desk", language },
    credential: `session:${principal.sessionId}`,
    credentialStreamsMax: STREAMS_PER_CREDENTIAL_MAX,
    sessionId: principal.sessionId,
    expiresAt: null,
    admit(state) {
      if (state.header.config === null) throw notFound(`queue ${name}`);
    },
  };
}

async function displaySubject({ context, name, language }: Asked): Promise<StreamSubject> {
  const entry = isId(name) ? await reach(context.system.directory.byDisplay(name)) : null;
  if (entry === null || !isServed(context, entry.tenantId)) throw notFound("the display");
  return {
    queueId: entry.queueId,
    audience: { kind: "display", language },
    credential: `display:${name}`,
    credentialStreamsMax: STREAMS_PER_DISPLAY_MAX,
    sessionId: null,
    expiresAt: null,
    admit(state) {
      if (state.header.config?.displayId !== name) throw notFound("the display");
    },
  };
}

function isOwn(
  context: AppContext,
  { entry, principal }: { readonly entry: QueueEntry; readonly principal: Principal },
): boolean {
  return isServed(context, entry.tenantId) && isWithin(principal, entry.tenantId);
}
