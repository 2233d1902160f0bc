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
import type { TenantId } from "../../actors/shared/ids.ts";
import { Queues } from "../../islands/queues.tsx";
import { type QueueCard, wayInto } from "../../islands/queue_cards.ts";
import { joinEndpoint } from "../api/join.ts";
import { polled } from "../api/replies.ts";
import { createEdge, type Edge } from "../edge.ts";
import { forbidden, notFound, STATUSES } from "../errors.ts";
import { readBody } from "../middleware/body.ts";
import { JSON_HEADERS } from "../middleware/headers.ts";
import { IDEMPOTENCY_HEADER } from "../middleware/idempotency.ts";
import { tenantOf } from "../middleware/tenancy.ts";
import { Island, type Page, type Render } from "../render.tsx";
import { failurePage, FOREIGN, NO_TENANT, NOT_FOUND } from "./failure.tsx";
import { emptyFields, type JoinFormProps, type JoinRequest, readForm } from "./join_form.tsx";
import { JoinPage, obstacleOf } from "./join_page.tsx";
import { keepLanguage, languageFor } from "./language.ts";
import type { PagesContext } from "./pages.ts";
import { findOpenQueue, listOpenQueues, type OpenQueue } from "./queue_list.ts";
import { isSameOrigin } from "../middleware/same_origin.ts";

/** The words that the island speaks. */
const WORDS = ["age.", "live.", "queues.", "wait."] as const;
const STYLES = ["patient.css"];
const CARDS_PATH = "/queues/cards";
/** Other lines offered to somebody whom one does not take. */
const OTHERS_MAX = 3;
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

/** The tenant whose lines are asked for, or null. */
async function tenantFor({ c, context }: Visit): Promise<TenantId | null> {
  const tenant = c.req.query("tenant");
  try {
    return await tenantOf(context, { principal: ANONYMOUS, request: c.req.raw, tenant });
  } catch (error) {
    if (error instanceof RejectedError) return null;
    throw error;
  }
}

async function listPage(visit: Visit): Promise<Response> {
  const { c, context, render, language } = visit;
  const tenantId = await tenantFor(visit);
  if (tenantId === null) return failurePage(c, { render, failure: NO_TENANT });
  const [tenant, cards] = await Promise.all([
    context.system.identity.tenant(tenantId),
    listOpenQueues(context, tenantId),
  ]);
  const say = sayIn(language);
  const props = {
    cards,
    language,
    pollUrl: `${CARDS_PATH}?tenant=${encodeURIComponent(tenantId)}`,
    words: wordsFor(language, WORDS),
    renderedAt: context.system.now(),
  };
  const body = (
    <div class="page">
      <header class="page-head">
        <p class="place">{tenant?.name ?? ""}</p>
        <h1>{say("queues.title")}</h1>
        <p class="intro">{say("queues.intro")}</p>
      </header>
      <Island name="queues" component={Queues} props={props} />
    </div>
  );
  return render(c, { language, isLive: true, styles: STYLES, title: say("queues.title"), body });
}

/** The cards alone, for a list that stays open. */
async function listCards(visit: Visit): Promise<Response> {
  const tenantId = await tenantFor(visit);
  if (tenantId === null) throw notFound("the tenant");
  const { status, body, headers } = polled(visit.c.req.raw, await listOpenQueues(visit.context, tenantId));
  return new Response(typeof body === "string" ? body : null, {
    status,
    headers: { ...JSON_HEADERS, ...headers },
  });
}

interface FormState extends Pick<JoinFormProps, "fields" | "faults" | "refusal" | "waitlist"> {
  readonly status: NonNullable<Page["status"]>;
}

async function joinPage(visit: Visit, queue: OpenQueue, form: FormState | null): Promise<Response> {
  const { c, context, render, language } = visit;
  const { card, tenantId } = queue;
  const obstacle = form === null ? obstacleOf(card) : null;
  const isRefused = obstacle !== null || (form !== null && form.refusal !== null);
  const others = isRefused ? await othersThan(context, queue) : [];
  const listPath = `/?tenant=${encodeURIComponent(tenantId)}`;
  const body = <JoinPage {...{ card, others, language, listPath, form, obstacle }} />;
  const title = sayIn(language)("join.title");
  return render(c, { language, status: form?.status ?? 200, styles: STYLES, title, body });
}

