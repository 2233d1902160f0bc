/**
 * The page of one ticket, under its unguessable address: the view, its stream, and what its holder may do. Opening it
 * gives the browser the holder's cookie; acting needs that cookie and a request from the page itself.
 */
import { type Context, Hono } from "hono";
import { byOf, permits } from "../../actors/identity/access.ts";
import type { Principal } from "../../actors/identity/schema.ts";
import { explainPlace } from "../../actors/queue/explain.ts";
import { type Language, sayIn, wordsFor } from "../../actors/shared/i18n.ts";
import { RejectedError } from "../../actors/shared/errors.ts";
import { Ticket } from "../../islands/ticket.tsx";
import type { TicketAction } from "../../islands/ticket_action.ts";
import { parseTrack, type Track } from "../../islands/track.ts";
import { polled } from "../api/replies.ts";
import { forbidden, notFound } from "../errors.ts";
import { JSON_HEADERS } from "../middleware/headers.ts";
import { idempotencyOf } from "../middleware/idempotency.ts";
import { Island, type Page, type Render } from "../render.tsx";
import { failurePage, FOREIGN, NO_TICKET, wantsJson } from "./failure.tsx";
import { facilityName } from "./facility_name.ts";
import { giveHolderCookie, hasHolderCookie, type Held } from "./holder_cookie.ts";
import { languageFor } from "./language.ts";
import type { PagesContext } from "./pages.ts";
import { isSameOrigin } from "../middleware/same_origin.ts";
import { findTicket, type FoundTicket } from "./ticket_page.ts";
import { WhyPage } from "./why_page.tsx";

/** The words that the island speaks. */
const WORDS = [
  "age.",
  "live.",
  "room.",
  "status.called",
  "status.open",
  "ticket.",
  "wait.",
  "why.title",
  "why.failed",
  "install.",
] as const;

const STYLES = ["patient.css"];

const COMMANDS = {
  leave: "Leave",
  hold: "Hold",
  resume: "Resume",
  acknowledge: "Acknowledge",
} as const satisfies Readonly<Record<TicketAction, string>>;

interface TicketPagesOptions {
  readonly context: PagesContext;
  readonly render: Render;
}

interface Visit extends TicketPagesOptions {
  readonly c: Context;
  readonly code: string;
  readonly language: Language;
}

const baseOf = (code: string): string => `/t/${encodeURIComponent(code)}`;
const heldOf = ({ ticket }: FoundTicket): Held => ({ ticketId: ticket.id, linkVersion: ticket.linkVersion });

/** What the page shows, read the way the browser will read it from the stream. */
function trackOf(found: FoundTicket): Track {
  const track = parseTrack({ data: found.view });
  if (track === null) throw new TypeError("Cannot show the ticket: its view is not what the page reads");
  return track;
}

async function ticketPage(
  { c, context, render, code, language }: Visit,
  { found, notice, status }: {
    readonly found: FoundTicket;
    readonly notice: string | null;
    readonly status: NonNullable<Page["status"]>;
  },
): Promise<Response> {
  const { system, config } = context;
  const say = sayIn(language);
  const track = trackOf(found);
  giveHolderCookie(c, heldOf(found), {
    key: system.identity.cookieKey,
    path: baseOf(code),
    isSecure: config.publicUrl.startsWith("https:"),
  });
  const props = {
    track,
    language,
    notice,
    words: wordsFor(language, WORDS),
    timeZone: found.timeZone,
    queueName: found.view.queue.name,
    facilityName: await facilityName(context, found),
    base: baseOf(code),
    renderedAt: system.now(),
    isStaffed: found.isStaffed,
    wasCalled: found.ticket.state === "waiting" && found.ticket.deferrals > 0,
  };
  return render(c, {
    status,
    language,
    isLive: true,
    styles: STYLES,
    title: say(track.status === "called" ? "ticket.titleCalled" : "ticket.title"),
    body: <Island name="ticket" component={Ticket} props={props} />,
  });
}

async function show(visit: Visit): Promise<Response> {
  const { c, context, render, code, language } = visit;
  const found = await findTicket(context, { code, language });
  if (found === null) return failurePage(c, { render, failure: NO_TICKET });
  return ticketPage(visit, { found, notice: null, status: 200 });
}

/** Whoever holds the ticket's cookie, or null. */
function holderOf(
  c: Context,
  { context, found }: { readonly context: PagesContext; readonly found: FoundTicket },
): Principal | null {
  if (!hasHolderCookie(c, heldOf(found), { key: context.system.identity.cookieKey })) return null;
  const { tenantId, queueId, ticket } = found;
  return { kind: "link", tenantId, queueId, ticketId: ticket.id, power: "holder" };
}

/** The ticket for whoever may read it by its cookie. @throws RejectedError `not_found`. */
async function findHeld({ c, context, code, language }: Visit): Promise<FoundTicket> {
  const found = await findTicket(context, { code, language });
  const holder = found === null ? null : holderOf(c, { context, found });
  if (found === null || holder === null || !permits(holder, "ticket.read")) throw notFound("the ticket");
  return found;
}

