/**
 * The reception desk of one queue: a shell without a word about patients, which the browser fills from the queue's
 * stream, and what the desk asks for besides: the whole view while there is no stream, and the other queues' numbers.
 */
import { type Context, Hono } from "hono";
import { permits } from "../../actors/identity/access.ts";
import type { StaffPrincipal } from "../../actors/identity/schema.ts";
import type { QueueConfig } from "../../actors/queue/schema.ts";
import { deskView } from "../../actors/queue/view_desk.ts";
import { AppError } from "../../actors/shared/errors.ts";
import type { QueueId } from "../../actors/shared/ids.ts";
import { type Language, LANGUAGES, sayIn, wordsFor } from "../../actors/shared/i18n.ts";
import { Desk } from "../../islands/desk/desk.tsx";
import type { DeskProps } from "../../islands/desk/desk_props.ts";
import type { WalkInWords } from "../../islands/desk/walk_in_line.ts";
import { polled } from "../api/replies.ts";
import type { Reply } from "../endpoint.ts";
import { notFound } from "../errors.ts";
import { JSON_HEADERS } from "../middleware/headers.ts";
import { Island, type Render } from "../render.tsx";
import { deskQueueOf, queueLinesOf } from "./desk_queues.ts";
import { failurePage, NOT_FOUND } from "./failure.tsx";
import { languageFor } from "./language.ts";
import type { PagesContext } from "./pages.ts";
import { staffHeader } from "./staff_header.tsx";
import { staffVisit } from "./staff_visit.tsx";

/** The words that the island speaks. */
const WORDS = [
  "class.",
  "desk.",
  "downtime.",
  "live.",
  "need.",
  "outbox.",
  "provider.",
  "queue.",
  "room.",
  "state.",
  "wait.",
] as const;
const STYLES = ["pieces.css", "staff.css", "downtime.css", "outbox.css", "desk.css"];

interface DeskParts {
  readonly context: PagesContext;
  readonly render: Render;
}

interface Visit extends DeskParts {
  readonly c: Context;
  readonly queueId: string;
}

interface Room {
  readonly staff: StaffPrincipal;
  readonly config: QueueConfig;
}

/** What a walk-in's words mean in `language`. */
function walkInWordsIn(language: Language): WalkInWords {
  const say = sayIn(language);
  return {
    classes: {
      emergency: say("desk.walkInWord.emergency"),
      urgent: say("desk.walkInWord.urgent"),
      routine: say("desk.walkInWord.routine"),
    },
    needs: {
      elderly: say("desk.walkInWord.elderly"),
      paediatric: say("desk.walkInWord.paediatric"),
      pregnant: say("desk.walkInWord.pregnant"),
      disability: say("desk.walkInWord.disability"),
      other: say("desk.walkInWord.other"),
    },
    online: say("desk.walkInWord.online"),
  };
}

async function propsOf(
  { context: { system }, queueId }: Visit,
  { staff, config, language }: Room & { readonly language: Language },
): Promise<DeskProps> {
  const [facility, providers, queues] = await Promise.all([
    system.facilities.get(config),
    system.facilities.providers(staff.tenantId),
    queueLinesOf(system, { facilityId: config.facilityId, staff }),
  ]);
  return {
    queueId,
    facilityName: facility?.name ?? "",
    timeZone: config.timeZone,
    dayStartsAtMinutes: config.dayStartsAtMinutes,
    language,
    words: wordsFor(language, WORDS),
    walkInWords: [language, ...LANGUAGES.filter((other) => other !== language)].map(walkInWordsIn),
    account: {
      tenantId: staff.tenantId,
      id: staff.accountId,
      name: staff.name,
      mayMove: permits(staff, "ticket.move"),
    },
    providers: providers.map(({ id, name }) => ({ id, name })),
    queues,
    renderedAt: system.now(),
  };
}

async function show(visit: Visit): Promise<Response> {
  const { c, context, render, queueId } = visit;
  const staff = await staffVisit(c, context, { permission: "queue.read" });
  if (staff instanceof Response) return staff;
  const config = await deskQueueOf(context.system, { queueId, staff });
  if (config === null) return failurePage(c, { render, failure: NOT_FOUND });
  const language = languageFor(c);
  const props = await propsOf(visit, { staff, config, language });
  return render(c, {
    language,
    frame: "staff",
    styles: STYLES,
    title: sayIn(language)("desk.title", { queue: config.name }),
    header: await staffHeader(c, context, { language, staff, current: "desk" }),
    body: (
      <>
        <noscript>
          <p class="banner late">{sayIn(language)("desk.needsScript")}</p>
        </noscript>
        <Island name="desk" component={Desk} props={props} />
      </>
    ),
  });
}

/**
 * Who asks, and the queue they ask about.
 * @throws AppError `session_expired` for nobody; RejectedError `forbidden` or `not_found`.
 */
async function roomOf({ c, context, queueId }: Visit): Promise<Room> {
  const staff = await staffVisit(c, context, { permission: "queue.read" });
  if (staff instanceof Response) {
    throw new AppError("session_expired", "Cannot show the desk: nobody is signed in");
  }
  const config = await deskQueueOf(context.system, { queueId, staff });
  if (config === null) throw notFound(`queue ${queueId}`);
  return { staff, config };
}

function asJson({ status, body, headers }: Reply): Response {
  const text = typeof body === "string" ? body : null;
  return new Response(text, { status, headers: { ...JSON_HEADERS, ...headers } });
}

/** The whole view, as the stream would send it: for a page whose stream is down. */
async function showView(visit: Visit): Promise<Response> {
  const { system } = visit.context;
  await roomOf(visit);
  const at = system.now();
  const view = await system.queues.read(
    visit.queueId as QueueId,
    (state) => deskView(state, { estimate: system.estimate, at }),
  );
  const { updatedAt: _updatedAt, ...queue } = view.queue;
  return asJson(
    polled(visit.c.req.raw, { view: "window", ...view }, { stable: [queue, view.rows, view.more] }),
  );
}

/** How the facility's queues stand. */
async function showQueues(visit: Visit): Promise<Response> {
  const { staff, config } = await roomOf(visit);
  const { facilityId } = config;
  return asJson(polled(visit.c.req.raw, await queueLinesOf(visit.context.system, { facilityId, staff })));
}

/** The addresses below `/desk/:queueId`. */
export function deskPages(parts: DeskParts): Hono {
  const app = new Hono();
  const visit = (c: Context): Visit => ({ ...parts, c, queueId: c.req.param("queueId") ?? "" });
  app.get("/desk/:queueId", (c) => show(visit(c)));
  app.get("/desk/:queueId/view", (c) => showView(visit(c)));
  app.get("/desk/:queueId/queues", (c) => showQueues(visit(c)));
  return app;
}
