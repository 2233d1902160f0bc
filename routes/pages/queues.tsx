/**
 * The way in: the lines that can be joined, and the form that joins one. Joining goes through the API's own endpoint,
 * so that a form and a program are refused and answered alike.
 */
import { type Context, Hono } from "hono";
import { z } from "zod";
import { permits } from "../../actors/identity/access.ts";
import { ANONYMOUS } from "../../actors/identity/schema.ts";
import { AppError, type ErrorCode, RejectedError } from "../../actors/shared/errors.ts";
import { type Language, sayIn, type WordKey, wordsFor } from "../../actors/shared/i18n.ts";
import { Queues } from "../../islands/queues.tsx";
import type { QueueCard } from "../../islands/queue_cards.ts";
import { joinEndpoint } from "../api/join.ts";
import { createEdge, type Edge } from "../edge.ts";
import { forbidden, STATUSES } from "../errors.ts";
import { readBody } from "../middleware/body.ts";
import { IDEMPOTENCY_HEADER } from "../middleware/idempotency.ts";
import { tenantOf } from "../middleware/tenancy.ts";
import { Island, type Page, type Render } from "../render.tsx";
import { failurePage, FOREIGN, NO_TENANT, NOT_FOUND } from "./failure.tsx";
import { emptyFields, JoinForm, type JoinFormProps, type JoinRequest, readForm } from "./join_form.tsx";
import { keepLanguage, languageFor } from "./language.ts";
import type { PagesContext } from "./pages.ts";
import { findOpenQueue, listOpenQueues, type OpenQueue } from "./queue_list.ts";
import { isSameOrigin } from "./same_origin.ts";

/** The words that the island speaks. */
const WORDS = ["live.", "queues.", "wait."] as const;
/** 132 bits in base64url: nobody guesses another's. */
const KEY_CHARS = 22;
/** What the form's key is bound to, beside the queue. */
const ROUTE = "POST /join/:queueId";

const Joined = z.object({ data: z.object({ trackingUrl: z.url() }) });

interface QueuePagesOptions {
  readonly context: PagesContext;
  readonly render: Render;
}

interface Visit extends QueuePagesOptions {
  readonly c: Context;
  readonly language: Language;
  readonly edge: Edge;
}

const REFUSALS: Partial<Readonly<Record<ErrorCode, WordKey>>> = {
  already_waiting: "join.refused.already",
  idempotency_conflict: "join.refused.already",
  queue_closed: "join.refused.closed",
  queue_full: "join.refused.full",
  queue_paused: "join.refused.paused",
};

async function listPage({ c, context, render, language }: Visit): Promise<Response> {
  const asked = c.req.query("tenant");
  const tenantId = await tenantOf(context, { principal: ANONYMOUS, request: c.req.raw, tenant: asked })
    .catch((error: unknown) => {
      if (error instanceof RejectedError) return null;
      throw error;
    });
  if (tenantId === null) return failurePage(c, { render, failure: NO_TENANT });
  const [tenant, summaries] = await Promise.all([
    context.system.identity.tenant(tenantId),
    listOpenQueues(context, tenantId),
  ]);
  const cards: readonly QueueCard[] = summaries.map((
    { id, name, status, waiting, estimatedWaitMinutes },
  ) => ({
    id,
    name,
    status,
    waiting,
    estimatedWaitMinutes,
  }));
  const say = sayIn(language);
  const pollUrl = `/api/v1/queues?tenant=${encodeURIComponent(tenantId)}`;
  const body = (
    <div class="page">
      <header class="page-head">
        <p class="place">{tenant?.name ?? ""}</p>
        <h1>{say("queues.title")}</h1>
        <p class="intro">{say("queues.intro")}</p>
      </header>
      <Island
        name="queues"
        component={Queues}
        props={{ cards, language, pollUrl, words: wordsFor(language, WORDS) }}
      />
    </div>
  );
  return render(c, { language, isLive: true, title: say("queues.title"), body });
}

interface FormState extends Pick<JoinFormProps, "fields" | "faults" | "refusal" | "offersWaitlist"> {
  readonly status: NonNullable<Page["status"]>;
}

/** Why the form need not be filled in now, or null. */
function obstacleOf({ summary }: OpenQueue): WordKey | null {
  if (summary.status === "closed") return "join.refused.closed";
  return summary.status === "paused" ? "join.refused.paused" : null;
}

