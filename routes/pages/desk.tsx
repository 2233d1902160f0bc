/**
 * The reception desk of one queue: a shell without a word about patients, which the browser fills from the queue's
 * stream, and what the desk asks for besides: the whole view while there is no stream.
 */
import { type Context, Hono } from "hono";
import { deskView } from "../../actors/queue/view_desk.ts";
import { AppError } from "../../actors/shared/errors.ts";
import type { QueueId } from "../../actors/shared/ids.ts";
import { type Language, LANGUAGES, sayIn } from "../../actors/shared/i18n.ts";
import { Desk } from "../../islands/desk/desk.tsx";
import type { DeskProps } from "../../islands/desk/desk_props.ts";
import type { WalkInWords } from "../../islands/desk/walk_in_line.ts";
import { polled } from "../api/replies.ts";
import type { Reply } from "../endpoint.ts";
import { notFound } from "../errors.ts";
import { JSON_HEADERS } from "../middleware/headers.ts";
import { Island, type Render } from "../render.tsx";
import { type DeskPlace, deskPropsOf, deskQueueOf } from "./desk_queue.ts";
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
const STYLES = [
  "pieces.css",
  "staff.css",
  "downtime.css",
  "outbox.css",
  "desk.css",
  "desk_line.css",
  "desk_now.css",
];

interface DeskParts {
  readonly context: PagesContext;
  readonly render: Render;
}

interface Visit extends DeskParts {
  readonly c: Context;
  readonly queueId: string;
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

async function propsOf({ system }: PagesContext, place: DeskPlace): Promise<DeskProps> {
  const { language } = place;
  const languages = [language, ...LANGUAGES.filter((other) => other !== language)];
  return {
    ...await deskPropsOf(system, { ...place, words: WORDS }),
    walkInWords: languages.map(walkInWordsIn),
  };
}

async function show(visit: Visit): Promise<Response> {
  const { c, context, render, queueId } = visit;
  const staff = await staffVisit(c, context, { permission: "queue.read" });
  if (staff instanceof Response) return staff;
  const config = await deskQueueOf(context.system, { queueId, staff });
  if (config === null) return failurePage(c, { render, failure: NOT_FOUND });
  const language = languageFor(c);
  const props = await propsOf(context, { staff, queueId, config, language });
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
 * Lets those pass who work in the queue.
 * @throws AppError `session_expired` for nobody; RejectedError `forbidden` or `not_found`.
 */
async function checkVisit({ c, context, queueId }: Visit): Promise<void> {
  const staff = await staffVisit(c, context, { permission: "queue.read" });
  if (staff instanceof Response) {
    throw new AppError("session_expired", "Cannot show the desk: nobody is signed in");
  }
  if (await deskQueueOf(context.system, { queueId, staff }) === null) throw notFound(`queue ${queueId}`);
}

function asJson({ status, body, headers }: Reply): Response {
  const text = typeof body === "string" ? body : null;
  return new Response(text, { status, headers: { ...JSON_HEADERS, ...headers } });
}

/** The whole view, as the stream would send it: for a page whose stream is down. */
async function showView(visit: Visit): Promise<Response> {
  const { system } = visit.context;
  await checkVisit(visit);
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

/** The addresses below `/desk/:queueId`. */
export function deskPages(parts: DeskParts): Hono {
  const app = new Hono();
  const visit = (c: Context): Visit => ({ ...parts, c, queueId: c.req.param("queueId") ?? "" });
  app.get("/desk/:queueId", (c) => show(visit(c)));
  app.get("/desk/:queueId/view", (c) => showView(visit(c)));
  return app;
}