/** The view alone, for a page whose stream is down. The tag leaves out what changes by itself. */
async function showView(visit: Visit): Promise<Response> {
  const { view } = await findHeld(visit);
  const { updatedAt: _updatedAt, ageMs: _ageMs, ...queue } = view.queue;
  const { status, body, headers } = polled(visit.c.req.raw, view, { stable: [view.ticket, queue] });
  const text = typeof body === "string" ? body : null;
  return new Response(text, { status, headers: { ...JSON_HEADERS, ...headers } });
}

/** Why the ticket stands where it stands: values for the page's script, and a page for people. */
async function explain(visit: Visit): Promise<Response> {
  const { c, context, render, code, language } = visit;
  const isForScript = wantsJson(c);
  const found = isForScript ? await findHeld(visit) : await findTicket(context, { code, language });
  if (found === null) return failurePage(c, { render, failure: NO_TICKET });
  const { queueId, ticket, view } = found;
  const explanation = await context.system.queues.read(queueId, (state) => {
    const now = state.ticket(ticket.id);
    return now === undefined ? null : explainPlace(state, now);
  });
  if (isForScript) {
    const body = { data: explanation, words: wordsFor(language, ["why."]) };
    return new Response(JSON.stringify(body), { headers: JSON_HEADERS });
  }
  const title = sayIn(language)("why.title");
  const props = { explanation, language, label: view.ticket.label, base: baseOf(code) };
  return render(c, { language, title, isLive: true, styles: STYLES, body: <WhyPage {...props} /> });
}

/** The ticket's stream, for a page that holds its cookie. */
async function follow(visit: Visit): Promise<Response> {
  const { queueId, ticket } = await findHeld(visit);
  const request = visit.c.req.raw;
  // Nobody would ever read the body.
  if (request.method === "HEAD") return new Response(null);
  const { id: ticketId, linkVersion } = ticket;
  return await visit.context.streams.openTicket(request, {
    queueId,
    ticketId,
    linkVersion,
    language: visit.language,
  });
}

/** Carries out what the holder asked for; whoever asked by a form is sent back to the page. */
async function act(visit: Visit, action: TicketAction): Promise<Response> {
  const { c, context, render, code, language } = visit;
  const found = await findTicket(context, { code, language });
  if (found === null) {
    if (wantsJson(c)) throw notFound("the ticket");
    return failurePage(c, { render, failure: NO_TICKET });
  }
  const holder = isSameOrigin(c.req.raw, context.config.publicUrl) ? holderOf(c, { context, found }) : null;
  if (holder === null || !permits(holder, "ticket.stay")) {
    if (wantsJson(c)) throw forbidden("acting on a ticket from elsewhere than its own page");
    return failurePage(c, { render, failure: FOREIGN });
  }
  const { queueId, ticket } = found;
  try {
    const command = { type: COMMANDS[action], ticketId: ticket.id };
    const scope = { principal: holder, route: `POST /t/:code/${action}`, target: ticket.id, body: null };
    const idempotency = idempotencyOf(c.req.raw, scope);
    const envelope = { command, by: byOf(holder), ...(idempotency === undefined ? {} : { idempotency }) };
    await context.system.queues.send(queueId, envelope);
  } catch (error) {
    if (wantsJson(c) || !(error instanceof RejectedError)) throw error;
    return refused(visit);
  }
  if (!wantsJson(c)) return c.redirect(baseOf(code), 303);
  const after = await findTicket(context, { code, language });
  if (after === null) throw notFound("the ticket");
  return new Response(JSON.stringify({ data: after.view }), { headers: JSON_HEADERS });
}

/** The rules said no: the ticket has moved on since the page was made, so here is how it stands. */
async function refused(visit: Visit): Promise<Response> {
  const { c, context, render, code, language } = visit;
  const found = await findTicket(context, { code, language });
  if (found === null) return failurePage(c, { render, failure: NO_TICKET });
  return ticketPage(visit, { found, notice: sayIn(language)("ticket.changed"), status: 409 });
}

/** The routes below `/t/:code`. */
export function ticketPages(options: TicketPagesOptions): Hono {
  const app = new Hono();
  const visit = (c: Context): Visit => ({
    ...options,
    c,
    code: c.req.param("code") ?? "",
    language: languageFor(c),
  });
  app.get("/t/:code", (c) => show(visit(c)));
  app.get("/t/:code/view", (c) => showView(visit(c)));
  app.get("/t/:code/explanation", (c) => explain(visit(c)));
  app.get("/t/:code/stream", (c) => follow(visit(c)));
  app.post("/t/:code/leave", (c) => act(visit(c), "leave"));
  app.post("/t/:code/hold", (c) => act(visit(c), "hold"));
  app.post("/t/:code/resume", (c) => act(visit(c), "resume"));
  app.post("/t/:code/acknowledge", (c) => act(visit(c), "acknowledge"));
  return app;
}