async function formPage(visit: Visit, queue: OpenQueue, form: FormState): Promise<Response> {
  const { c, context, render, language } = visit;
  const say = sayIn(language);
  const { id, name, waiting } = queue.summary;
  const tenant = await context.system.identity.tenant(queue.tenantId);
  const action = `/join/${encodeURIComponent(id)}`;
  const { status, ...shown } = form;
  const body = (
    <div class="page narrow">
      <header class="page-head">
        <p class="place">
          <span>{tenant?.name ?? ""}</span> <span class="place-queue">{name}</span>
        </p>
        <h1>{say("join.title")}</h1>
        <p class="intro">{say("queues.waiting", { count: waiting })}</p>
      </header>
      <JoinForm action={action} language={language} {...shown} />
      <p>
        <a href={`/?tenant=${encodeURIComponent(queue.tenantId)}`}>{say("join.back")}</a>
      </p>
    </div>
  );
  return render(c, { language, status, title: say("join.title"), body });
}

async function showForm(visit: Visit): Promise<Response> {
  const { c, context, render, language } = visit;
  const queue = await findOpenQueue(context, c.req.param("queueId") ?? "");
  if (queue === null) return failurePage(c, { render, failure: NOT_FOUND });
  const fields = emptyFields(language, context.system.mintId(KEY_CHARS));
  const refusal = obstacleOf(queue);
  return formPage(visit, queue, { fields, faults: [], refusal, offersWaitlist: false, status: 200 });
}

/** Joins through the API's endpoint and answers the path of the new ticket's page. */
async function join({ c, edge }: Visit, queue: OpenQueue, asked: JoinRequest): Promise<string> {
  if (!permits(ANONYMOUS, joinEndpoint.permission)) throw forbidden("joining without an account");
  const { name, phone, language, needs, mode, acceptWaitlist, key } = asked;
  const patient = { name, language, needs, ...(phone === null ? {} : { phone }) };
  const body = { queueId: queue.summary.id, patient, mode, acceptWaitlist };
  const headers = key === null ? {} : { [IDEMPOTENCY_HEADER]: key };
  const request = new Request(c.req.url, { method: "POST", headers });
  const call = { edge, request, route: ROUTE, principal: ANONYMOUS, params: {}, query: undefined, body };
  const reply = await joinEndpoint.answer(call, call);
  return new URL(Joined.parse(reply.body).data.trackingUrl).pathname;
}

/** What the person reads when the line did not take them. @throws the error when it is a defect. */
function refusalOf(error: unknown): Pick<FormState, "refusal" | "offersWaitlist" | "status"> {
  if (error instanceof RejectedError) {
    const { code, facts } = error.rejection;
    const offersWaitlist = code === "queue_full" && facts?.["waitlist"] === true;
    const refusal = offersWaitlist ? "join.refused.fullWaitlist" : REFUSALS[code] ?? "join.refused.other";
    return { refusal, offersWaitlist, status: 409 };
  }
  if (error instanceof AppError && STATUSES[error.code] !== 500) {
    const refusal = REFUSALS[error.code] ?? "join.refused.busy";
    return { refusal, offersWaitlist: false, status: STATUSES[error.code] === 503 ? 503 : 409 };
  }
  throw error;
}

async function takeNumber(visit: Visit): Promise<Response> {
  const { c, context, render, language } = visit;
  const queue = await findOpenQueue(context, c.req.param("queueId") ?? "");
  if (queue === null) return failurePage(c, { render, failure: NOT_FOUND });
  if (!isSameOrigin(c.req.raw, context.config.publicUrl)) return failurePage(c, { render, failure: FOREIGN });
  const { fields, faults, request } = readForm(await readBody(c.req.raw, ["form"]), { language });
  if (request === null) {
    return formPage(visit, queue, { fields, faults, refusal: null, offersWaitlist: false, status: 422 });
  }
  try {
    const path = await join(visit, queue, request);
    keepLanguage(c, request.language);
    return c.redirect(path, 303);
  } catch (error) {
    return formPage(visit, queue, { fields, faults: [], ...refusalOf(error) });
  }
}

/** The routes of the list and of the form. */
export function queuePages(options: QueuePagesOptions): Hono {
  const app = new Hono();
  const edge = createEdge(options.context);
  const visit = (c: Context): Visit => ({ ...options, c, edge, language: languageFor(c) });
  app.get("/", (c) => listPage(visit(c)));
  app.get("/join/:queueId", (c) => showForm(visit(c)));
  app.post("/join/:queueId", (c) => takeNumber(visit(c)));
  return app;
}