/** Where else the person could go now, in the same facility first. */
async function othersThan(
  context: PagesContext,
  { card, tenantId }: OpenQueue,
): Promise<readonly QueueCard[]> {
  const cards = await listOpenQueues(context, tenantId);
  const open = cards.filter((other) => other.id !== card.id && wayInto(other) === "line");
  const isNear = ({ facility }: QueueCard) => facility === card.facility;
  return open.toSorted((a, b) => Number(isNear(b)) - Number(isNear(a))).slice(0, OTHERS_MAX);
}

async function showForm(visit: Visit): Promise<Response> {
  const { c, context, render, language } = visit;
  const queue = await findOpenQueue(context, c.req.param("queueId") ?? "");
  if (queue === null) return failurePage(c, { render, failure: NOT_FOUND });
  if (obstacleOf(queue.card) !== null) return joinPage(visit, queue, null);
  const fields = emptyFields(language, context.system.mintId(KEY_CHARS));
  const waitlist = wayInto(queue.card) === "waitlist" ? "known" : "none";
  return joinPage(visit, queue, { fields, faults: [], refusal: null, waitlist, status: 200 });
}

/** Joins through the API's endpoint and answers the path of the new ticket's page. */
async function join({ c, edge }: Visit, queue: OpenQueue, asked: JoinRequest): Promise<string> {
  if (!permits(ANONYMOUS, joinEndpoint.permission)) throw forbidden("joining without an account");
  const { name, phone, language, needs, mode, acceptWaitlist, key } = asked;
  const patient = { name, language, needs, ...(phone === null ? {} : { phone }) };
  const body = { queueId: queue.card.id, patient, mode, acceptWaitlist };
  const headers = key === null ? {} : { [IDEMPOTENCY_HEADER]: key };
  const request = new Request(c.req.url, { method: "POST", headers });
  const call = { edge, request, route: ROUTE, principal: ANONYMOUS, params: {}, query: undefined, body };
  const reply = await joinEndpoint.answer(call, call);
  return new URL(Joined.parse(reply.body).data.trackingUrl).pathname;
}

/** What the person reads when the line did not take them. @throws the error when it is a defect. */
function refusalOf(error: unknown): Pick<FormState, "refusal" | "waitlist" | "status"> {
  if (error instanceof RejectedError) {
    const { code, facts } = error.rejection;
    const hasWaitlist = code === "queue_full" && facts?.["waitlist"] === true;
    const refusal = hasWaitlist ? "join.refused.fullWaitlist" : REFUSALS[code] ?? "join.refused.other";
    return { refusal, waitlist: hasWaitlist ? "offered" : "none", status: 409 };
  }
  if (error instanceof AppError && STATUSES[error.code] !== 500) {
    const refusal = REFUSALS[error.code] ?? "join.refused.busy";
    return { refusal, waitlist: "none", status: STATUSES[error.code] === 503 ? 503 : 409 };
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
    const waitlist = wayInto(queue.card) === "waitlist" ? "known" : "none";
    return joinPage(visit, queue, { fields, faults, refusal: null, waitlist, status: 422 });
  }
  try {
    const path = await join(visit, queue, request);
    keepLanguage(c, request.language);
    return c.redirect(path, 303);
  } catch (error) {
    return joinPage(visit, queue, { fields, faults: [], ...refusalOf(error) });
  }
}

/** The routes of the list and of the form. */
export function queuePages(options: QueuePagesOptions): Hono {
  const app = new Hono();
  const edge = createEdge(options.context);
  const visit = (c: Context): Visit => ({ ...options, c, edge, language: languageFor(c) });
  app.get("/", (c) => listPage(visit(c)));
  app.get(CARDS_PATH, (c) => listCards(visit(c)));
  app.get("/join/:queueId", (c) => showForm(visit(c)));
  app.post("/join/:queueId", (c) => takeNumber(visit(c)));
  return app;
}
